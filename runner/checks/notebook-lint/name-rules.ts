/** Names and files: imported where they are first used, there to be found, and not left to chance by a detour. */
import { hasTag } from '../../notebook.js';
import { importsIn, namesLeft, namesUsed } from './code.js';
import { filesLinked, helpersNamed } from './prose.js';
import { type CodeCell, type Complaint, codeCells, type Rule, type Subject, textCells } from './subject.js';

export const importsUsed: Rule = (subject) =>
  codeCells(subject).flatMap((cell) => {
    const used = namesUsed(cell.source);
    return importsIn(cell.source)
      .flatMap(({ names }) => names)
      .filter((name) => !used.has(name))
      .map((name) => ({
        cell,
        what: `imports ${name} and does not use it`,
        remedy: 'Import it in the cell that first does.',
      }));
  });

/** Step 1 connects and names; every other step runs after it alone, so that one can restart the kernel anywhere. */
const FIRST_STEP = 1;

interface PlacedCell extends CodeCell {
  /** Which detour it is part of, by a number that no other detour has; none on the main path. */
  detour: number | undefined;
}

/** A detour goes from a text that begins with "**Detour" to the next such text, or to the main path. */
function placedCells(subject: Subject): PlacedCell[] {
  const detours = new Map<number, number | undefined>();
  let beginning = 0;
  for (const { number, cell, source } of subject.cells) {
    const isOnMainPath = cell.cell_type === 'code' && !hasTag(cell, 'detour');
    if (isOnMainPath || (cell.cell_type === 'markdown' && /^\*\*Detour\b/m.test(source))) beginning = number;
    detours.set(number, isOnMainPath ? undefined : beginning);
  }
  return codeCells(subject).map((cell) => ({ ...cell, detour: detours.get(cell.number) }));
}

/** Whether `later` can count on what `earlier` has made: the kernel may be new, and each detour can be skipped. */
function canCountOn(later: PlacedCell, earlier: PlacedCell): boolean {
  const isInReach = earlier.section === later.section || earlier.section === FIRST_STEP;
  const isRun = earlier.detour === undefined || earlier.detour === later.detour;
  return isInReach && isRun;
}

/** Whether an import of `earlier` holds for `later`. A checkpoint may import again: it is run alone, too. */
function importsFor(later: PlacedCell, earlier: PlacedCell): boolean {
  const isAgain = hasTag(later.cell, 'checkpoint') && earlier.section !== FIRST_STEP;
  return canCountOn(later, earlier) && !isAgain;
}

/** For each code cell, the cells before it that import or declare a name, the nearest last. */
function madeBefore(cells: PlacedCell[], cell: PlacedCell, name: string): PlacedCell[] {
  return cells.filter(({ number, source }) => number < cell.number && namesLeft(source).has(name));
}

export const importsOnce: Rule = (subject) => {
  const cells = placedCells(subject);
  return cells.flatMap((cell) =>
    importsIn(cell.source).flatMap(({ names }) =>
      names.flatMap((name): Complaint[] => {
        const before = madeBefore(cells, cell, name)
          .filter((earlier) => importsFor(cell, earlier))
          .at(-1);
        if (!before) return [];
        return [
          { cell, what: `imports ${name}, as cell ${before.number} has done`, remedy: 'Leave it out here.' },
        ];
      }),
    ),
  );
};

export const stepsAlone: Rule = (subject) => {
  const cells = placedCells(subject);
  return cells.flatMap((cell) => {
    const imported = new Set(importsIn(cell.source).flatMap(({ names }) => names));
    return [...namesUsed(cell.source)]
      .filter((name) => !imported.has(name))
      .flatMap((name): Complaint[] => {
        const before = madeBefore(cells, cell, name);
        if (before.some((earlier) => canCountOn(cell, earlier))) return [];
        const later = cells.find(({ number, source }) => number > cell.number && namesLeft(source).has(name));
        const made = before.at(-1) ?? later;
        if (!made) return []; // it is the language's own
        const where = `cell ${made.number}, ${made === later ? 'further down' : 'a detour or another step'}, makes`;
        const remedy =
          'Make it here: one may skip each detour, and begin here after Step 1 when the kernel is new.';
        return [{ cell, what: `needs ${name}, which only ${where}`, remedy }];
      });
  });
};

export const helpersExist: Rule = (subject) =>
  codeCells(subject).flatMap((cell) =>
    importsIn(cell.source)
      .map(({ module }) => module)
      .filter((module) => module.startsWith('.') && !subject.exists(module.replace(/\.js$/, '.ts')))
      .map((module) => ({
        cell,
        what: `imports from ${module}, which is not there`,
        remedy: 'Write the path of a file from here, its ending as .js.',
      })),
  );

export const filesExist: Rule = (subject) =>
  textCells(subject).flatMap((cell) =>
    [...filesLinked(cell.source), ...helpersNamed(cell.source)]
      .filter((path) => !subject.exists(path))
      .map((path) => ({ cell, what: `names ${path}, which is not there`, remedy: 'Mend the path.' })),
  );
