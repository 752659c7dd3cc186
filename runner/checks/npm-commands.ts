import { marked, type Token } from 'marked';
import { linesOf } from './commands.js';

/** A script of package.json that a text tells to run, in the project itself or in one of its workspaces. */
export interface NpmScript {
  script: string;
  workspace?: string;
}

const COMMAND = /\bnpm (?:(?<alias>start|test)|(?:-s )?run (?:-s )?(?<script>[\w:-]+))\b(?<rest>[^&|;]*)/g;

/** The scripts that are run by the commands in a text: in its fences, and between its backquotes. */
export function npmScriptsIn(markdown: string): NpmScript[] {
  const commands: string[] = [];
  const visit = (token: Token) => {
    if (token.type === 'codespan') commands.push(token.text);
    if (token.type === 'code') commands.push(...linesOf(String(token.text)));
  };
  marked.walkTokens(marked.lexer(markdown), visit);
  return commands.flatMap((command) =>
    [...command.matchAll(COMMAND)].map(({ groups = {} }) => {
      const workspace = /(?:--workspace[= ]|-w )(\S+)/.exec(groups.rest ?? '')?.[1];
      return { script: groups.alias ?? groups.script ?? '', ...(workspace !== undefined && { workspace }) };
    }),
  );
}
