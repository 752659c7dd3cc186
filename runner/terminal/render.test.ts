import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import stringWidth from 'string-width';
import { highlight, renderCode } from './code.js';
import { renderMarkdown } from './markdown.js';
import { plainText } from './plain-text.js';
import { type Paint, plain } from './style.js';

const tagged: Paint = (format, text) => `<${[format].flat().join('+')}>${text}</>`;

describe('text on a terminal', () => {
  it('marks headings, bold, code and links', () => {
    const text = renderMarkdown(
      '# One\n\n## Two\n\nA **bold** `word` and [a link](https://x.y).',
      80,
      tagged,
    );
    const expected = [
      '<bold+cyan>One</>\n<cyan>═══</>',
      '<bold+cyan>Two</>',
      'A <bold>bold</> <cyan>word</> and <underline>a link</> <gray>(https://x.y)</>.',
    ];
    assert.equal(text, expected.join('\n\n'));
  });

  it('breaks lines at the width, not where the writer did', () => {
    const text = renderMarkdown('one two\nthree four five six seven eight', 20, plain);
    assert.equal(text, 'one two three four\nfive six seven eight');
  });

  it('indents lists and what belongs to their items', () => {
    const text = renderMarkdown('3. one two three four five\n4. two\n   - in\n     it', 20, plain);
    assert.equal(text, '3. one two three\n   four five\n4. two\n   • in it');
  });

  it('fits a table into the width', () => {
    const text = renderMarkdown('| a | b |\n|---|---|\n| x | one two three four five |', 20, plain);
    assert.equal(text, 'a  b\n─  ─────────────────\nx  one two three\n   four five');
  });

  it('shows quotations, code and the text of HTML', () => {
    const text = renderMarkdown(
      '> a\n\n```ts\nlet a;\n```\n\n<b>x</b> &lt;y&gt;\n\n<!-- no -->\n\n---',
      8,
      plain,
    );
    assert.equal(text, '▏ a\n\n  │ let a;\n\nx <y>\n\n────────');
  });

  it('breaks text where lines become too long to read, but code only where the terminal ends', () => {
    const words = 'word '.repeat(30).trim();
    const text = renderMarkdown(`${words}\n\n\`\`\`\n${words}\n\`\`\``, 200, plain);
    const [first = '', ...rest] = text.split('\n');
    assert.equal(first.length, 94);
    assert.equal(rest.at(-1), `  │ ${words}`);
    assert.equal(renderMarkdown(words, Number.POSITIVE_INFINITY, plain), words);
  });

  it('cuts the lines of a picture rather than break them', () => {
    const picture = '```\na ──▶ b ──▶ c\n│\nlong remark here\n```';
    assert.equal(renderMarkdown(picture, 16, plain), '  │ a ──▶ b ──▶…\n  │ │\n  │ long remark…');
    assert.equal(renderMarkdown(picture, 20, plain), '  │ a ──▶ b ──▶ c\n  │ │\n  │ long remark here');
  });

  it('never is wider than a narrow terminal, wide characters included', () => {
    const text = renderMarkdown(
      '日本語 テキスト 日本語 テキスト 日本語\n\n| 日本語日本語 | テキストテキスト |\n|-|-|\n| a | b |',
      24,
      plain,
    );
    for (const line of text.split('\n')) assert.ok(stringWidth(line) <= 24, line);
  });
});

describe('code on a terminal', () => {
  it('colours words, texts, numbers and remarks, over several lines too', () => {
    assert.equal(
      highlight("const a: type = x.type + 12; // so\n/re/g.test('t')", tagged),
      "<magenta>const</> a: <magenta>type</> = x.type + <yellow>12</>; <gray>// so</>\n<green>/re/g</>.test(<green>'t'</>)",
    );
  });

  it('stands behind a line, also where it is broken', () => {
    assert.equal(renderCode('const a = 1;\n\n  b();\n', 40, plain), '  │ const a = 1;\n  │\n  │   b();');
    assert.equal(renderCode('one(two, three, four)', 16, plain), '  │ one(two,\n  ┊ three, four)');
  });
});

describe('an output as text', () => {
  const display = (data: Record<string, unknown>) =>
    plainText({ output_type: 'display_data', metadata: {}, data });

  it('prefers plain text to HTML, and HTML to nothing', () => {
    assert.equal(display({ 'text/html': '<b>h</b>', 'text/plain': ['p', 'q'] }), 'pq');
    assert.equal(display({ 'text/html': '<style>a{}</style><b>7</b> &lt; 8<br>next' }), '7 < 8\nnext');
    assert.equal(display({ 'image/svg+xml': '<svg/>' }), '(image/svg+xml: to be seen in Jupyter)');
  });

  it('shows the rows of an HTML table as lines', () => {
    const html = '<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr></table>';
    assert.equal(display({ 'text/html': html }), 'a  b\n1  2');
  });

  it('falls back to name and text for an error without a trace', () => {
    assert.equal(plainText({ output_type: 'error', ename: 'E', evalue: 'v', traceback: [] }), 'E: v');
  });
});
