/** Where a statement stands in the text of its document. */
import type { Position } from '@aws-sdk/client-iam';

export interface StatementPosition {
  StartPosition: Position;
  EndPosition: Position;
}

/** Strings, and the brackets that are not in strings. */
const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\]]/g;

/** The positions of a document's statements, in their order. */
export function statementPositions(document: string): StatementPosition[] {
  const found: StatementPosition[] = [];
  let depth = 0;
  let key = '';
  let open: { depth: number; start: Position } | undefined;
  for (const { 0: token, index } of document.matchAll(TOKEN)) {
    if (token.startsWith('"')) {
      if (depth === 1) key = token; // the last string before a bracket is that bracket's key
    } else if (token === '{' || token === '[') {
      if (token === '{' && key === '"Statement"') open ??= { depth, start: positionAfter(document, index) };
      depth++;
    } else if (--depth === open?.depth) {
      found.push({ StartPosition: open.start, EndPosition: positionAfter(document, index) });
      open = undefined;
    }
  }
  return found;
}

/**
 * AWS counts from 1 and points behind the bracket (recorded: 41 for a statement that begins with the 40th
 * character).
 */
function positionAfter(text: string, index: number): Position {
  const before = text.slice(0, index + 1);
  const lines = before.split('\n');
  return { Line: lines.length, Column: (lines.at(-1) ?? '').length + 1 };
}
