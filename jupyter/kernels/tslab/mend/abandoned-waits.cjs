'use strict';
// The fault: an interrupt frees the kernel, but not what the cell waits for. A loop that polls goes on unseen, keeps
// calling AWS, and prints into the cells that come after it.
//
// The remedy: whatever an interrupted cell waits for next never comes: no timer, no answer to `fetch`, no HTTP
// connection. Its loops thus come to a stop, as if the cell had been the whole program. Other cells are not touched.

const { AsyncLocalStorage } = require('node:async_hooks');
const { Agent } = require('node:http');
const { syncBuiltinESMExports } = require('node:module');
const timers = require('node:timers');
const promises = require('node:timers/promises');
const { promisify } = require('node:util');

/** Which cell the code belongs to that runs right now, also after an `await` and in callbacks. */
const cells = new AsyncLocalStorage();

const NEVER = new Promise(() => {});

/** @param {{ require: NodeJS.Require }} tslab */
function mend(tslab) {
  const executors = tslab.require('./dist/executor.js');
  const { createExecutor } = executors;

  executors.createExecutor = (folder, converters, console) => {
    const executor = createExecutor(folder, withNode(converters, outsideOfCells(converters.node)), console);
    const { execute, interrupt } = executor;
    let running;
    executor.execute = async (source) => {
      running = { isInterrupted: false };
      try {
        return await cells.run(running, execute, source);
      } finally {
        running = undefined;
      }
    };
    executor.interrupt = () => {
      if (running) running.isInterrupted = true;
      interrupt();
    };
    return executor;
  };

  mendTimers();
  mendRequests();
}

/** The compilers, with another one for Node.js. That for browsers is made only when a cell asks for it. */
function withNode(converters, node) {
  return {
    node,
    get browser() {
      return converters.browser;
    },
    close: () => converters.close(),
  };
}

/** The compiler keeps watching files for later cells, whichever cell made it do so. */
function outsideOfCells(converter) {
  return { ...converter, convert: (...args) => cells.run(undefined, converter.convert, ...args) };
}

function isAbandoned() {
  return cells.getStore()?.isInterrupted === true;
}

/** The promise, which is not settled any more once its cell has been interrupted. */
function unlessAbandoned(promise) {
  return promise.then(
    (value) => (isAbandoned() ? NEVER : value),
    (error) => (isAbandoned() ? NEVER : Promise.reject(error)),
  );
}

function mendTimers() {
  const { setTimeout, setInterval } = timers;
  const pause = promises.setTimeout;

  promises.setTimeout = (...args) => unlessAbandoned(pause(...args));
  timers.setTimeout = (callback, ...rest) => setTimeout(guard(callback), ...rest);
  timers.setTimeout[promisify.custom] = promises.setTimeout;
  timers.setInterval = (callback, ...rest) => {
    const timer = setInterval(
      guard(callback, () => clearInterval(timer)),
      ...rest,
    );
    return timer;
  };
  Object.assign(globalThis, { setTimeout: timers.setTimeout, setInterval: timers.setInterval });
  syncBuiltinESMExports();
}

/** What is no function is left to Node.js to complain of. */
function guard(callback, otherwise = () => {}) {
  if (typeof callback !== 'function') return callback;
  return (...args) => (isAbandoned() ? otherwise() : callback(...args));
}

function mendRequests() {
  const { fetch } = globalThis;
  globalThis.fetch = (...args) => (isAbandoned() ? NEVER : unlessAbandoned(fetch(...args)));

  // The agent of https inherits it.
  const { addRequest } = Agent.prototype;
  Agent.prototype.addRequest = function (...args) {
    if (!isAbandoned()) addRequest.apply(this, args);
  };
}

module.exports = { mend };
