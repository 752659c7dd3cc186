import { marked } from 'marked';
import { type Cell, hasTag, type Notebook, sourceOf } from './notebook.js';

/** Cells that lead aside, with the tag `detour`: what comes later works without them. */
export interface Detour {
  /** As its first text begins: "a mistake in the file." Empty when it says nothing of the kind. */
  name: string;
  steps: Step[];
}

/** A text cell. */
export interface Text {
  source: string;
  /** Set when it speaks of a detour, and says nothing to somebody who skips that. */
  detour?: Detour;
}

/** One code cell, with the text that leads to it. */
export interface Step {
  /** Counted over the code cells, from 1. */
  number: number;
  code: string;
  cell: Cell;
  /** The text cells since the code cell before. The first ones can be the end of a detour that is over. */
  texts: Text[];
  /** The nearest heading above. */
  heading: string;
  /** Has held only if the cell prints a line with `✔` and none with `✘`. */
  isCheckpoint: boolean;
  /** The one that it belongs to. */
  detour?: Detour;
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
  closing: Text[];
}

/** Headings from this depth on divide a part. */
const DEEPEST_PART = 2;

/** Sorts a notebook's cells into steps. Raw and blank cells are left out, as Jupyter does not run them either. */
export function toLesson({ cells }: Notebook): Lesson {
  const steps: Step[] = [];
  const parts: Part[] = [];
  let texts: Text[] = [];
  let heading = '';
  let title = '';
  let detour: Detour | undefined;
  for (const cell of cells) {
    const source = sourceOf(cell);
    if (cell.cell_type === 'raw' || source.trim() === '') continue;
    detour = detourOf(cell, detour);
    if (cell.cell_type === 'markdown') {
      const headings = headingsIn(source);
      texts.push({ source, ...(detour && { detour }) });
      heading = headings.at(-1)?.text ?? heading;
      title = headings.filter(({ depth }) => depth <= DEEPEST_PART).at(-1)?.text ?? title;
      continue;
    }
    const step = { ...toStep(cell, steps.length + 1, texts, heading), ...(detour && { detour }) };
    steps.push(step);
    detour?.steps.push(step);
    partCalled(title, parts).steps.push(step);
    texts = [];
  }
  return { steps, parts, closing: texts };
}

/** How the text of a detour begins. */
const OPENING = /^\*\*Detour: (.+?)\*\*\s*/;

/** The detour that a cell belongs to: the one of the cell before, unless it begins one of its own. */
function detourOf(cell: Cell, current: Detour | undefined): Detour | undefined {
  if (!hasTag(cell, 'detour')) return undefined;
  const name = cell.cell_type === 'markdown' ? OPENING.exec(sourceOf(cell))?.[1] : undefined;
  return name === undefined && current ? current : { name: name ?? '', steps: [] };
}

/** A text without the words by which a detour begins. */
export function withoutOpening(source: string): string {
  return source.replace(OPENING, '');
}

function toStep(cell: Cell, number: number, texts: Text[], heading: string): Step {
  const { hint } = cell.metadata ?? {};
  return {
    number,
    code: sourceOf(cell),
    cell,
    texts,
    heading,
    isCheckpoint: hasTag(cell, 'checkpoint'),
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
