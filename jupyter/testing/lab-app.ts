/** The parts of JupyterLab's own objects that the tests read. They exist in the page, as `window.jupyterapp`. */

export interface LabOutput {
  output_type: string;
  ename?: string;
  evalue?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}

/** A cell as JupyterLab holds it. */
export interface LabCell {
  /** Its place in the notebook, from 0. */
  index: number;
  type: 'code' | 'markdown' | 'raw';
  source: string;
  tags: string[];
  /** Waits for its turn or runs. */
  isRunning: boolean;
  executionCount: number | null;
  outputs: LabOutput[];
  /** How often one of its outputs was replaced in place since the page was opened. */
  redrawn: number;
}

interface SharedCell {
  cell_type: 'code' | 'markdown' | 'raw';
  source: string | string[];
  metadata: { tags?: string[] };
  execution_count?: number | null;
  outputs?: LabOutput[];
}

interface CellWidget {
  model: { executionState?: string; sharedModel: { toJSON(): SharedCell } };
  outputArea?: { model: { changed: Signal<{ type: string }> } };
  redrawn?: number;
}

interface Signal<Args> {
  connect(slot: (sender: unknown, args: Args) => void): void;
}

interface NotebookPanel {
  content: {
    widgets: CellWidget[];
    activeCellIndex: number;
    activate(): void;
    scrollToItem(index: number, align: string): Promise<void>;
  };
  sessionContext: { kernelDisplayStatus: string };
}

interface Page {
  jupyterapp?: { shell: { currentWidget: NotebookPanel | null } };
}

// The functions below are sent to the page, one by one: each has to stand alone.

/** Begins to count how often the outputs of each cell are replaced. */
export function countRedraws(): void {
  for (const cell of (globalThis as Page).jupyterapp?.shell.currentWidget?.content.widgets ?? []) {
    cell.redrawn = 0;
    cell.outputArea?.model.changed.connect((_, { type }) => {
      if (type === 'set') cell.redrawn = (cell.redrawn ?? 0) + 1;
    });
  }
}

export function readCells(): LabCell[] {
  const cells = (globalThis as Page).jupyterapp?.shell.currentWidget?.content.widgets ?? [];
  return cells.map(({ model, redrawn = 0 }, index) => {
    const { cell_type: type, source, metadata, execution_count, outputs = [] } = model.sharedModel.toJSON();
    return {
      index,
      type,
      source: [source].flat().join(''),
      tags: metadata.tags ?? [],
      isRunning: model.executionState === 'running',
      executionCount: execution_count ?? null,
      outputs,
      redrawn,
    };
  });
}

/**
 * Whether the kernel has been idle and no cell running for a while: between two cells of "Run All" there is a moment
 * in which it is so.
 *
 * @param calmMs for how long, in milliseconds
 */
export function isSettled(calmMs: number): boolean {
  const page = globalThis as Page & { calmSince?: number };
  const panel = page.jupyterapp?.shell.currentWidget;
  const cells = panel?.content.widgets ?? [];
  const isCalm =
    panel?.sessionContext?.kernelDisplayStatus === 'idle' &&
    cells.length > 0 &&
    cells.every(({ model }) => model.executionState !== 'running');
  if (!isCalm) page.calmSince = undefined;
  else page.calmSince ??= performance.now();
  const isSettled = page.calmSince !== undefined && performance.now() - page.calmSince >= calmMs;
  if (isSettled) page.calmSince = undefined; // for the next time
  return isSettled;
}

export function activeIndex(): number {
  return (globalThis as Page).jupyterapp?.shell.currentWidget?.content.activeCellIndex ?? -1;
}

/** Selects a cell and brings it into view. */
export async function selectCell(index: number): Promise<void> {
  const content = (globalThis as Page).jupyterapp?.shell.currentWidget?.content;
  if (!content) return;
  content.activeCellIndex = index;
  content.activate();
  await content.scrollToItem(index, 'start');
}
