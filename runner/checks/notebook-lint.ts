import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Notebook } from '../notebook.js';
import * as format from './notebook-lint/format-rules.js';
import * as leaks from './notebook-lint/leak-rules.js';
import * as names from './notebook-lint/name-rules.js';
import * as outputs from './notebook-lint/output-rules.js';
import * as rhythm from './notebook-lint/rhythm-rules.js';
import { type Complaint, createSubject, type Rule, type Subject } from './notebook-lint/subject.js';

/** What the tutorial's notebook must be, rule by rule. */
export const RULES = { ...format, ...rhythm, ...names, ...outputs, ...leaks } satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

/** One line for each thing that a notebook should not have: rule, cell, what, and what to do. */
export function lintNotebook(notebook: Notebook, world: Pick<Subject, 'exists' | 'hostName'>): string[] {
  const subject = createSubject(notebook, world);
  const find = (name: RuleName) => RULES[name](subject).map((complaint) => `${name}: ${describe(complaint)}`);
  // What is not built as a cell cannot be read by the other rules.
  const misbuilt = find('cellFields');
  return misbuilt.length > 0 ? misbuilt : (Object.keys(RULES) as RuleName[]).flatMap(find);
}

function describe({ cell, what, remedy }: Complaint): string {
  const where = cell ? `cell ${cell.number} (${String(cell.cell.id)})` : 'the notebook:';
  return `${where} ${what}. ${remedy}`;
}

/** A common word as the name of a machine, such as "sensor", would be found everywhere. */
const TELLING_NAME = /[\d.-]/;

/** The world of a notebook's file on this machine. */
export function worldOf(file: string): Pick<Subject, 'exists' | 'hostName'> {
  const name = hostname();
  return {
    exists: (path) => existsSync(join(dirname(file), path)),
    hostName: TELLING_NAME.test(name) ? name : '',
  };
}
