import type { Output } from '../kernel/outputs.js';

/** An output as text for a terminal: the best text that it has, or the name of what cannot be shown here. */
export function plainText(output: Output): string {
  if (output.output_type === 'stream') return output.text;
  if (output.output_type === 'error')
    return output.traceback.join('\n') || `${output.ename}: ${output.evalue}`;
  const { data } = output;
  const text = data['text/plain'] ?? data['text/markdown'];
  if (text !== undefined) return joined(text);
  const html = data['text/html'];
  if (html !== undefined) return withoutTags(joined(html));
  return `(${Object.keys(data).join(', ')}: to be seen in Jupyter)`;
}

/** What a picture says to a screen reader, if it is one that does. */
export function descriptionOf(output: Output): string | undefined {
  if (output.output_type === 'stream' || output.output_type === 'error') return undefined;
  const svg = joined(output.data['image/svg+xml'] ?? '');
  const label = /^<svg\b[^>]*\baria-label="([^"]+)"/.exec(svg)?.[1];
  return label && withoutEntities(label);
}

/** The text of HTML. A row of a table becomes a line. */
export function withoutTags(html: string): string {
  const text = html
    .replace(/<!--.*?-->|<(style|script|svg)\b.*?<\/\1>/gis, '')
    .replace(/\s+/g, ' ')
    .replace(/<br\b[^>]*>|<\/(p|div|li|tr|h\d|summary)>/gi, '\n')
    .replace(/<\/(td|th)>/gi, '  ')
    .replace(/<[^>]*>/g, '');
  return withoutEntities(text)
    .replace(/ *\n */g, '\n')
    .trim();
}

/** Text with the commonest names of HTML for characters replaced by the characters. */
export function withoutEntities(text: string): string {
  return text.replace(/&(lt|gt|quot|nbsp|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'", amp: '&' };

function joined(text: unknown): string {
  return [text].flat().join('');
}
