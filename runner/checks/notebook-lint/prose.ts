import { marked } from 'marked';
import { withoutAnswers } from '../exercises.js';

/** The words that a learner reads in a text cell: not code in fences, not marks of HTML, not a folded answer. */
export function countWords(markdown: string): number {
  const text = withoutAnswers(markdown)
    .replace(/^( *)(```|~~~).*?^\1\2$/gms, '')
    .replace(/<!--.*?-->|<[^>]*>/gs, ' ')
    .replace(/\]\([^)]*\)/g, ']');
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Files and folders of the project to which the links and pictures of a text go. */
export function filesLinked(markdown: string): string[] {
  const targets: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'link' || token.type === 'image') targets.push(String(token.href));
    if (token.type === 'html') targets.push(...(token.raw.match(/(?<=\b(?:src|srcset|href)=")[^"]+/g) ?? []));
  });
  return targets
    .filter((target) => !/^([a-z][a-z+.-]*:|#|\/\/)/i.test(target))
    .map((target) => decodeURI(target.replace(/[?#].*$/, '')));
}

const HELPER = /^helpers\/[\w/.-]+\.ts$/;

/** Helpers that a text names without a link, as `helpers/bucket.ts`. */
export function helpersNamed(markdown: string): string[] {
  const names: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'codespan' && HELPER.test(token.text)) names.push(token.text);
  });
  return names;
}
