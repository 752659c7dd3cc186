/**
 * The thread in which a local Lambda function runs, as Lambda's Node runtime runs it: the event comes as
 * JSON and the answer leaves as JSON. Plain JavaScript, so that a learner's module meets no loader of ours.
 */
import { parentPort, workerData } from 'node:worker_threads';

/**
 * @typedef {{
 *   event: string, requestId: string, arn: string, name: string, qualifier: string, timeLimit: number
 * }} Invocation
 * @typedef {(error?: unknown, answer?: unknown) => void} Callback
 * @typedef {(event: unknown, context: object, callback: Callback) => unknown} Handler
 */

/** @param {Invocation} invocation */
function contextOf({ requestId, arn, name, qualifier, timeLimit }) {
  const end = Date.now() + timeLimit;
  return {
    functionName: name,
    functionVersion: qualifier,
    invokedFunctionArn: arn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
  };
}

/** @returns {Promise<Handler>} */
async function loadHandler() {
  const module = await import(workerData.url);
  const handler = module.handler ?? module.default?.handler;
  if (typeof handler !== 'function')
    throw new TypeError(`${workerData.url} exports no function named handler`);
  return handler;
}

/**
 * A handler answers by its promise or by its callback. One that takes no callback and gives no promise
 * answers null, as on Lambda.
 *
 * @param {Handler} handler
 * @param {unknown} event
 * @param {object} context
 */
function callHandler(handler, event, context) {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, answer) => (error ? reject(error) : resolve(answer)));
    if (typeof (/** @type {any} */ (returned)?.then) === 'function') resolve(returned);
    else if (handler.length < 3) resolve(null);
  });
}

/** @param {Invocation} invocation */
async function invoke(invocation) {
  try {
    const handler = await loadHandler();
    const answer = await callHandler(handler, JSON.parse(invocation.event), contextOf(invocation));
    return { answer: JSON.stringify(answer ?? null) ?? 'null' };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? String(error)) : String(error) };
  }
}

parentPort?.on('message', async (/** @type {Invocation} */ invocation) => {
  parentPort?.postMessage(await invoke(invocation));
});
