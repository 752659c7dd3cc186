/** Names and files: imported where they are first used, there to be found, and not left to chance by a detour. */
import { importsIn, namesLeft, namesUsed } from './code.js';
import { filesLinked, helpersNamed } from './prose.js';
import { type CodeCell, type Complaint, codeCells, type Rule, textCells } from './subject.js';

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

/** Whether `later` can count on what `earlier` has made: the kernel may be new, and detours can be skipped. */
function canCountOn(later: CodeCell, earlier: CodeCell): boolean {
  const isInReach = earlier.section === later.section || earlier.section === FIRST_STEP;
  const isRun = !earlier.isDetour || (later.isDetour && earlier.section === later.section);
  return isInReach && isRun;
}

/** For each code cell, the cells before it that import or declare a name, the nearest last. */
function madeBefore(cells: CodeCell[], cell: CodeCell, name: string): CodeCell[] {
  return cells.filter(({ number, source }) => number < cell.number && namesLeft(source).has(name));
}

export const importsOnce: Rule = (subject) => {
  const cells = codeCells(subject);
  return cells.flatMap((cell) =>
    importsIn(cell.source).flatMap(({ names }) =>
      names.flatMap((name): Complaint[] => {
        const before = madeBefore(cells, cell, name)
          .filter((earlier) => canCountOn(cell, earlier))
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
  const cells = codeCells(subject);
  return cells.flatMap((cell) => {
    const imported = new Set(importsIn(cell.source).flatMap(({ names }) => names));
    return [...namesUsed(cell.source)]
      .filter((name) => !imported.has(name))
      .flatMap((name): Complaint[] => {
        const before = madeBefore(cells, cell, name);
        if (before.length === 0 || before.some((earlier) => canCountOn(cell, earlier))) return [];
        const where = `cell ${before.at(-1)?.number}, a detour or another step, makes`;
        const remedy = 'Make it here: one may skip detours, and come here from Step 1 after a restart.';
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
