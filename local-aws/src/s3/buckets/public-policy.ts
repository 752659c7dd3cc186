/** Whether a bucket policy is public (AWS documentation, "Blocking public access", "The meaning of public"). */
import { compilePolicy, type StatementDocument } from '../../iam/evaluation/compiled-policy.js';
import { principalEntries } from '../../iam/evaluation/principal.js';

/** Keys whose fixed values tell who may come in. */
const NARROWING = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
]);
/** Operators that let only the named values pass. With IfExists a request without the key would pass too. */
const POSITIVE = /^(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like))$/;
/** The shortest prefixes of address blocks that are not public (AWS documentation). */
const SHORTEST = { v4: 8, v6: 32 };

/** Whether the policy grants anything to callers that it does not tell apart by fixed values. */
export function isPublicPolicy(policy: string): boolean {
  return compilePolicy(policy).some(({ allows, document }) => allows && isPublicStatement(document));
}

function isPublicStatement({ Principal, NotPrincipal, Condition = {} }: StatementDocument): boolean {
  const isWide =
    NotPrincipal !== undefined || principalEntries(Principal ?? '*').some(([, name]) => name === '*');
  if (!isWide) return false;
  return !Object.entries(Condition).some(([operator, keys]) =>
    Object.entries(keys).some(([key, values]) => narrows(operator, key.toLowerCase(), [values].flat())),
  );
}

function narrows(operator: string, key: string, values: readonly string[]): boolean {
  if (key === 'aws:sourceip') return operator === 'IpAddress' && values.every(isNarrowBlock);
  if (!NARROWING.has(key) || !POSITIVE.test(operator)) return false;
  return values.every((value) => isFixed(key, value));
}

/** A value with a wildcard or a policy variable is not fixed; an access point's name may be open. */
function isFixed(key: string, value: string): boolean {
  const looked = key === 's3:dataaccesspointarn' ? value.replace(/accesspoint\/.*$/, '') : value;
  return !/[*?]|\$\{/.test(looked);
}

function isNarrowBlock(block: string): boolean {
  const [address = '', bits] = block.split('/');
  return address.includes(':') ? Number(bits ?? 128) >= SHORTEST.v6 : Number(bits ?? 32) >= SHORTEST.v4;
}
