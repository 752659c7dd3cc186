/** From a function's ARN to the module that stands for it on this machine. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

const ARN =
  /^arn:(?:aws[a-zA-Z-]*):lambda:[a-z0-9-]+:\d{12}:function:([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

export interface FunctionName {
  name: string;
  /** A version or alias. Locally there is one module for all of them. */
  qualifier: string;
}

/** The parts of a Lambda function's ARN; undefined when it is none. */
export function parseFunctionArn(arn: string): FunctionName | undefined {
  const [, name, qualifier = '$LATEST'] = ARN.exec(arn) ?? [];
  return name === undefined ? undefined : { name, qualifier };
}

/** The files that may hold a function, the first that exists winning. */
export function candidatesFor(folder: string, name: string): string[] {
  return [`${name}.mjs`, `${name}.js`, `${name}.cjs`, join(name, 'index.mjs')].map((file) =>
    join(folder, file),
  );
}

/** The function's file and a stamp that changes when the file does; undefined when there is none. */
export async function findFunction(
  folder: string,
  name: string,
): Promise<{ file: string; stamp: string } | undefined> {
  for (const file of candidatesFor(folder, name)) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile()) return { file, stamp: `${file} ${found.mtimeMs} ${found.size}` };
  }
  return undefined;
}
