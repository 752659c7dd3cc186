'use strict';
// The fault: a name from an earlier cell is rewritten to `exports.name`, except in the shorthand `{ Bucket }`, which
// therefore passes the type check and then fails with "Bucket is not defined".
//
// The remedy: the compiler is given `{ Bucket: Bucket }`, which means the same. Positions in its messages are moved
// back to where the reader wrote the text.

/** @param {{ require: NodeJS.Require }} tslab */
function mend(tslab) {
  const ts = tslab.require('@tslab/typescript-for-tslab');
  const converter = tslab.require('./dist/converter.js');
  const { createConverter } = converter;

  converter.createConverter = (options) => {
    const original = createConverter(options);
    return {
      ...original,
      convert(declarations, source) {
        const { text, insertions } = expandShorthand(ts, source, namesIn(declarations));
        const result = original.convert(declarations, text);
        for (const { fileName, start, end } of result.diagnostics) {
          if (fileName) continue;
          moveBack(start, insertions);
          moveBack(end, insertions);
        }
        return result;
      },
    };
  };
}

/** Every word of the declarations: more names than earlier cells declared, which does no harm. */
function namesIn(declarations) {
  return new Set(declarations.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
}

/**
 * Writes `{ name: name }` for `{ name }` wherever `names` has the name.
 *
 * @returns the new text, and what was inserted at which line and character of it (from 0)
 */
function expandShorthand(ts, source, names) {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest);
  const found = [];
  const visit = (node) => {
    if (ts.isShorthandPropertyAssignment(node) && names.has(node.name.text)) found.push(node.name);
    ts.forEachChild(node, visit);
  };
  visit(file);

  let text = '';
  let copied = 0;
  const insertions = [];
  for (const name of found) {
    text += source.slice(copied, name.end);
    copied = name.end;
    const insertion = `: ${name.text}`;
    const { line } = ts.getLineAndCharacterOfPosition(file, name.end);
    insertions.push({ line, character: text.length - text.lastIndexOf('\n') - 1, length: insertion.length });
    text += insertion;
  }
  return { text: text + source.slice(copied), insertions };
}

function moveBack(position, insertions) {
  let shift = 0;
  for (const { line, character, length } of insertions) {
    if (line !== position.line || character >= position.character) continue;
    shift += Math.min(length, position.character - character);
  }
  position.character -= shift;
}

module.exports = { mend };
