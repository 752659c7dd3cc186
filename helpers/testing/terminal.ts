/** Standard output as a terminal, to see what is written in place on it. */
import type { TestContext } from 'node:test';

const ERASE_LINE = '\r\x1b[K';

/**
 * Makes standard output a terminal until the test ends. What else is written to it goes its way: Node's test runner
 * reports there.
 *
 * @returns what gives the states of the line so far; '' is no line
 */
export function lineOnTerminal(t: TestContext): () => string[] {
  const { stdout } = process;
  const states: string[] = [];
  const terminal = { isTTY: true, columns: 100, hasColors: () => true };
  for (const [name, value] of Object.entries(terminal)) {
    const before = Object.getOwnPropertyDescriptor(stdout, name);
    Object.defineProperty(stdout, name, { value, configurable: true });
    t.after(() =>
      before ? Object.defineProperty(stdout, name, before) : Reflect.deleteProperty(stdout, name),
    );
  }
  const write = stdout.write.bind(stdout) as (...args: unknown[]) => boolean;
  t.mock.method(stdout, 'write', (...args: unknown[]) => {
    const [text] = args;
    if (typeof text !== 'string' || !text.startsWith(ERASE_LINE)) return write(...args);
    states.push(text.slice(ERASE_LINE.length));
    return true;
  });
  return () => states;
}
