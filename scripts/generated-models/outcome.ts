/** What came of one generated model. */
export interface ModelOutcome {
  /** Its place among those of the seed. */
  readonly number: number;
  /** As fast-check prints it. */
  readonly model: string;
  /** What went wrong; `undefined` where nothing did. */
  readonly problem: string | undefined;
}
