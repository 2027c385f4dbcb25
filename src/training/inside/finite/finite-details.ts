import type { Seed } from '../../../random/generator.ts';
import type { ValueSummary } from '../values.ts';
import type { NonFiniteOrigin } from './origin.ts';
import type { ProbeKind } from './probes.ts';

/** Something that came out NaN or infinite, as data. */
export interface NonFiniteFinding {
  /** At what: `the batch`, `all inputs at zero`, … */
  readonly at: string;
  readonly kind: ProbeKind | 'extremes';
  readonly what: 'output' | 'loss' | 'gradient';
  /** Which output, or what the gradient is by. */
  readonly name: string;
  readonly values: ValueSummary;
  readonly origin: NonFiniteOrigin | undefined;
}

/** What a program was tried at and what came out, as data. */
export interface StayFiniteDetails {
  readonly findings: readonly NonFiniteFinding[];
  readonly triedAt: readonly string[];
  /** What could not be run, though the batch could. */
  readonly notJudged: readonly { readonly at: string; readonly reason: string }[];
  /** Why gradients were not looked at; `undefined` where they were. */
  readonly noGradient: string | undefined;
  readonly seed: Seed;
}
