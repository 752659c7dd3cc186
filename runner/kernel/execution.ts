import type { Message } from './messages.js';
import {
  addOutput,
  type Displays,
  type Failure,
  type Output,
  type OutputEvent,
  toFailure,
  toOutputEvent,
} from './outputs.js';

/**
 * - `ok`, `error`: the cell has ended;
 * - `aborted`: it was waiting behind a cell that failed, and has not run;
 * - `timeout`: it was still running at its time limit;
 * - `dead`: the kernel ended before the cell did.
 */
export type CellStatus = 'ok' | 'error' | 'aborted' | 'timeout' | 'dead';

export interface CellResult {
  status: CellStatus;
  executionCount: number | null;
  /** What the cell has printed and shown so far; a timer that it left behind may add to it later. */
  outputs: Output[];
  /** Set unless `status` is `ok`. */
  error?: Failure;
}

/** One `execute_request` on its way. */
export interface Execution {
  result: Promise<CellResult>;
  receive(message: Message): void;
  /** Ends it for a reason that no message tells, which becomes its last output. */
  end(status: CellStatus, error: Failure): void;
}

/** How long after the reply to wait for the rest of the output, in milliseconds: tslab alone may lose its end. */
const IDLE_GRACE = 1_000;

/** Collects the answers to one `execute_request` until the cell has ended and all its output is there. */
export function followExecution(displays: Displays, onOutput?: (event: OutputEvent) => void): Execution {
  const outputs: Output[] = [];
  let executionCount: number | null = null;
  let reply: Message['content'] | undefined;
  let idle = false;
  let timer: NodeJS.Timeout | undefined;
  let settle: (result: CellResult) => void;
  const result = new Promise<CellResult>((resolve) => {
    settle = resolve;
  });

  const add = (event: OutputEvent) => {
    addOutput(outputs, displays, event);
    onOutput?.(event);
  };
  const finish = (status: CellStatus, error?: Failure) => {
    clearTimeout(timer);
    settle({ status, executionCount, outputs, ...(error && { error }) });
  };
  const finishFromReply = () => {
    if (reply?.status === 'ok') finish('ok');
    else if (reply?.status === 'error') finish('error', toFailure(reply));
    else finish('aborted', { ename: 'Aborted', evalue: 'an earlier cell failed', traceback: [] });
  };

  return {
    result,
    end(status, error) {
      add({ output: { output_type: 'error', ...error }, update: false });
      finish(status, error);
    },
    receive(message) {
      const { header, content } = message;
      if (header.msg_type === 'execute_input') executionCount = Number(content.execution_count);
      if (header.msg_type === 'status') idle ||= content.execution_state === 'idle';
      if (header.msg_type === 'execute_reply') {
        reply = content;
        executionCount =
          typeof content.execution_count === 'number' ? content.execution_count : executionCount;
        timer = setTimeout(finishFromReply, IDLE_GRACE);
      }
      const event = toOutputEvent(message);
      if (event) add(event);
      // Reply and end of output come on two sockets, in either order.
      if (reply && idle) finishFromReply();
    },
  };
}
