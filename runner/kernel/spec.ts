import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What kernel.json says about starting a kernel, see https://jupyter-client.readthedocs.io/en/stable/kernels.html */
export interface KernelSpec {
  /** The folder of kernel.json. */
  folder: string;
  argv: string[];
  env: Record<string, string>;
}

/** Reads kernel.json in `folder`. */
export function readKernelSpec(folder: string): KernelSpec {
  const { argv, env = {} } = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'));
  return { folder, argv, env };
}

/** The program and its arguments. `node` becomes the Node.js that runs this, whatever PATH says. */
export function commandOf(spec: KernelSpec, connectionFile: string): { program: string; args: string[] } {
  const [program = '', ...args] = spec.argv.map((part) =>
    part.replaceAll('{resource_dir}', spec.folder).replaceAll('{connection_file}', connectionFile),
  );
  return { program: program === 'node' ? process.execPath : program, args };
}
