import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Changes the first byte of a text in a folder's journal, as a failing disk may. Returns what mends it. */
export function spoil(folder: string, text: string): () => void {
  const path = join(folder, 'journal');
  const at = readFileSync(path).indexOf(text);
  if (at < 0) throw new Error(`${text} is not in ${path}`);
  const write = (byte: string) => {
    const fd = openSync(path, 'r+');
    writeSync(fd, byte, at);
    closeSync(fd);
  };
  write(text.startsWith('X') ? 'Y' : 'X');
  return () => write(text.slice(0, 1));
}
