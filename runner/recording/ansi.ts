import stringWidth from 'string-width';

/** A piece of a line in one style. */
export interface Span {
  text: string;
  /** Where it begins, in columns from 0. */
  column: number;
  /** Names of colour, weight and so on: `green`, `bold`. */
  styles: readonly string[];
}

/** What the numbers of an SGR sequence (`ESC [ … m`) mean, of those that the runner uses. */
const COLOURS: Record<number, string> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'gray',
};
const ATTRIBUTES: Record<number, string> = { 1: 'bold', 3: 'italic', 4: 'underline' };
const RESET_OF: Record<number, string> = { 22: 'bold', 23: 'italic', 24: 'underline' };

const ESCAPE = '\x1b';

/** What follows an escape: an SGR sequence (its numbers are kept), or another, which does not concern the style. */
const SEQUENCE = /^(?:\[([0-9;]*)m|\[[0-9;?]*[A-Za-z]|\(.)/;

/** Divides a screen, as `tmux capture-pane -e` prints it, into lines of spans. A style goes on over the line's end. */
export function parseScreen(screen: string): Span[][] {
  let colour: string | undefined;
  let attributes: string[] = [];
  const apply = (code: number) => {
    if (code === 0) attributes = [];
    if (code === 0 || code === 39) colour = undefined;
    colour = COLOURS[code] ?? colour;
    attributes = attributes.filter((each) => each !== (RESET_OF[code] ?? ATTRIBUTES[code]));
    if (ATTRIBUTES[code]) attributes.push(ATTRIBUTES[code]);
  };

  const parseLine = (line: string): Span[] => {
    const spans: Span[] = [];
    let column = 0;
    const add = (text: string) => {
      const shown = text.trim();
      const indent = text.length - text.trimStart().length;
      const styles = [...(colour ? [colour] : []), ...attributes];
      if (shown !== '') spans.push({ text: shown, column: column + indent, styles });
      column += stringWidth(text);
    };
    const [before = '', ...escaped] = line.split(ESCAPE);
    add(before);
    for (const piece of escaped) {
      const [sequence = '', codes] = SEQUENCE.exec(piece) ?? [];
      for (const code of numbersIn(codes)) apply(Number(code));
      add(piece.slice(sequence.length));
    }
    return spans;
  };
  return screen.replace(/\n+$/, '').split('\n').map(parseLine);
}

/** Colours by index or by red, green and blue have numbers of their own, and are left out. */
function numbersIn(codes: string | undefined): string[] {
  return codes === undefined || /\b[34]8\b/.test(codes) ? [] : codes.split(';');
}
