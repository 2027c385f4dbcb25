import type { Generator } from '../random/generator.ts';
import { STEP, type FiniteDifferences, type Residual } from './finite-differences.ts';

/** What a disagreement may be. */
export interface ProbeTolerances {
  /** Relative to the norm of the gradient. */
  readonly rtol: number;
  readonly atol: number;
}

/** How many probes, from which random stream, and what they may be off by. */
export interface ProbeSettings extends ProbeTolerances {
  readonly probes: number;
  readonly next: Generator;
}

/** What one direction says of a gradient. */
export interface ProbeOutcome {
  readonly kind:
    | 'agrees'
    | 'disagrees'
    /** Differences change with the step. */
    | 'unsteady'
    /** They agree, but only since so much is explained by noise. */
    | 'drowned'
    /** The function gives NaN or an infinity at every step. */
    | 'not-finite';
  readonly residual: Residual;
  readonly allowed: number;
}

/** Steps for a function that bends within the usual one: a softmax of scores that lie far apart. */
const FINER_STEPS = [STEP / 4, STEP / 16, STEP / 64];
/** Steps for a function whose noise is large beside its gradient. */
const COARSER_STEPS = [2 * STEP, 4 * STEP];
/** So many times the expected noise may be put down to it. */
const NOISE_FACTOR = 4;
/** The share of a gradient's norm that noise may hide: what is off by a tenth of it is still seen. */
const LARGEST_NOISE_SHARE = 0.1;

/**
 * Judges a gradient along one direction.
 * @param isStraight whether the function is known not to bend along such directions
 */
export function judgeProbe(
  differences: FiniteDifferences,
  signs: Int8Array,
  { rtol, atol }: ProbeTolerances,
  isStraight: boolean,
): ProbeOutcome {
  const bound = rtol * differences.gradientNorm + atol;
  const allowedFor = ({ noise }: Residual): number => bound + NOISE_FACTOR * noise;
  const agrees = (residual: Residual): boolean => Math.abs(residual.value) <= allowedFor(residual);
  const outcome = (kind: ProbeOutcome['kind'], residual: Residual): ProbeOutcome => ({
    kind,
    residual,
    allowed: allowedFor(residual),
  });

  let residual = isStraight ? differences.straightResidual(signs, bound) : differences.residual(signs);
  if (!agrees(residual) && Number.isFinite(residual.value)) {
    differences.measureNoise(signs);
    if (differences.isNoisy) residual = differences.residual(signs);
  }
  const isSeen = ({ noise }: Residual): boolean =>
    NOISE_FACTOR * noise <= Math.max(LARGEST_NOISE_SHARE * differences.gradientNorm, atol);
  if (agrees(residual)) {
    // What the result's own rounding hides is nothing beside the result; what noise from within hides may be most of the gradient.
    if (!differences.isNoisy || isSeen(residual)) return outcome('agrees', residual);
    for (const step of COARSER_STEPS) {
      const coarser = differences.residual(signs, step);
      if (agrees(coarser) && isSeen(coarser)) return outcome('agrees', coarser);
    }
    return outcome('drowned', residual);
  }

  // A wrong gradient is off by the same at any step; a strong curvature or a corner that was crossed is not.
  let coarser = residual;
  for (const step of FINER_STEPS) {
    const finer = differences.residual(signs, step);
    if (NOISE_FACTOR * finer.noise > 0.5 * Math.abs(residual.value)) {
      // Noise would explain whatever a finer step shows: a coarser one has to tell.
      const far = differences.residual(signs, 2 * STEP);
      if (!agrees(far) && Math.abs(far.value - residual.value) <= 0.5 * Math.abs(residual.value))
        return outcome('disagrees', residual);
      // Of what comes from bending, twice the step has sixteen times as much.
      const isBending = Math.abs(far.value) > 4 * Math.abs(residual.value);
      return isBending && agrees(finer) && isSeen(finer)
        ? outcome('agrees', finer)
        : outcome('unsteady', residual);
    }
    if (agrees(finer)) return outcome('agrees', finer);
    const isSteady =
      Math.abs(coarser.value - finer.value) <= 0.5 * Math.abs(finer.value) + NOISE_FACTOR * finer.noise;
    if (isSteady) return outcome('disagrees', finer);
    coarser = finer;
  }
  return outcome(Number.isFinite(coarser.value) ? 'unsteady' : 'not-finite', coarser);
}
