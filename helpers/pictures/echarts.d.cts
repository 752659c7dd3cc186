/** The part of ECharts that is used here. */
export interface Chart {
  setOption(option: object): void;
  renderToSVGString(): string;
  dispose(): void;
}

export function init(
  dom: null,
  theme: null,
  options: { renderer: 'svg'; ssr: true; width: number; height: number },
): Chart;
