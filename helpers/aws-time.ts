/**
 * How long AWS takes, told in AWS's time. On `local-aws` that passes faster than the reader's: there, times are
 * `AWS seconds`, and what passes on this machine meanwhile is said to pass `here`.
 */

/** `39.2 s`, or `39.2 AWS seconds`, of so many seconds of this machine. */
export function awsTime(seconds: number, timeScale = 1): string {
  return timeScale === 1 ? `${seconds.toFixed(1)} s` : `${(seconds * timeScale).toFixed(1)} AWS seconds`;
}

/** The same, and where the two differ how long that was here: `39.2 AWS seconds (1.3 s here)`. */
export function awsTimeAndHere(seconds: number, timeScale = 1): string {
  const told = awsTime(seconds, timeScale);
  return timeScale === 1 ? told : `${told} (${seconds.toFixed(1)} s here)`;
}

/** The end of a wait, which is whole where a time that was measured is not: `600 s`, `80 AWS seconds (2.7 s here)`. */
export function awsLimit(seconds: number, timeScale = 1): string {
  const rounded = (value: number) => Math.round(value * 10) / 10;
  if (timeScale === 1) return `${rounded(seconds)} s`;
  return `${rounded(seconds * timeScale)} AWS seconds (${rounded(seconds)} s here)`;
}

/** What to say behind a time of this machine's. */
export function here(timeScale = 1): string {
  return timeScale === 1 ? '' : ' here';
}
