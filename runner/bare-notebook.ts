import { withoutAnswers } from './checks/exercises.js';
import { type Cell, clearOutputs, type Notebook, sourceOf } from './notebook.js';
import { headingsIn } from './steps.js';

/**
 * The notebook for a teacher who tells the rest, or a learner who rehearses: headings and code, with all tags and
 * hints, and without texts, answers and outputs.
 */
export function bareNotebook(notebook: Notebook): Notebook {
  const cells = notebook.cells.flatMap((cell) => toBareCell(structuredClone(cell)));
  const bare = { ...notebook, cells };
  clearOutputs(bare);
  return bare;
}

function toBareCell(cell: Cell): Cell[] {
  if (cell.cell_type === 'code') return [cell];
  if (cell.cell_type === 'raw') return [];
  const headings = headingsIn(withoutAnswers(sourceOf(cell)));
  const source = headings.map(({ depth, text }) => `${'#'.repeat(depth)} ${text}`).join('\n\n');
  return source === '' ? [] : [{ ...cell, source }];
}
