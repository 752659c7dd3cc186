/** Where the boxes of the pipeline stand, and what leads from one to the other. */
import type { Palette } from './palette.js';
import { drawSvg, FONT } from './svg.js';

export type BoxName = 'sensor' | 'producer' | 'stream' | 'bucket' | 'role' | 'policy';

interface Box {
  text: string;
  /** Its middle, and how wide and high it is, in pixels. */
  at: [number, number];
  size: [number, number];
  /** The middle of its text, unless that is the box's. */
  textAt?: [number, number];
}

const TOP = 122;
const BOTTOM = 262;
const BOXES: Record<BoxName, Box> = {
  sensor: { text: 'climate sensor', at: [94, TOP], size: [140, 56] },
  producer: { text: 'producer', at: [276, TOP], size: [112, 56] },
  stream: { text: 'delivery stream', at: [490, TOP], size: [164, 120], textAt: [490, TOP - 38] },
  bucket: { text: 'S3 bucket', at: [700, TOP], size: [112, 56] },
  role: { text: 'role', at: [490, BOTTOM], size: [112, 48] },
  policy: { text: 'policy', at: [700, BOTTOM], size: [112, 48] },
};

const ARROWS: { from: [number, number]; to: [number, number]; text: string; isBeside?: boolean }[] = [
  { from: [166, TOP], to: [217, TOP], text: 'JSON' },
  { from: [335, TOP], to: [405, TOP], text: 'batches' },
  { from: [575, TOP], to: [641, TOP], text: 'objects' },
  { from: [490, 185], to: [490, 235], text: 'assumes', isBeside: true },
  { from: [549, BOTTOM], to: [641, BOTTOM], text: 'carries' },
  { from: [700, 236], to: [700, 153], text: 'may write', isBeside: true },
];

/** The tank in the delivery stream, and how full it is drawn. */
const TANK = { at: [490, TOP + 18], size: [116, 56], level: 0.55 } as const;

const WIDTH = 790;
const HEIGHT = 310;

/** Draws all boxes, some of them lit. */
export function drawBoxes(
  title: string,
  lit: readonly BoxName[],
  description: string,
  palette: Palette,
): string {
  return drawSvg(boxesOption(title, lit, palette), { width: WIDTH, height: HEIGHT, description, palette });
}

function boxesOption(title: string, lit: readonly BoxName[], palette: Palette): object {
  const { text, muted } = palette;
  const plane = { type: 'value', show: false, min: 0 };
  return {
    title: { text: title, left: 24, top: 14, textStyle: { fontSize: 16, color: text } },
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { ...plane, max: WIDTH },
    yAxis: { ...plane, max: HEIGHT, inverse: true },
    graphic: [
      ...Object.entries(BOXES).flatMap(([name, box]) =>
        boxShapes(box, lit.includes(name as BoxName), palette),
      ),
      ...tankShapes(lit.includes('stream'), palette),
    ],
    series: [
      {
        type: 'lines',
        coordinateSystem: 'cartesian2d',
        silent: true,
        clip: false,
        symbol: ['none', 'arrow'],
        symbolSize: 9,
        lineStyle: { color: muted, width: 1.5, opacity: 1 },
        data: ARROWS.map(({ from, to, text: label, isBeside }) => ({
          coords: [from, to],
          label: {
            show: true,
            formatter: label,
            position: 'middle',
            rotate: 0,
            offset: isBeside ? [36, 0] : [0, -10],
            color: muted,
            fontSize: 12,
          },
        })),
      },
    ],
  };
}

/** A rectangle around a middle, with a text in it. */
function rectangle(
  at: readonly [number, number],
  size: readonly [number, number],
  style: object,
  radius = 0,
) {
  const [width, height] = size;
  const shape = { x: at[0] - width / 2, y: at[1] - height / 2, width, height, r: radius };
  return { type: 'rect', silent: true, shape, style };
}

function label(at: readonly [number, number], text: string, fontSize: number, style: object) {
  return {
    type: 'text',
    silent: true,
    x: at[0],
    y: at[1],
    style: { text, fontSize, fontFamily: FONT, align: 'center', verticalAlign: 'middle', ...style },
  };
}

function boxShapes({ text, at, textAt = at, size }: Box, isLit: boolean, palette: Palette): object[] {
  const style = isLit
    ? { fill: palette.lit, stroke: palette.blue, lineWidth: 2.5 }
    : { fill: palette.ground, stroke: palette.muted, lineWidth: 1 };
  const words = isLit ? { fill: palette.text, fontWeight: 'bold' } : { fill: palette.muted };
  return [rectangle(at, size, style, 10), label(textAt, text, 15, words)];
}

/** The buffer, as a tank without a lid. */
function tankShapes(isLit: boolean, palette: Palette): object[] {
  const { at, size, level } = TANK;
  const colour = isLit ? palette.blue : palette.muted;
  const [left, right] = [at[0] - size[0] / 2, at[0] + size[0] / 2];
  const [top, bottom] = [at[1] - size[1] / 2, at[1] + size[1] / 2];
  const water = size[1] * level;
  const points = [
    [left, top],
    [left, bottom],
    [right, bottom],
    [right, top],
  ];
  return [
    rectangle([at[0], bottom - water / 2], [size[0], water], { fill: colour, opacity: isLit ? 0.35 : 0.15 }),
    {
      type: 'polyline',
      silent: true,
      shape: { points },
      style: { stroke: colour, lineWidth: 2, fill: 'none' },
    },
    label(at, 'buffer', 13, { fill: isLit ? palette.text : palette.muted }),
  ];
}
