import type { Cell, Notebook } from '../notebook.js';

export type TestedCell = Cell & { id: string; metadata: { tags?: string[]; hint?: string } };

/** About as many words as one code cell should have. */
const TEXT = 'A sentence of eight words stands right here. '.repeat(7);

/** The smallest notebook that the lint has nothing to say about: eight steps, each with a checkpoint, and detours. */
export function goodNotebook(): Notebook & { cells: TestedCell[] } {
  const cells: TestedCell[] = [];
  const add = (cell: Omit<TestedCell, 'id'>) => cells.push({ ...cell, id: `cell-${cells.length + 1}` });
  let count = 0;
  const addCode = (text: string, source: string, output: string, metadata: TestedCell['metadata'] = {}) => {
    count += 1;
    const outputs = [{ output_type: 'stream' as const, name: 'stdout' as const, text: output }];
    add({ cell_type: 'markdown', source: text, metadata: {} });
    add({ cell_type: 'code', source, metadata, outputs, execution_count: count });
  };

  add({ cell_type: 'markdown', source: '# A lesson', metadata: {} });
  for (let step = 1; step <= 8; step += 1) {
    const heading = `## Step ${step}: Something\n\n*On AWS: seconds, free.*\n\n`;
    const [name, checkpoint] = [`step${step}`, { tags: ['checkpoint'], hint: 'Look at the bucket.' }];
    addCode(heading + TEXT, `const ${name} = ${step};\n${name};`, `${step}\n`);
    addCode(TEXT, `console.log({ ${name} });`, `{ ${name}: ${step} }\n`);
    if (step <= 6) addCode(TEXT, `console.log(${name} + 1);`, `${step + 1}\n`, { tags: ['detour'] });
    addCode(TEXT, `checkpoint('It holds', { ${name}: [${step}, ${name}] });`, '✔ It holds\n', checkpoint);
  }
  const metadata = {
    kernelspec: { display_name: 'TypeScript (tslab)', language: 'typescript', name: 'tslab' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}
