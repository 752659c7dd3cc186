/** The condition keys that policies ask for. */
import { compilePolicy, type StatementDocument } from '../evaluation/compiled-policy.js';
import type { NamedPolicy } from '../evaluation/evaluate.js';

/** `${aws:username}`, and `${aws:username, 'nobody'}`; not `${*}`, `${?}` and `${$}`, which are no keys. */
const VARIABLE = /\$\{\s*([^{},$*?\s]+)[^}]*\}/g;

/**
 * The keys of the policies' conditions and variables, each once, in the order in which they come (AWS
 * documentation of GetContextKeysForCustomPolicy).
 */
export function contextKeys(policies: readonly NamedPolicy[]): string[] {
  const byName = new Map<string, string>(); // keys differ only if they differ without case
  for (const { document } of policies) {
    for (const { document: statement } of compilePolicy(document)) {
      for (const key of keysOf(statement)) {
        if (!byName.has(key.toLowerCase())) byName.set(key.toLowerCase(), key);
      }
    }
  }
  return [...byName.values()];
}

function keysOf({ Resource, NotResource, Condition = {} }: StatementDocument): string[] {
  const variables = (text: unknown) => [...String(text).matchAll(VARIABLE)].map(([, name = '']) => name);
  const conditions = Object.values(Condition).flatMap((keys) => Object.entries(keys));
  return [
    ...[Resource ?? NotResource ?? []].flat().flatMap(variables),
    ...conditions.flatMap(([key, values]) => [key, ...[values].flat().flatMap(variables)]),
  ];
}
