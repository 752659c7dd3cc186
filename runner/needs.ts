import jsTokens from 'js-tokens';
import type { Step } from './steps.js';

/** The names that a cell gives to later cells, and those that it uses. */
interface Names {
  given: Set<string>;
  used: Set<string>;
}

/**
 * The earlier cells that `step` cannot run without in a kernel where only `ran` have run: those that give the names
 * which it uses, and those that these need themselves; in order.
 */
export function neededBy(step: Step, steps: readonly Step[], ran: ReadonlySet<Step>): Step[] {
  const wanted = new Set(namesIn(step.code).used);
  const needed: Step[] = [];
  for (const earlier of steps.slice(0, step.number - 1).reverse()) {
    const { given, used } = namesIn(earlier.code);
    const gives = [...given].filter((name) => wanted.delete(name));
    if (gives.length === 0 || ran.has(earlier)) continue;
    needed.unshift(earlier);
    for (const name of used) wanted.add(name);
  }
  return needed;
}

/** The `import` lines of a cell that read files of this folder, which a learner may have edited. */
export function importsOfOwnFiles(code: string): string[] {
  return code.match(/^import\b[^'"]*from\s*(['"])\.{1,2}\/[^'"]*\1;?/gm) ?? [];
}

const DECLARATIONS = new Set(['const', 'let', 'var', 'function', 'class', 'import', 'interface', 'type']);
const OPENING = new Set(['{', '(', '[']);
const CLOSING = new Set(['}', ')', ']']);

/**
 * What a cell declares outside of any block. In a destructuring pattern and in an import, every name counts as given:
 * one too many does no harm.
 */
function namesIn(code: string): Names {
  const given = new Set<string>();
  const used = new Set<string>();
  let depth = 0;
  let declares = false;
  let before = '';
  for (const { type, value } of jsTokens(code)) {
    if (type === 'WhiteSpace' || type.endsWith('Comment') || type === 'LineTerminatorSequence') continue;
    if (OPENING.has(value) || type === 'TemplateHead') depth += 1;
    if (CLOSING.has(value) || type === 'TemplateTail') depth -= 1;
    if (type === 'IdentifierName' && before !== '.' && before !== '?.') {
      if (declares) given.add(value);
      else used.add(value);
      if (depth === 0 && DECLARATIONS.has(value)) declares = true;
    }
    // The pattern, or the name, ends where the value, the parameters or the body begins.
    if (declares && endsDeclaration(value, before, depth)) declares = false;
    before = value;
  }
  for (const name of given) used.delete(name);
  return { given, used };
}

function endsDeclaration(value: string, before: string, depth: number): boolean {
  if (value === '=' || value === ';' || value === ':' || value === 'from') return depth === 0;
  if (value === '(') return true;
  return value === '{' && /^\w+$/.test(before) && !DECLARATIONS.has(before);
}
