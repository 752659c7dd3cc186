/** Parties that take turns, each with one figure a round; for what is no rate. */

/** Who begins changes from round to round. `say` gets one line a round. */
export async function alternate<Name extends string>(
  parties: Readonly<Partial<Record<Name, () => Promise<number>>>>,
  rounds: number,
  say: (line: string) => void,
): Promise<Partial<Record<Name, number[]>>> {
  const names = (Object.keys(parties) as Name[]).filter((name) => parties[name]);
  const figures: Partial<Record<Name, number[]>> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length] as Name;
      figures[name] = [...(figures[name] ?? []), await (parties[name] as () => Promise<number>)()];
    }
    say(
      `  round ${round + 1}: ${names.map((name) => `${name} ${shown(figures[name]?.[round])}`).join(', ')}`,
    );
  }
  return figures;
}

function shown(figure = 0): string {
  return String(Number(figure.toPrecision(4)));
}

/** The quotient of each round; none where one of the two was not there. */
export function quotients(over: readonly number[] = [], under: readonly number[] = []): number[] {
  return over.slice(0, under.length).map((figure, round) => figure / (under[round] as number));
}
