/** Wildcards, policy variables and ARNs: whether a pattern of a policy matches a value of a request. */

/** Gives the value of a policy variable such as `aws:username`; undefined when the request has none. */
export type Variables = (name: string) => string | undefined;

/** A pattern ready to be matched many times. */
export type Matcher = (value: string, variables: Variables) => boolean;

/** A pattern is a row of single characters, of these two signs, and of variables. */
const ANY = Symbol('*');
const ONE = Symbol('?');
type Sign = string | typeof ANY | typeof ONE;
type Part = Sign | { variable: string; fallback: string | undefined };

/** What a pattern of a policy may hold besides plain characters. */
export interface PatternRules {
  /** `*` and `?` are signs; otherwise they stand for themselves. */
  wildcards: boolean;
  /** `${aws:username}` is replaced: in documents of version 2012-10-17 (AWS documentation). */
  variables: boolean;
  ignoreCase?: boolean;
}

/** `${name}`, or `${name, 'value if there is none'}`; and `${*}`, `${?}`, `${$}`. */
const VARIABLE = /^\$\{([*?$]|[^{},$]+)(?:,\s*'([^']*)'\s*)?\}/;

/** Makes a matcher of one pattern. What replaces a variable never acts as a wildcard. */
export function compilePattern(pattern: string, rules: PatternRules): Matcher {
  const fold = rules.ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text;
  const parts = parsePattern(pattern, rules).map((part) => (typeof part === 'string' ? fold(part) : part));
  if (!parts.some((part) => typeof part === 'object')) {
    const signs = parts as Sign[];
    // nearly all patterns are plain text, or plain text and a star: no need to walk them
    const start = signs.slice(0, -1);
    if (signs.every((sign) => typeof sign === 'string')) {
      const literal = signs.join('');
      return (value) => fold(value) === literal;
    }
    if (signs.at(-1) === ANY && start.every((sign) => typeof sign === 'string')) {
      const prefix = start.join('');
      return (value) => fold(value).startsWith(prefix);
    }
    return (value) => matches(signs, fold(value));
  }
  return (value, variables) => {
    const signs = replaceVariables(parts, variables);
    return (
      signs !== undefined &&
      matches(
        signs.map((sign) => (typeof sign === 'string' ? fold(sign) : sign)),
        fold(value),
      )
    );
  };
}

function parsePattern(pattern: string, rules: PatternRules): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; ) {
    const variable = rules.variables ? VARIABLE.exec(pattern.slice(at)) : null;
    if (variable) {
      const name = (variable[1] as string).trim();
      // ${*}, ${?} and ${$} are how a document writes these characters themselves
      parts.push(
        name === '*' || name === '?' || name === '$' ? name : { variable: name, fallback: variable[2] },
      );
      at += variable[0].length;
      continue;
    }
    const character = pattern.charAt(at++);
    if (rules.wildcards && character === '*') parts.push(ANY);
    else if (rules.wildcards && character === '?') parts.push(ONE);
    else parts.push(character);
  }
  return parts;
}

function replaceVariables(parts: Part[], variables: Variables): Sign[] | undefined {
  const signs: Sign[] = [];
  for (const part of parts) {
    if (typeof part !== 'object') {
      signs.push(part);
      continue;
    }
    const value = variables(part.variable) ?? part.fallback;
    if (value === undefined) return undefined; // a variable that has no value matches nothing
    for (let at = 0; at < value.length; at++) signs.push(value.charAt(at));
  }
  return signs;
}

/** Walks both once; at a mismatch it lets the last `*` swallow one character more. Never exponential. */
function matches(signs: Sign[], value: string): boolean {
  let sign = 0;
  let at = 0;
  let star = -1;
  let retryAt = 0;
  while (at < value.length) {
    const expected = signs[sign];
    if (expected === ANY) {
      star = sign++;
      retryAt = at;
    } else if (expected === ONE || expected === value.charAt(at)) {
      sign++;
      at++;
    } else if (star >= 0) {
      sign = star + 1;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (signs[sign] === ANY) sign++;
  return sign === signs.length;
}

/** The six parts of an ARN, of which the sixth keeps its colons; fewer where it stops early. */
export function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/**
 * Makes a matcher of an ARN with wildcards. The parts are matched one by one, so that a `*` in the account
 * cannot swallow the resource; an ARN that stops early is filled up with `*`.
 */
export function compileArn(pattern: string, rules: PatternRules): Matcher {
  if (pattern === '*' && rules.wildcards) return () => true;
  const parts = splitOutsideVariables(pattern);
  const matchers = parts.map((part) => compilePattern(part, rules));
  return (value, variables) => {
    const given = splitArn(value);
    return given.length === 6 && matchers.every((matcher, index) => matcher(given[index] ?? '', variables));
  };
}

/** Splits at the first five colons that are not inside `${…}`. */
function splitOutsideVariables(pattern: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (pattern.startsWith('${', at)) depth++;
    if (character === '}' && depth > 0) depth--;
    if (character === ':' && depth === 0 && parts.length < 6) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
