/** The store could not do what it was asked for: the message says what, on which file, and what to do. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}

/** The system's error code, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'Give yourself the right to write there',
  EDQUOT: 'Make room',
  EFBIG: 'Make room',
  ENOENT: 'If the data folder was deleted, stop local-aws and start it again',
  ENOSPC: 'Make room',
  EPERM: 'Give yourself the right to write there',
  EROFS: 'Give yourself the right to write there',
};

/** What can be done about a write that failed, as a sentence without its end. */
export function remedyOf(error: unknown): string {
  return REMEDIES[codeOf(error) ?? ''] ?? 'Mend the disk';
}

/** An error of the system's, with what was tried before it: `cannot read /x/journal: EACCES: …`. */
export function failedTo(tried: string, cause: unknown, remedy = ''): StoreError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(`cannot ${tried}: ${said}${remedy && `. ${remedy}`}`, { cause });
}
