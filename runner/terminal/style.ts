import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

/** For a terminal with colours. */
export const coloured: Paint = (format, text) =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : styleText(format, line)))
    .join('\n');

/** For files, pipes, `NO_COLOR` and terminals without colours. */
export const plain: Paint = (_, text) => text;
