import { marked, type Tokens } from 'marked';
import { type Notebook, sourceOf } from '../notebook.js';
import { Problem } from '../problem.js';
import { headingsIn } from '../steps.js';

/** The answer to an exercise: code that runs as one cell. */
export interface Answer {
  /** The nearest heading above. */
  exercise: string;
  code: string;
}

const FOLDED_ANSWER = /<details>(?:(?!<\/details>).)*?<!-- answer -->.*?<\/details>/gs;
const MARKED = /<!-- answer -->(.*?)<!-- \/answer -->/s;

/** A text cell as one sees it before any answer is unfolded. */
export function withoutAnswers(markdown: string): string {
  return markdown.replace(FOLDED_ANSWER, '');
}

/**
 * The answers of a notebook, in order. Each is folded by `<details>` in a text cell; its code stands in one fence for
 * `typescript`, between `<!-- answer -->` and `<!-- /answer -->`. Around the marks there may be remarks.
 *
 * @throws Problem naming the exercise whose answer is written in another way
 */
export function answersIn({ cells }: Notebook): Answer[] {
  const answers: Answer[] = [];
  let exercise = '';
  for (const cell of cells) {
    if (cell.cell_type !== 'markdown') continue;
    const source = sourceOf(cell);
    let at = 0;
    for (const { 0: folded, index } of source.matchAll(FOLDED_ANSWER)) {
      exercise = lastHeading(source.slice(at, index), exercise);
      answers.push({ exercise, code: codeOf(folded, exercise) });
      at = index + folded.length;
    }
    exercise = lastHeading(source.slice(at), exercise);
    if (/<!-- \/?answer -->/.test(withoutAnswers(source))) {
      throw badAnswer(exercise, 'is not folded, or lacks its first mark');
    }
  }
  return answers;
}

function lastHeading(markdown: string, before: string): string {
  return headingsIn(markdown).at(-1)?.text ?? before;
}

function codeOf(folded: string, exercise: string): string {
  const between = MARKED.exec(folded)?.[1];
  if (between === undefined) throw badAnswer(exercise, 'lacks its last mark');
  const fences = marked.lexer(between).filter((token) => token.type === 'code') as Tokens.Code[];
  const [only] = fences;
  if (fences.length !== 1 || only?.lang !== 'typescript') {
    throw badAnswer(exercise, 'has not exactly one fence ```typescript between its marks');
  }
  return only.text;
}

function badAnswer(exercise: string, what: string): Problem {
  return new Problem(
    `The answer to "${exercise}" ${what}. Write <details>, <!-- answer -->, one fence, <!-- /answer -->, </details>.`,
  );
}
