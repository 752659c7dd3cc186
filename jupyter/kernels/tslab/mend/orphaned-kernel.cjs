'use strict';
// The faults: a kernel whose client was killed stays for ever, one that was asked to shut down stays as long as a
// cell's timer or server is alive, and one that cannot listen on its ports stays without answering.
//
// The remedy: the kernel ends when the process that started it has gone, shortly after its reply to a shutdown, and
// when it cannot listen.

const { isMainThread, Worker, workerData } = require('node:worker_threads');

/** How often to look for the parent, in milliseconds. */
const INTERVAL = 1000;

/** How long the reply to a shutdown may take to leave, in milliseconds. */
const REPLY_GRACE = 100;

/** @param {{ require: NodeJS.Require }} tslab */
function mend(tslab) {
  const { ZmqServer } = tslab.require('./dist/jupyter.js');
  const { close, init } = ZmqServer.prototype;
  ZmqServer.prototype.close = function () {
    setTimeout(() => process.exit(0), REPLY_GRACE).unref();
    close.call(this);
  };

  ZmqServer.prototype.init = async function () {
    try {
      await init.call(this);
    } catch (error) {
      console.error(`The kernel cannot listen where ${this.configPath} tells it to: ${error.message}`);
      process.exit(1);
    }
  };

  watchParent();
}

/**
 * Watches from a thread of its own, which a cell that loops without end cannot hold up. Jupyter names itself in
 * JPY_PARENT_PID, which also tells when it had gone before this line was reached. A process id can be given to
 * somebody else, so a changed parent counts as well.
 */
function watchParent() {
  const client = process.platform === 'win32' ? 0 : Number(process.env.JPY_PARENT_PID);
  new Worker(__filename, { workerData: { parent: process.ppid, client } }).unref();
}

function endWithParent({ parent, client }) {
  setInterval(() => {
    const isOrphan = process.ppid !== parent || !isAlive(parent) || (client > 0 && !isAlive(client));
    if (isOrphan) process.kill(process.pid, 'SIGKILL');
  }, INTERVAL);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (isMainThread) module.exports = { mend };
else endWithParent(workerData);
