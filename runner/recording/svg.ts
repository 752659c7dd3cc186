import stringWidth from 'string-width';
import { parseScreen, type Span } from './ansi.js';
import type { Frame } from './pace.js';

export interface SvgOptions {
  columns: number;
  rows: number;
  /** Read aloud in place of the picture. */
  title: string;
}

/** Of one character, in pixels. */
const WIDTH = 8.4;
const HEIGHT = 18;
const BASELINE = 13;
const PADDING = 16;

/** Light and dark; each colour stands off its background by 4.5 to 1 at least. */
const COLOURS: Record<string, [light: string, dark: string]> = {
  ground: ['#f6f8fa', '#0d1117'],
  text: ['#1f2328', '#e6edf3'],
  frame: ['#d1d9e0', '#3d444d'],
  gray: ['#59636e', '#9198a1'],
  red: ['#cf222e', '#ff7b72'],
  green: ['#116329', '#3fb950'],
  yellow: ['#7d4e00', '#d29922'],
  blue: ['#0550ae', '#79c0ff'],
  magenta: ['#8250df', '#d2a8ff'],
  cyan: ['#0a6872', '#56d4dd'],
};

/**
 * A recording as one SVG file that plays by itself, with CSS alone. The pictures lie side by side on a strip, which a step
 * of the animation moves by one; where nothing may move (`prefers-reduced-motion`) or can, the last one is shown.
 * A line that several pictures share is stored once.
 */
export function renderSvg(frames: readonly Frame[], { columns, rows, title }: SvgOptions): string {
  const width = Math.ceil(columns * WIDTH);
  const height = rows * HEIGHT;
  const lines = new Map<string, string>();
  const pictures = frames.map(({ screen }, index) => {
    const uses = parseScreen(screen).map((spans, row) => useLine(lines, spans, row));
    return `<g transform="translate(${index * width})">${uses.join('')}</g>`;
  });
  const [outerWidth, outerHeight] = [width + 2 * PADDING, height + 2 * PADDING];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${outerWidth}" height="${outerHeight}" \
viewBox="0 0 ${outerWidth} ${outerHeight}" role="img" aria-labelledby="title">
<title id="title">${escaped(title)}</title>
<style>
${styleSheet(frames, width)}
</style>
<rect class="ground" x=".5" y=".5" width="${outerWidth - 1}" height="${outerHeight - 1}" rx="8"/>
<defs>
<clipPath id="screen"><rect width="${width}" height="${height}"/></clipPath>
${[...lines].map(([content, id]) => `<g id="${id}">${content}</g>`).join('\n')}
</defs>
<g clip-path="url(#screen)" transform="translate(${PADDING} ${PADDING})">
<g class="strip">
${pictures.join('\n')}
</g>
</g>
</svg>
`;
}

function useLine(lines: Map<string, string>, spans: Span[], row: number): string {
  if (spans.length === 0) return '';
  const content = spans.map(renderSpan).join('');
  const id = lines.get(content) ?? `l${lines.size}`;
  lines.set(content, id);
  return `<use href="#${id}" y="${row * HEIGHT}"/>`;
}

/** `textLength` keeps the columns, whatever font a reader has. */
function renderSpan({ text, column, styles }: Span): string {
  const length = round(stringWidth(text) * WIDTH);
  const classes = styles.length > 0 ? ` class="${styles.join(' ')}"` : '';
  return `<text x="${round(column * WIDTH)}" y="${BASELINE}" textLength="${length}"${classes}>${escaped(text)}</text>`;
}

function styleSheet(frames: readonly Frame[], width: number): string {
  const total = frames.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  let passed = 0;
  const steps = frames.map(({ milliseconds }, index) => {
    const step = `${round((passed / total) * 100)}%{transform:translateX(${-index * width}px)}`;
    passed += milliseconds;
    return step;
  });
  const end = `transform:translateX(${-(frames.length - 1) * width}px)`;
  const names = Object.keys(COLOURS).filter((name) => !['ground', 'text', 'frame'].includes(name));
  return [
    `svg{${variables(0)}}`,
    `@media(prefers-color-scheme:dark){svg{${variables(1)}}}`,
    '.ground{fill:var(--ground);stroke:var(--frame)}',
    'text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--text);white-space:pre}',
    ...names.map((name) => `.${name}{fill:var(--${name})}`),
    '.bold{font-weight:bold}.italic{font-style:italic}.underline{text-decoration:underline}',
    `.strip{${end};animation:play ${round(total / 1000)}s step-end infinite}`,
    `@media(prefers-reduced-motion:reduce){.strip{animation:none}}`,
    `@keyframes play{${steps.join('')}to{${end}}}`,
  ].join('\n');
}

function variables(theme: 0 | 1): string {
  return Object.entries(COLOURS)
    .map(([name, pair]) => `--${name}:${pair[theme]}`)
    .join(';');
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
