import { Problem } from '../problem.js';
import type { Channels } from './channels.js';
import type { Message } from './messages.js';
import { endsWithin, howItEnded, type KernelProcess } from './process.js';

/** Who is told of the answers to a request, by the request's `msg_id`. */
export type Waiting = Map<string, (message: Message) => void>;

/** How long a kernel may take to answer for the first time, and how often it is asked, in milliseconds. */
const START_LIMIT = 60_000;
const ASK_EVERY = 150;

/**
 * Sends a request on the shell channel and returns the content of its reply.
 *
 * @throws Error when the kernel ends before it has answered
 */
export function ask(
  child: KernelProcess,
  channels: Channels,
  waiting: Waiting,
  type: string,
  content: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const reply = type.replace('_request', '_reply');
  return new Promise((resolve, reject) => {
    const id = channels.send('shell', type, content);
    waiting.set(id, (message) => {
      if (message.header.msg_type !== reply) return;
      waiting.delete(id);
      resolve(message.content);
    });
    void child.exited.then((how) => reject(new Error(`${type}: the kernel has ended ${howItEnded(how)}`)));
  });
}

/**
 * Waits until a kernel has answered on both of its sockets; from there on no message is lost. It is asked again and
 * again, because until all sockets are connected an answer may be lost.
 *
 * @throws Problem when it ends or stays silent
 */
export async function untilReady(child: KernelProcess, channels: Channels, waiting: Waiting): Promise<void> {
  const asked: string[] = [];
  let replied = false;
  let idle = false;
  let settle: () => void;
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const onAnswer = ({ header, content }: Message) => {
    replied ||= header.msg_type === 'kernel_info_reply';
    idle ||= content.execution_state === 'idle';
    if (replied && idle) settle();
  };
  const ended = child.exited.then((how) => {
    throw new Problem(`The kernel ended while it was starting ${howItEnded(how)}`);
  });

  for (let waited = 0; waited < START_LIMIT; waited += ASK_EVERY) {
    const id = channels.send('shell', 'kernel_info_request', {});
    waiting.set(id, onAnswer);
    asked.push(id);
    if (await endsWithin(Promise.race([ready, ended]), ASK_EVERY)) {
      for (const each of asked) waiting.delete(each);
      return;
    }
  }
  throw new Problem(`The kernel has not answered within ${START_LIMIT / 1000} s.`);
}
