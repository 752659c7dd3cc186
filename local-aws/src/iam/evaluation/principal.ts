/** The Principal element of resource-based policies and trust policies. */

/** Who asks, as policies name him. */
export type Requester =
  | {
      type: 'aws';
      arn: string;
      account: string /** Of a role session: the role behind it. */;
      roleArn?: string;
    }
  | { type: 'service'; name: string }
  | { type: 'anonymous' };

/**
 * How a Principal element covers a requester, strongest first: he himself is named; the role behind his
 * session is, or everybody; or his account is, which leaves it to the account's own identity-based policies.
 */
export type Coverage = 'itself' | 'role-or-everybody' | 'account';

const STRENGTH: Record<Coverage, number> = { account: 1, 'role-or-everybody': 2, itself: 3 };

export function stronger(a: Coverage | undefined, b: Coverage | undefined): Coverage | undefined {
  if (!a || !b) return a ?? b;
  return STRENGTH[a] >= STRENGTH[b] ? a : b;
}

/** The element as a document writes it: `"*"`, or lists by type. */
export type PrincipalElement = string | Readonly<Record<string, string | readonly string[]>>;

/** The entries of a Principal element as [type, name]; `"*"` is `{"AWS": "*"}` (AWS documentation). */
export function principalEntries(element: PrincipalElement): [type: string, name: string][] {
  if (typeof element === 'string') return [['AWS', element]];
  return Object.entries(element).flatMap(([type, names]) =>
    [names].flat().map((name): [string, string] => [type, name]),
  );
}

/** Makes a function that says how the element covers a requester; undefined when it does not. */
export function compilePrincipal(element: PrincipalElement): (who: Requester) => Coverage | undefined {
  const entries = principalEntries(element);
  return (who) => {
    let best: Coverage | undefined;
    for (const [type, name] of entries) best = stronger(best, coverage(type, name, who));
    return best;
  };
}

function coverage(type: string, name: string, who: Requester): Coverage | undefined {
  if (type === 'AWS' && name === '*') return 'role-or-everybody';
  if (who.type === 'service') return type === 'Service' && name === who.name ? 'itself' : undefined;
  if (type !== 'AWS' || who.type !== 'aws') return undefined;
  if (name === who.arn) return 'itself';
  if (name === who.roleArn) return 'role-or-everybody';
  if (name === who.account || name === `arn:aws:iam::${who.account}:root`) return 'account';
  return undefined;
}
