/** Something that the user can put right. Its message is shown without a stack. */
export class Problem extends Error {
  override name = 'Problem';
}

/** A mistake on the command line. */
export class UsageProblem extends Problem {
  override name = 'UsageProblem';
}
