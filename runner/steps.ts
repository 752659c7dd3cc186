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
  /** Leads aside (the tag `detour`): what comes later works without it. */
  isDetour: boolean;
  /** The cell is meant to fail (Jupyter's tag `raises-exception`). */
  mayFail: boolean;
  /** Says where to look when the step does not do what it should (`hint` in the cell's metadata). */
  hint?: string;
}

/** The code cells below one heading of the first or second level: "Step 3: The role". */
export interface Part {
  /** The one that its title names; else the one after the part before, from 0. */
  number: number;
  title: string;
  steps: Step[];
}

export interface Lesson {
  steps: Step[];
  /** The same steps, heading by heading. */
  parts: Part[];
  /** The text cells after the last code cell. */
  closing: string[];
}

/** Headings from this depth on divide a part. */
const DEEPEST_PART = 2;

/** Sorts a notebook's cells into steps. Raw and blank cells are left out, as Jupyter does not run them either. */
export function toLesson({ cells }: Notebook): Lesson {
  const steps: Step[] = [];
  const parts: Part[] = [];
  let texts: string[] = [];
  let heading = '';
  let title = '';
  for (const cell of cells) {
    const source = sourceOf(cell);
    if (cell.cell_type === 'markdown') {
      const headings = headingsIn(source);
      texts.push(source);
      heading = headings.at(-1)?.text ?? heading;
      title = headings.filter(({ depth }) => depth <= DEEPEST_PART).at(-1)?.text ?? title;
    }
    if (cell.cell_type !== 'code' || source.trim() === '') continue;
    const step = toStep(cell, steps.length + 1, texts, heading);
    steps.push(step);
    partCalled(title, parts).steps.push(step);
    texts = [];
  }
  return { steps, parts, closing: texts };
}

function toStep(cell: Cell, number: number, texts: string[], heading: string): Step {
  const { hint } = cell.metadata ?? {};
  return {
    number,
    code: sourceOf(cell),
    cell,
    texts,
    heading,
    isCheckpoint: hasTag(cell, 'checkpoint'),
    isDetour: hasTag(cell, 'detour'),
    mayFail: hasTag(cell, 'raises-exception'),
    ...(typeof hint === 'string' && { hint }),
  };
}

function partCalled(title: string, parts: Part[]): Part {
  const last = parts.at(-1);
  if (last?.title === title) return last;
  const named = /^Step (\d+)/.exec(title)?.[1];
  const part = { number: named === undefined ? (last?.number ?? -1) + 1 : Number(named), title, steps: [] };
  parts.push(part);
  return part;
}

/** The part that a step belongs to. */
export function partOf(lesson: Lesson, step: Step): Part | undefined {
  return lesson.parts.find((part) => part.steps.includes(step));
}

/** The hint that helps with a step: its own, else that of the next checkpoint of its part, else the part's last. */
export function hintFor(lesson: Lesson, step: Step): string | undefined {
  const hints = partOf(lesson, step)?.steps.filter(({ hint }) => hint !== undefined) ?? [];
  return (hints.find(({ number }) => number >= step.number) ?? hints.at(-1))?.hint;
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
