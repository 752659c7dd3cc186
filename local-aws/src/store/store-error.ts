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

/** An error of the system's, with what was tried before it: `cannot read /x/journal: EACCES: …`. */
export function failedTo(tried: string, cause: unknown, remedy = ''): StoreError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(`cannot ${tried}: ${said}${remedy && `. ${remedy}`}`, { cause });
}
