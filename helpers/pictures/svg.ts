import { init } from './echarts.cjs';
import { LIGHT, type Palette } from './palette.js';

export interface Canvas {
  /** In pixels. */
  width: number;
  height: number;
  /** What a screen reader says instead of the picture. */
  description: string;
  palette?: Palette;
}

/** Without quotes: ECharts does not escape them in an attribute. */
export const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif';

/** Draws a chart as SVG. The option is ECharts' own: https://echarts.apache.org/en/option.html */
export function drawSvg(option: object, { width, height, description, palette = LIGHT }: Canvas): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    const textStyle = { fontFamily: FONT, color: palette.text };
    chart.setOption({ animation: false, backgroundColor: palette.ground, textStyle, ...option });
    return describe(still(chart.renderToSVGString()), description);
  } finally {
    // A chart that is not disposed of keeps the process alive.
    chart.dispose();
  }
}

/**
 * Without what only serves a live chart in a browser: the rules for a hovering mouse, whose names differ from drawing to
 * drawing, and the marks for ECharts' own script.
 */
function still(svg: string): string {
  return svg
    .replace(/<style ?>.*?<\/style>\n?/gs, '')
    .replace(/ (class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="[^"]*")/g, '');
}

function describe(svg: string, description: string): string {
  const text = escapeXml(description);
  return svg
    .replace('<svg ', `<svg role="img" aria-label="${text}" `)
    .replace('>', `>\n<title>${text}</title>`);
}

/** A text as it stands within XML and HTML, attributes included. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
