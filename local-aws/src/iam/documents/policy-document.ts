/**
 * The check of a policy document when it is stored. The texts, and the order in which AWS looks for mistakes,
 * were recorded on AWS (LocalStack's public recordings of 2026).
 */

import { malformedPolicyDocument } from '../errors.js';
import type { StatementDocument } from '../evaluation/compiled-policy.js';
import { resourceFormatMistake, splitsAsResource } from './policy-resources.js';
import {
  isPolicyDocument,
  LEGACY_PARSING,
  listOf,
  readJson,
  SYNTAX_ERRORS,
  usesLegacySyntax,
} from './policy-syntax.js';

/**
 * Checks the document of a managed or an inline policy.
 *
 * @throws AwsError MalformedPolicyDocument with AWS's text of the first mistake.
 */
export function checkIdentityPolicy(text: string): void {
  const mistake = identityPolicyMistake(text);
  if (mistake !== undefined) throw malformedPolicyDocument(mistake);
}

/** AWS's text of the first mistake in such a document; undefined when there is none. */
export function identityPolicyMistake(text: string): string | undefined {
  const document = readJson(text);
  if (!isPolicyDocument(document)) return SYNTAX_ERRORS;
  const statements = listOf(document.Statement);
  if (statements.some((statement) => statement.Principal ?? statement.NotPrincipal)) {
    return 'Policy document should not specify a principal.';
  }
  if (document.Version !== '2012-10-17') return 'Policy document must be version 2012-10-17 or greater.';

  const resources = statements.flatMap((statement) => listOf(statement.Resource ?? statement.NotResource));
  const badFormat = resources.map(resourceFormatMistake).find((mistake) => mistake !== undefined);
  if (!statements.every(usesLegacySyntax)) return LEGACY_PARSING;
  if (badFormat === undefined && !resources.every(splitsAsResource)) return LEGACY_PARSING;

  return (
    sidMistake(statements) ??
    emptyMistake(statements, ({ Action, NotAction }) => Action ?? NotAction, 'actions') ??
    emptyMistake(statements, ({ Resource, NotResource }) => Resource ?? NotResource, 'resources') ??
    badFormat ??
    actionMistake(statements)
  );
}

/** What is wrong with the Sids of a document's statements. */
export function sidMistake(statements: readonly StatementDocument[]): string | undefined {
  const sids = statements.map(({ Sid }) => Sid).filter((sid) => sid);
  if (new Set(sids).size < sids.length) return 'Statement IDs (SID) in a single policy must be unique.';
  if (sids.every((sid) => /^[0-9A-Za-z]*$/.test(sid ?? ''))) return undefined;
  return (
    'Statement IDs (SID) must be alpha-numeric. ' +
    'Check that your input satisfies the regular expression [0-9A-Za-z]*'
  );
}

/** Every statement needs at least one action, and one resource. */
export function emptyMistake(
  statements: readonly StatementDocument[],
  element: (statement: StatementDocument) => string | readonly string[] | undefined,
  name: 'actions' | 'resources',
): string | undefined {
  const isEmpty = statements.some((statement) => listOf(element(statement)).length === 0);
  return isEmpty ? `Policy statement must contain ${name}.` : undefined;
}

function actionMistake(statements: readonly StatementDocument[]): string | undefined {
  for (const action of statements.flatMap(({ Action, NotAction }) => listOf(Action ?? NotAction))) {
    if (action === '*') continue;
    const [vendor = '', ...rest] = action.split(':');
    if (rest.length === 0) {
      return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
    }
    if (rest.length > 1) return 'Actions/Condition can contain only one colon.';
    if (/[^a-zA-Z0-9\-.*?]/.test(vendor)) return `Vendor ${vendor} is not valid`;
  }
  return undefined;
}
