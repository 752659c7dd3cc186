'use strict';
const { createHmac, randomUUID } = require('node:crypto');

/** Stands between the addresses and the message, see https://jupyter-client.readthedocs.io/en/stable/messaging.html */
const DELIMITER = '<IDS|MSG>';

const sign = (key, parts) => {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
};

/**
 * Reads one message off the wire, in the shape that tslab's own handlers expect (tslab does not export its class).
 *
 * @param {string} key the connection file's key
 * @param {Buffer[]} frames
 * @returns the message, or `undefined` when it is not signed with the key
 */
function parse(key, frames) {
  const at = frames.findIndex((frame) => frame.toString() === DELIMITER);
  const [signature, ...parts] = frames.slice(at + 1);
  if (at === -1 || sign(key, parts) !== String(signature)) return undefined;
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
  return message(frames.slice(0, at), header, parent, metadata, content);
}

function message(identity, header, parent, metadata, content) {
  return {
    identity,
    header,
    parent,
    metadata,
    content,
    createReply() {
      const reply = { ...header, msg_id: randomUUID(), date: new Date().toISOString(), version: '5.3' };
      return message(identity, reply, header, {}, {});
    },
    signAndSend(key, socket) {
      const parts = [this.header, this.parent, this.metadata, this.content].map((part) =>
        JSON.stringify(part),
      );
      socket.send([...identity, DELIMITER, sign(key, parts), ...parts]);
    },
  };
}

module.exports = { parse };
