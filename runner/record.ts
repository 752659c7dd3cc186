/**
 * `npm run record`: plays the tutorial in a terminal of tmux, as a learner would, in a fresh copy of this folder, and
 * writes what the terminal showed to images/session.svg.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hasTag, readNotebook, writeNotebook } from './notebook.js';
import { type Frame, keepPace } from './recording/pace.js';
import { renderSvg } from './recording/svg.js';
import { createCleanCopy } from './testing/clean-copy.js';
import { hasTmux, openTestTerminal, type TestTerminal } from './testing/tmux.js';

const TARGET = join(dirname(dirname(fileURLToPath(import.meta.url))), 'images', 'session.svg');
const SIZE = { columns: 88, rows: 30 };
const TITLE = 'The tutorial in a terminal, from npm start to its last checkpoint';
const LONGEST = 19_500;
const MOST_FRAMES = 90;
const MOST_BYTES = 190_000;
/** Milliseconds between two looks at the terminal, and before a key is pressed, as somebody reads. */
const LOOK_EVERY = 80;
const READING = 1_200;

/** What is typed, each after the terminal shows a text. */
const SCRIPT: [shows: RegExp, ...keys: string[]][] = [
  [/^\$/m, 'npm start'],
  [/^\$ npm start/m, 'Enter'],
  [/ 0\/\d+ cells[\s\S]*Enter run/, 'Enter'],
  [/ 1\/\d+ cells[\s\S]*Enter next/, 'Enter'],
  [/ 1\/\d+ cells[\s\S]*Enter run/, 'Enter'],
  [/ 2\/\d+ cells[\s\S]*Enter next/, 'l'],
  [/you are here[\s\S]*Enter next/, 'a'],
];
const END = /\d+ cells run, \d+ checkpoints? held, 0 failed, in \d+ s/;

/** Types the script and looks at the terminal all the while, until the lesson has ended. */
async function record(terminal: TestTerminal): Promise<Frame[]> {
  const frames: Frame[] = [];
  let isOver = false;
  const typing = type(terminal).finally(() => {
    isOver = true;
  });
  typing.catch(() => {});
  while (!isOver) {
    look(terminal, frames);
    await delay(LOOK_EVERY);
  }
  await typing;
  look(terminal, frames);
  return frames;
}

function look(terminal: TestTerminal, frames: Frame[]): void {
  const screen = terminal.coloured();
  const last = frames.at(-1);
  if (last?.screen === screen) last.milliseconds += LOOK_EVERY;
  else frames.push({ screen, milliseconds: LOOK_EVERY });
}

async function type(terminal: TestTerminal): Promise<void> {
  for (const [text, ...keys] of SCRIPT) {
    await terminal.shows(text);
    await delay(READING);
    terminal.press(...keys);
  }
  await terminal.shows(END);
}

/** Leaves out pictures until the file is small enough. */
function renderWithin(recorded: readonly Frame[], bytes: number): string {
  for (let mostFrames = MOST_FRAMES; ; mostFrames = Math.floor(mostFrames * 0.9)) {
    const svg = renderSvg(keepPace(recorded, { longest: LONGEST, mostFrames }), { ...SIZE, title: TITLE });
    if (Buffer.byteLength(svg) <= bytes || mostFrames < 10) return svg;
  }
}

/** What is to be read after the lesson would push its end out of the picture. */
function endWithLastCheckpoint(file: string): void {
  const notebook = readNotebook(file);
  const isAfter = (index: number) => !notebook.cells.slice(index).some((cell) => hasTag(cell, 'checkpoint'));
  notebook.cells = notebook.cells.filter((_, index) => !isAfter(index));
  writeNotebook(file, notebook);
}

async function main(): Promise<void> {
  if (!hasTmux()) throw new Error('A recording needs tmux, which is the terminal: install it and try again.');
  const copy = createCleanCopy();
  endWithLastCheckpoint(join(copy.folder, 'pipeline.ipynb'));
  // npm tells of its own news and of its user's settings; neither belongs into the picture.
  const quiet = 'npm_config_update_notifier=false npm_config_userconfig=/dev/null';
  const shell = `env -u NO_COLOR ${quiet} PS1='$ ' sh`;
  const terminal = openTestTerminal(shell, copy.folder, SIZE.columns, SIZE.rows, 180_000);
  try {
    const svg = renderWithin(await record(terminal), MOST_BYTES);
    mkdirSync(dirname(TARGET), { recursive: true });
    writeFileSync(TARGET, svg);
    console.log(`${TARGET}: ${Math.round(Buffer.byteLength(svg) / 1024)} KiB`);
  } finally {
    terminal.close();
    copy.remove();
  }
}

await main();
