'use strict';
// The fault: a failure is text on standard error and nothing else. Jupyter shows no red box, nbconvert says
// "<Error>: ", and the trace is mostly tslab's own frames.
//
// The remedy: what tslab would print is kept as a description (ename, evalue, traceback) of the failure, which
// requests.cjs then sends as the protocol's `error` message. It is printed no second time.

const { format, inspect } = require('node:util');
const path = require('node:path');

/** @param {{ require: NodeJS.Require }} tslab */
function mend(tslab) {
  const executors = tslab.require('./dist/executor.js');
  const { createExecutor } = executors;

  executors.createExecutor = (folder, converters, console) => {
    let printed = [];
    const error = (...values) => printed.push(values);
    const executor = createExecutor(folder, converters, { log: console.log, error });
    const original = executor.execute;

    executor.execute = async (source) => {
      printed = [];
      executor.failure = undefined;
      try {
        const ok = await original(source);
        if (!ok) executor.failure = describe(printed);
        // A `/** @module */` cell is accepted with its type errors, which then are only a remark.
        else for (const values of printed) console.error(...values);
        return ok;
      } catch (fault) {
        executor.failure = describeKernelFault(fault);
        return false;
      }
    };
    return executor;
  };
}

/** tslab prints an exception as one value, and each type error as a format and its values. */
function describe(printed) {
  const [first = []] = printed;
  if (first.length === 1) return describeThrown(first[0]);
  const lines = printed.map((values) => format(...values));
  return {
    ename: 'TypeCheckError',
    evalue: lines.join('\n'),
    traceback: ['TypeCheckError: the cell was not run', ...lines],
  };
}

/**
 * @param {unknown} thrown what a cell threw
 * @returns {{ ename: string, evalue: string, traceback: string[] }}
 */
function describeThrown(thrown) {
  if (wasInterrupted(thrown)) {
    const evalue = 'the cell was interrupted';
    return { ename: 'Interrupted', evalue, traceback: [`Interrupted: ${evalue}`] };
  }
  const text = show(thrown);
  if (!(thrown instanceof Error)) return { ename: 'Uncaught', evalue: text, traceback: [`Uncaught ${text}`] };
  return { ename: String(thrown.name), evalue: String(thrown.message), traceback: ownLines(text) };
}

function describeKernelFault(error) {
  const evalue = `${error?.message ?? error} (a fault of tslab itself: restart the kernel)`;
  return { ename: 'KernelFault', evalue, traceback: [`KernelFault: ${evalue}`] };
}

/** tslab rejects with the first, Node.js with the second. */
function wasInterrupted(thrown) {
  return (
    thrown?.message === 'Interrupted asynchronously' || thrown?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'
  );
}

function show(value) {
  try {
    return inspect(value);
  } catch (cause) {
    return `(a value that cannot be shown: ${cause})`;
  }
}

/** Leaves out the frames that lie between the kernel's start and the cell. */
function ownLines(text) {
  const machinery = [
    '(node:vm:',
    'node:internal/process/task_queues',
    `tslab${path.sep}dist${path.sep}`,
    path.dirname(__dirname),
  ];
  return text
    .split('\n')
    .filter((line) => !(/^\s+at /.test(line) && machinery.some((part) => line.includes(part))));
}

module.exports = { mend };
