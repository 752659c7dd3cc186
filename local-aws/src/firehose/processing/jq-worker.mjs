/**
 * jq, in a thread of its own: a query may loop for ever, and the owner can end it. It may use up jq's memory,
 * which is 256 MiB in this build, and jq is loaded anew. The file is plain JavaScript, so that it runs as it
 * is under any loader, and as a file beside the bundle.
 */
import { parentPort } from 'node:worker_threads';
import { loadJq } from 'jq-wasm/inline';

/**
 * @typedef {{ kind: 'check', query: string } | { kind: 'run', query: string, texts: string[] }} JqRequest
 * @typedef {{ results: unknown[] } | { error: string } | { notJson: true }} JqOutcome
 */

/** @type {import('jq-wasm').Jq | undefined} */
let jq;

/**
 * One result for every text, in order, whatever the query yields: none, one or several values, or an error.
 * Functions that end jq itself are replaced, and two values are enough to see that there are several. Numbers
 * and booleans of an object become text by jq's own spelling, so that no digit is lost on the way.
 *
 * @param {string} query
 */
function program(query) {
  const refused = 'error("halt is not allowed in a MetadataExtraction query")';
  return `
    def halt: ${refused}; def halt_error: ${refused}; def halt_error($code): ${refused};
    def spelled: if type == "number" or type == "boolean" then tojson else . end;
    .[]
    | first((try {json: fromjson} catch null), null) as $__record
    | if $__record == null then {notJson: true}
      else try {results: [limit(2; $__record.json | (${query}
)) | if type == "object" then map_values(spelled) else . end]}
      catch {error: (if type == "string" then . else tojson end)} end`;
}

/**
 * Runs the query over all texts at once. When that breaks jq, the half in which it happens is found by
 * halving, so that one record cannot take others with it.
 *
 * @param {string} query
 * @param {string[]} texts
 * @returns {Promise<JqOutcome[]>}
 */
async function run(query, texts) {
  let reason = 'jq gave no result';
  try {
    jq ??= await loadJq();
    const outcomes = jq.json(JSON.stringify(texts), program(query));
    if (outcomes.length === texts.length) return /** @type {JqOutcome[]} */ (outcomes);
  } catch (error) {
    jq = undefined; // after an abort nothing that this instance says can be trusted
    reason = error instanceof Error ? error.message : String(error);
  }
  if (texts.length < 2) return texts.map(() => ({ error: reason }));
  const half = texts.length >> 1;
  return [...(await run(query, texts.slice(0, half))), ...(await run(query, texts.slice(half)))];
}

/**
 * What jq says against the query; undefined when it compiles, alone and inside the program. Without input,
 * jq compiles and runs nothing; but it computes constants, and may die of `"x" * 1e9`.
 *
 * @param {string} query
 */
async function check(query) {
  try {
    jq ??= await loadJq();
    for (const text of [query, program(query)]) {
      const { exitCode, stderr } = jq.raw('', text);
      if (exitCode !== 0) return stderr.trim();
    }
    return undefined;
  } catch (error) {
    jq = undefined;
    return error instanceof Error ? error.message : String(error);
  }
}

parentPort?.on('message', async (/** @type {JqRequest} */ request) => {
  const answer =
    request.kind === 'check' ? await check(request.query) : await run(request.query, request.texts);
  parentPort?.postMessage(answer);
});
