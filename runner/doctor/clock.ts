/** This machine's clock beside AWS's: a signature that is some minutes off is refused. */
import { clockSkewSeconds } from '../../helpers/clock-skew.js';
import { type Finding, fine, problem } from './finding.js';

/** AWS refuses a signature that is more than five minutes off (AWS documentation: "Troubleshoot Signature Version 4"). */
const REFUSED_SECONDS = 5 * 60;
const NOTICEABLE_SECONDS = 30;

const REMEDY =
  "Let this machine set its clock from the network: it is in the system's settings, date and time.";

const COMPARE = 'Compare it with one that you trust: some minutes off, and AWS refuses every call.';

/** Compares the clock with the date of an answer that needs no signature. */
export async function clockFinding(endpoint: string): Promise<Finding> {
  try {
    const seconds = await clockSkewSeconds(endpoint);
    if (Number.isNaN(seconds))
      return fine(`the clock could not be compared: ${endpoint} does not tell its time`, COMPARE);
    return describeSkew(seconds);
  } catch {
    return fine(`the clock could not be compared: ${endpoint} did not answer`, COMPARE);
  }
}

/** @param seconds how far this machine's clock is ahead */
export function describeSkew(seconds: number): Finding {
  const size = Math.round(Math.abs(seconds));
  const what = `the clock is ${size} s ${seconds > 0 ? 'ahead of' : 'behind'} AWS's`;
  if (size >= REFUSED_SECONDS) return problem(`${what}: calls are refused`, REMEDY);
  return size >= NOTICEABLE_SECONDS ? fine(what, REMEDY) : fine("the clock agrees with AWS's");
}
