/**
 * The outcome of a check. A matcher, the doctor, the fault score and a user's own script read the same one.
 * @typeParam Details plain data (JSON-like, no tensors): what a report plots
 */
export interface CheckResult<Details> {
  readonly pass: boolean;
  /**
   * Explains the outcome to a person. It is built when it is called, so a passing check never pays for it.
   * When `pass` is true the text serves a negated expectation: it says what holds that should not.
   */
  readonly message: () => string;
  readonly details: Details;
}
