'use strict';
// The fault: tslab does not wait for one message to leave before it sends the next. zeromq.js sends 512 at once,
// makes the next one asynchronous, and refuses those that follow it: the lines after that are gone, and the message
// that says "this cell has ended" with them.
//
// The remedy: sockets that never make a send wait. What cannot leave yet stays in the socket's own queue, whose
// length is unlimited (high-water mark 0).

/** How long an ending kernel may spend on messages that a client has not fetched, in milliseconds. */
const LINGER = 500;

/** @param {{ require: NodeJS.Require }} tslab */
function mend(tslab) {
  const { ZmqServer } = tslab.require('./dist/jupyter.js');
  const bind = ZmqServer.prototype.bindSocket;

  ZmqServer.prototype.bindSocket = async function (socket, port) {
    if (socket !== this.hb) Object.assign(socket, { sendTimeout: 0, sendHighWaterMark: 0, linger: LINGER });
    if (socket === this.iopub) {
      this.iopubIsBound = bind.call(this, socket, port);
      return this.iopubIsBound;
    }
    // A request that arrives before output can leave would lose its first messages.
    await this.iopubIsBound;
    return bind.call(this, socket, port);
  };
}

module.exports = { mend };
