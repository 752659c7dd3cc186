import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hasTag, readNotebook, sourceOf } from '../notebook.js';
import { parseScreen } from './ansi.js';
import { keepPace } from './pace.js';
import { renderSvg } from './svg.js';

const frame = (screen: string, milliseconds = 100) => ({ screen, milliseconds });
const size = { columns: 40, rows: 4, title: 'A <title>' };

describe('a screen of tmux', () => {
  it('becomes spans with their columns and styles', () => {
    const [first, second] = parseScreen('\x1b[1m\x1b[36mStep\x1b[0m  a\x1b[90m·日本\x1b[39mb\n\n');
    assert.deepEqual(first, [
      { text: 'Step', column: 0, styles: ['cyan', 'bold'] },
      { text: 'a', column: 6, styles: [] },
      { text: '·日本', column: 7, styles: ['gray'] },
      { text: 'b', column: 12, styles: [] },
    ]);
    assert.equal(second, undefined);
  });

  it('keeps a style over the end of a line, and drops what it does not know', () => {
    const lines = parseScreen('\x1b[1;3mone\n  two\x1b[22m\x1b[48;5;1m\x1b(B three');
    assert.deepEqual(lines[1], [
      { text: 'two', column: 2, styles: ['bold', 'italic'] },
      { text: 'three', column: 6, styles: ['italic'] },
    ]);
  });
});

describe('the pace of a recording', () => {
  it('shortens waits, fits into the time, and holds the end', () => {
    const paced = keepPace([frame('a', 60_000), frame('b', 500), frame('c', 90_000)], {
      longest: 5_000,
      mostFrames: 9,
    });
    assert.deepEqual(
      paced.map(({ screen, milliseconds }) => [screen, milliseconds]),
      [
        ['a', 750],
        ['b', 250],
        ['c', 4_000],
      ],
    );
  });

  it('leaves out the shortest pictures, never the first and the last', () => {
    const frames = [frame('a', 1), frame('b', 900), frame('c', 80), frame('d', 700), frame('e', 1)];
    const paced = keepPace(frames, { longest: 60_000, mostFrames: 4 });
    assert.deepEqual(
      paced.map(({ screen }) => screen),
      ['a', 'b', 'd', 'e'],
    );
    assert.equal(paced[1]?.milliseconds, 980);
  });
});

describe('the SVG of a recording', () => {
  const svg = renderSvg(
    [frame('$ npm start'), frame('$ npm start\n\x1b[32m✔ a < b & "c"\x1b[0m', 300)],
    size,
  );

  it('shows one picture after the other, each for its time, and the last where nothing may move', () => {
    assert.match(
      svg,
      /@keyframes play\{0%\{transform:translateX\(0px\)\}25%\{transform:translateX\(-336px\)\}to/,
    );
    assert.match(svg, /\.strip\{transform:translateX\(-336px\);animation:play 0\.4s step-end infinite\}/);
    assert.match(svg, /prefers-reduced-motion:reduce\)\{\.strip\{animation:none\}/);
  });

  it('stores a line once that several pictures show', () => {
    assert.equal(svg.match(/>\$ npm start</g)?.length, 1);
    assert.equal(svg.match(/href="#l0"/g)?.length, 2);
  });

  it('has its colours for light and dark, its texts escaped, and no script', () => {
    assert.match(svg, /class="green">✔ a &lt; b &amp; &quot;c&quot;<\/text>/);
    assert.match(svg, /prefers-color-scheme:dark/);
    assert.match(svg, /<title id="title">A &lt;title&gt;<\/title>/);
    assert.doesNotMatch(svg, /<script|\son\w+=|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
  });
});

const SESSION = new URL('../../images/session.svg', import.meta.url);
const hasPython = spawnSync('python3', ['--version']).status === 0;
const READ_XML = 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin.buffer)';

describe('the recording in images/', () => {
  const svg = existsSync(SESSION) ? readFileSync(SESSION, 'utf8') : '';

  it('is small, and lasts 20 seconds at most', () => {
    assert.ok(svg.length > 0, 'there is none: npm run record');
    assert.ok(Buffer.byteLength(svg) < 200_000, `${Buffer.byteLength(svg)} bytes`);
    assert.ok(Number(/animation:play ([\d.]+)s/.exec(svg)?.[1]) <= 20);
  });

  it('is XML', { skip: hasPython ? false : 'no Python, which can read XML' }, () => {
    const { status, stderr } = spawnSync('python3', ['-c', READ_XML], { input: svg, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  it('ends with the last checkpoint of the notebook, and shows no path of the machine', () => {
    const { cells } = readNotebook(fileURLToPath(new URL('../../pipeline.ipynb', import.meta.url)));
    const last = cells.filter((cell) => hasTag(cell, 'checkpoint')).at(-1);
    const claim = /checkpoint\((?:\d+, )?['`]([^'`$]+)/.exec(last ? sourceOf(last) : '')?.[1];
    assert.ok(claim && svg.includes(`✔ ${claim}`), `not in the recording: ${claim}`);
    assert.match(svg, /\d+ checkpoints held, 0 failed/);
    assert.doesNotMatch(svg, /\/(home|root|Users|tmp|work)\//);
  });
});
