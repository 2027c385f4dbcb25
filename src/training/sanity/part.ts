import type { CheckResult } from '../../checks/check-result.ts';

/** What a part has to say. */
export interface PartResult extends CheckResult<unknown> {
  /** Whether what it found follows from something else, where anything else was found. @defaultValue false */
  readonly isConsequence?: boolean;
}

/**
 * One check of the battery.
 * @typeParam Context what the battery knows of its subject
 */
export interface SanityPart<Context> {
  /** The name of the matcher that makes the same check alone. */
  readonly check: string;
  /** Whether it comes after all others, since it takes long: time may run out before. @defaultValue false */
  readonly isSlow?: boolean;
  /** Whether it has something to say about a subject. @defaultValue always */
  appliesTo?(context: Context): boolean;
  /** @param remaining milliseconds that are left for it */
  run(context: Context, remaining: number): PartResult | Promise<PartResult>;
}

/** What a part throws that could not come to a verdict. */
export class NoVerdict extends Error {}
