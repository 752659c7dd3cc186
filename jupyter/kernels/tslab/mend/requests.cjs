'use strict';
// The faults: for 200 ms after a failed cell every request is dropped with a status that the protocol does not know;
// `execute_input` and `error` are never sent; `history_request` and `interrupt_request` are not answered, and
// `comm_info_request` is answered under a wrong name.
//
// The remedy: cells run one after the other here. After a failure, the requests that were already waiting are
// answered "aborted", as ipykernel does, so that "Run All" stops; whatever is asked after the reply runs at once.

const { writeSync } = require('node:fs');
const { parse } = require('../message.cjs');

/**
 * How long to read what was already sent when a cell fails, in milliseconds. A cell that never awaits keeps the
 * kernel from reading its sockets, so requests may be waiting there unseen.
 */
const READ_WAITING = 10;

/** @param {{ require: NodeJS.Require }} tslab */
function mend(tslab) {
  const { ZmqServer } = tslab.require('./dist/jupyter.js');
  const handle = ZmqServer.prototype.handleShellMessage;

  ZmqServer.prototype.handleShellMessage = async function (socket, ...frames) {
    const request = parse(this.connInfo.key, frames);
    if (request === undefined) {
      writeSync(2, 'Ignored a message that is not signed with the key of the connection file.\n');
    } else if (request.header.msg_type === 'execute_request') {
      takeTurn(this, socket, request);
    } else if (request.header.msg_type in answers) {
      this.publishStatus('busy', request);
      const content = answers[request.header.msg_type](this);
      send(this, socket, request, request.header.msg_type.replace('_request', '_reply'), content);
      this.publishStatus('idle', request);
    } else {
      await handle.call(this, socket, ...frames);
    }
  };
}

/** What tslab leaves without an answer, or answers wrongly. */
const answers = {
  history_request: () => ({ status: 'ok', history: [] }),
  comm_info_request: () => ({ status: 'ok', comms: {} }),
  interrupt_request: (server) => {
    server.handler.executor.interrupt();
    return { status: 'ok' };
  },
};

function send(server, socket, request, type, content) {
  const message = request.createReply();
  message.header.msg_type = type;
  message.content = content;
  message.signAndSend(server.connInfo.key, socket);
}

const waiting = [];
let running = false;

async function takeTurn(server, socket, request) {
  waiting.push({ socket, request });
  if (running) return;
  running = true;
  while (waiting.length > 0) {
    const next = waiting.shift();
    await runCell(server, next.socket, next.request);
  }
  running = false;
}

async function runCell(server, socket, request) {
  const publish = (type, content) => send(server, server.iopub, request, type, content);
  const count = server.handler.execCount + 1;
  server.publishStatus('busy', request);
  publish('execute_input', { code: request.content.code, execution_count: count });

  const failure = await failureOf(server.handler, request.content, publish);
  if (failure === undefined) {
    const reply = { status: 'ok', execution_count: count, payload: [], user_expressions: {} };
    send(server, socket, request, 'execute_reply', reply);
    server.publishStatus('idle', request);
    return;
  }

  await new Promise((resolve) => setTimeout(resolve, READ_WAITING));
  const aborted = request.content.stop_on_error === false ? [] : waiting.splice(0);
  publish('error', failure);
  send(server, socket, request, 'execute_reply', { status: 'error', execution_count: count, ...failure });
  server.publishStatus('idle', request);
  for (const each of aborted) abort(server, each.socket, each.request);
}

async function failureOf(handler, content, publish) {
  const stream = (name, text) => publish('stream', { name, text });
  const display = (data, update) => publish(update ? 'update_display_data' : 'display_data', data);
  try {
    await handler.handleExecuteImpl(content, stream, display);
    return undefined;
  } catch {
    // tslab throws its execution count here; nameless-errors.cjs has kept what went wrong.
    return handler.executor.failure;
  }
}

function abort(server, socket, request) {
  server.publishStatus('busy', request);
  send(server, socket, request, 'execute_reply', { status: 'aborted' });
  server.publishStatus('idle', request);
}

module.exports = { mend };
