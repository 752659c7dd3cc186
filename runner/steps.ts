import { marked } from 'marked';
import { type Cell, hasTag, type Notebook, sourceOf } from './notebook.js';

/** One code cell, with the text that leads to it. */
export interface Step {
  /** Counted over the code cells, from 1. */
  number: number;
  code: string;
  cell: Cell;
  /** The text cells since the code cell before. */
  texts: string[];
  /** The nearest heading above. */
  heading: string;
  /** Has held only if the cell prints a line with `✔` and none with `✘`. */
  isCheckpoint: boolean;
  /** The cell is meant to fail (Jupyter's tag `raises-exception`). */
  mayFail: boolean;
}

export interface Lesson {
  steps: Step[];
  /** The text cells after the last code cell. */
  closing: string[];
}

/** Sorts a notebook's cells into steps. Raw and blank cells are left out, as Jupyter does not run them either. */
export function toLesson({ cells }: Notebook): Lesson {
  const steps: Step[] = [];
  let texts: string[] = [];
  let heading = '';
  for (const cell of cells) {
    const source = sourceOf(cell);
    if (cell.cell_type === 'markdown') {
      texts.push(source);
      heading = headingsIn(source).at(-1)?.text ?? heading;
    }
    if (cell.cell_type !== 'code' || source.trim() === '') continue;
    steps.push({
      number: steps.length + 1,
      code: source,
      cell,
      texts,
      heading,
      isCheckpoint: hasTag(cell, 'checkpoint'),
      mayFail: hasTag(cell, 'raises-exception'),
    });
    texts = [];
  }
  return { steps, closing: texts };
}

/** The headings of a text cell, from 1 for the highest, without marks such as `*`. */
export function headingsIn(markdown: string): { depth: number; text: string }[] {
  return marked
    .lexer(markdown)
    .flatMap((token) =>
      token.type === 'heading'
        ? [{ depth: Number(token.depth), text: String(token.text).replace(/[*_`]/g, '') }]
        : [],
    );
}
