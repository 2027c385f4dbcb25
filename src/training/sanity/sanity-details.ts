import type { Seed } from '../../random/generator.ts';
import type { Task } from '../../subject/task.ts';

/** Something that is wrong with a model or a step, as data. */
export interface Finding {
  /** The matcher that looks for it alone, e.g. `toHaveGradientFlow`. */
  readonly check: string;
  /** What that matcher would say. */
  readonly message: string;
  /** What its check found, as data. */
  readonly details: unknown;
}

/** A part of the battery that came to no verdict. */
export interface NotJudged {
  readonly check: string;
  readonly reason: string;
}

/** What the battery found, as data. */
export interface SanityDetails {
  readonly subject: 'model' | 'step' | 'function';
  /** What the outputs of a model are for: as the user says, or as their targets show; `undefined` where neither does. */
  readonly tasks: readonly {
    /** Empty where there is one output. */
    readonly output: string;
    readonly task: Task | undefined;
    readonly isStated: boolean;
  }[];
  /** The likely root cause first. */
  readonly findings: readonly Finding[];
  /** Checks that passed, by the names of their matchers. */
  readonly passed: readonly string[];
  /** Checks that apply here and came to no verdict: time ran out, or the subject can't be looked at that way. */
  readonly notJudged: readonly NotJudged[];
  readonly seed: Seed;
}
