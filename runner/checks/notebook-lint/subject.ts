import { type Cell, hasTag, type Notebook, sourceOf } from '../../notebook.js';

/** A notebook as the rules see it, and what they must know of the world around it. */
export interface Subject {
  notebook: Notebook;
  cells: LintedCell[];
  /** Whether a file or folder is there; the path is taken from the notebook's folder. */
  exists(path: string): boolean;
  /** What this machine is called. */
  hostName: string;
}

export interface LintedCell {
  /** Counted over all cells, from 1. */
  number: number;
  cell: Cell & { id?: unknown };
  source: string;
}

export interface CodeCell extends LintedCell {
  /** The learner may skip it. */
  isDetour: boolean;
  /** The number of its step; 0 before, between and after the steps. */
  section: number;
}

/** What a rule has found: where, what, and what to do. */
export interface Complaint {
  /** The notebook as a whole when absent. */
  cell?: LintedCell;
  what: string;
  remedy: string;
}

export type Rule = (subject: Subject) => Complaint[];

export function createSubject(notebook: Notebook, world: Pick<Subject, 'exists' | 'hostName'>): Subject {
  const cells = notebook.cells.map((cell, index) => ({ number: index + 1, cell, source: sourceOf(cell) }));
  return { notebook, cells, ...world };
}

export function codeCells(subject: Subject): CodeCell[] {
  const sections = new Map(
    stepsOf(subject).flatMap(({ number, cells }) => cells.map((cell) => [cell, number])),
  );
  return subject.cells
    .filter(({ cell }) => cell.cell_type === 'code')
    .map((each) => ({ ...each, isDetour: hasTag(each.cell, 'detour'), section: sections.get(each) ?? 0 }));
}

export function textCells({ cells }: Subject): LintedCell[] {
  return cells.filter(({ cell }) => cell.cell_type === 'markdown');
}

/** The cells from one `## Step N: …` to the next heading of that depth or above. */
export interface LessonStep {
  number: number;
  heading: LintedCell;
  cells: LintedCell[];
}

export function stepsOf({ cells }: Subject): LessonStep[] {
  const steps: LessonStep[] = [];
  let current: LessonStep | undefined;
  for (const each of cells) {
    const heading = each.cell.cell_type === 'markdown' ? /^##? .*$/m.exec(each.source)?.[0] : undefined;
    if (heading !== undefined) {
      const number = /^## Step (\d+): \S/.exec(heading)?.[1];
      current = number === undefined ? undefined : { number: Number(number), heading: each, cells: [] };
      if (current) steps.push(current);
    }
    current?.cells.push(each);
  }
  return steps;
}
