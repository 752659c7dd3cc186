import { marked, type Token } from 'marked';

const SHELLS = new Set(['bash', 'console', 'sh', 'shell']);
/** What a text between backquotes begins with when it is there to be typed. */
const PROGRAM = /^(aws|cd|cp|curl|docker|git|jupyter|node|npm|npx|pip|pip3|python|python3|rm|tmux|unshare)\s/;
const OPTION = /^(?:-- )?(--[a-z].*)/;

/**
 * The command lines that a text tells to type, each once: the lines of its fences for a shell, without remarks, and
 * what stands between backquotes. An option there, such as `--keep`, belongs to the npm script that was named last.
 */
export function commandsIn(markdown: string): string[] {
  const commands = new Set<string>();
  let npm = '';
  const add = (command: string) => {
    if (command.startsWith('npm ')) npm = command.replace(/ -- .*/, '');
    commands.add(command);
  };
  const visit = (token: Token) => {
    if (token.type === 'code' && SHELLS.has(token.lang)) linesOf(token.text).forEach(add);
    if (token.type !== 'codespan') return;
    const option = OPTION.exec(token.text)?.[1];
    if (PROGRAM.test(token.text)) add(token.text);
    else if (option) add(`${npm} -- ${option}`);
  };
  marked.walkTokens(marked.lexer(markdown), visit);
  return [...commands];
}

/** The lines of a script that do something. */
export function linesOf(script: string): string[] {
  const lines = script.split('\n').map((line) => line.replace(/(^|\s)#.*/, '').trim());
  return lines.filter((line) => line !== '');
}
