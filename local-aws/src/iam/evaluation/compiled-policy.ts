/** Policy documents made ready for many evaluations. */
import { type Condition, compileCondition } from './conditions.js';
import { compileArn, compilePattern, type Matcher, type Variables } from './match.js';
import { type Coverage, compilePrincipal, type PrincipalElement, type Requester } from './principal.js';

/** A statement as a document writes it. */
export interface StatementDocument {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: PrincipalElement;
  NotPrincipal?: PrincipalElement;
  Action?: string | readonly string[];
  NotAction?: string | readonly string[];
  Resource?: string | readonly string[];
  NotResource?: string | readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: StatementDocument | readonly StatementDocument[];
}

export interface CompiledStatement {
  /** Counted from 0. */
  index: number;
  document: StatementDocument;
  allows: boolean;
  /** Actions ignore case: this one is to be in lower case. */
  coversAction(action: string): boolean;
  /** True where the document has no Resource element, as trust policies have none. */
  coversResource(resource: string, variables: Variables): boolean;
  /**
   * Undefined when the statement is not about this requester. A document without Principal is about its
   * holder.
   */
  coversPrincipal(who: Requester): Coverage | undefined;
  conditions: readonly Condition[];
}

const NO_VARIABLES: Variables = () => undefined;
/** More documents than a lesson has; the oldest leave first. */
const CACHE_SIZE = 2_000;
const cache = new Map<string, readonly CompiledStatement[]>();

/**
 * The statements of a document, compiled once per text.
 *
 * @throws SyntaxError or TypeError when the text is no policy document: documents are checked when they are
 * stored.
 */
export function compilePolicy(text: string): readonly CompiledStatement[] {
  let compiled = cache.get(text);
  if (!compiled) {
    const document = JSON.parse(text) as PolicyDocument;
    compiled = [document.Statement].flat().map((statement, index) => {
      return compileStatement(statement as StatementDocument, index, document.Version === '2012-10-17');
    });
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
    cache.set(text, compiled);
  }
  return compiled;
}

function compileStatement(document: StatementDocument, index: number, replace: boolean): CompiledStatement {
  const actions = matchers(document.Action ?? document.NotAction, (pattern) =>
    compilePattern(pattern.toLowerCase(), { wildcards: true, variables: false }),
  );
  const resources = matchers(document.Resource ?? document.NotResource, (pattern) =>
    compileArn(pattern, { wildcards: true, variables: replace }),
  );
  const notAction = document.Action === undefined;
  const notResource = document.Resource === undefined && document.NotResource !== undefined;
  const hasResource = document.Resource !== undefined || document.NotResource !== undefined;
  return {
    index,
    document,
    allows: document.Effect === 'Allow',
    coversAction: (action) => actions.some((matches) => matches(action, NO_VARIABLES)) !== notAction,
    coversResource: (resource, variables) =>
      !hasResource || resources.some((matches) => matches(resource, variables)) !== notResource,
    coversPrincipal: principalTest(document),
    conditions: Object.entries(document.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => compileCondition(operator, key, list(values), replace)),
    ),
  };
}

function principalTest({ Principal, NotPrincipal }: StatementDocument): CompiledStatement['coversPrincipal'] {
  if (Principal !== undefined) return compilePrincipal(Principal);
  if (NotPrincipal === undefined) return () => 'itself';
  const excluded = compilePrincipal(NotPrincipal);
  return (who) => (excluded(who) === undefined ? 'role-or-everybody' : undefined);
}

function matchers(
  patterns: string | readonly string[] | undefined,
  compile: (pattern: string) => Matcher,
): Matcher[] {
  return list(patterns ?? []).map(compile);
}

/** Documents may write one value without the brackets, and numbers and booleans without quotes. */
function list(values: unknown): string[] {
  return [values].flat().map(String);
}
