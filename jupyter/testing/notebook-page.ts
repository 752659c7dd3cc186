import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { activeIndex, countRedraws, isSettled, type LabCell, readCells, selectCell } from './lab-app.js';
import { findChromium, ROOT } from './needs.js';

/** The notebook in a browser window, and what a learner does with it. */
export interface NotebookPage {
  cells(): Promise<LabCell[]>;
  /** The selected cell. */
  selected(): Promise<LabCell>;
  select(index: number): Promise<void>;
  /** Presses keys one after the other, named as Playwright names them: `Shift+Enter`. */
  press(...keys: string[]): Promise<void>;
  /** Chooses an entry of a menu, such as `Run`, `Run All Cells`. */
  choose(menu: string, entry: string): Promise<void>;
  /** Presses a button of the dialog that is open. */
  answer(button: string): Promise<void>;
  /** Waits until the kernel is there and no cell waits or runs. */
  settled(calmMs?: number): Promise<void>;
  /** Adds a cell below the selected one, and writes code into it. */
  write(code: string): Promise<void>;
  /** The editor, the outputs and so on of the selected cell. */
  inSelected(selector: string): Locator;
  find(selector: string): Locator;
  /** Keeps a picture of the window in jupyter/screenshots. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** How long the page may take for one thing, and the kernel for the whole lesson, in milliseconds. */
const PATIENCE = 20_000;
const LESSON_LIMIT = 120_000;
/** How long nothing runs when a run is over: JupyterLab sends the next cell at once. */
const CALM = 1_500;
const SCREENSHOTS = join(ROOT, 'jupyter', 'screenshots');

/** Chromium without a window; without a sandbox, since CI runs as root; and silent towards the Internet. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens the notebook at a JupyterLab's address, and waits for its kernel. */
export async function openNotebook(url: string): Promise<NotebookPage> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium is on PATH; jupyter/README.md says what to install.');
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    await page.waitForFunction(isSettled, CALM, { timeout: LESSON_LIMIT });
    await page.evaluate(countRedraws);
    return notebookPage(browser, page);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function notebookPage(browser: Browser, page: Page): NotebookPage {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const selected = async () => {
    const cell = (await page.evaluate(readCells))[await page.evaluate(activeIndex)];
    if (!cell) throw new Error('No cell is selected.');
    return cell;
  };
  return {
    cells: () => page.evaluate(readCells),
    selected,
    press,
    // A cell is marked as running at the moment in which its key is pressed.
    settled: async (calmMs = CALM) =>
      void (await page.waitForFunction(isSettled, calmMs, { timeout: LESSON_LIMIT })),
    select: (index) => page.evaluate(selectCell, index),
    async choose(menu, entry) {
      await page.getByRole('menuitem', { name: menu, exact: true }).click();
      await page.getByRole('menuitem', { name: entry, exact: true }).click();
    },
    answer: (button) => page.locator('.jp-Dialog').getByRole('button', { name: button }).click(),
    async write(code) {
      await press('Escape', 'b', 'Enter');
      await page.keyboard.insertText(code);
    },
    inSelected: (selector) => page.locator(`.jp-Notebook-cell.jp-mod-active ${selector}`),
    find: (selector) => page.locator(selector),
    async picture(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    },
    close: () => browser.close(),
  };
}
