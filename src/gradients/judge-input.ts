import { FiniteDifferences, STEP, type ProbedInput, type Residual } from './finite-differences.ts';
import type { InputReport, InputVerdict } from './gradcheck-details.ts';
import { gradientPattern, type GradientPattern, type MeasuredEntry } from './gradient-pattern.ts';
import { kinkAt } from './kinks.ts';
import { locateEntry, restricted } from './locate.ts';
import { rademacher } from './probes.ts';
import type { Generator } from '../random/generator.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';

/** How many probes, from which random stream, and what they may be off by. */
export interface ProbeSettings {
  readonly probes: number;
  readonly next: Generator;
  /** Relative to the norm of the gradient. */
  readonly rtol: number;
  readonly atol: number;
}

/** At most this share of an input's entries may lie on corners, else the check would say little. */
const LARGEST_KINK_SHARE = 0.05;
/** Steps for a function that bends within the usual one: a softmax of scores that lie far apart. */
const FINER_STEPS = [STEP / 4, STEP / 16, STEP / 64];
/** How many entries are measured one by one to tell what kind of mistake it is. */
const MEASURED_ENTRIES = 24;

/** Judges the gradient of one input by probes, and finds out what is wrong where it is. */
export function judgeInput(input: ProbedInput, settings: ProbeSettings): InputReport {
  const { name, shape, values } = input.subject.inputs[input.place] ?? { name: '', shape: [], values: [] };
  const differences = new FiniteDifferences(input);
  const excluded = new Set<number>();
  const kinksAllowed = Math.floor(Math.max(1, LARGEST_KINK_SHARE * values.length));
  let error = 0;
  let tolerance = 0;
  let verdict: InputVerdict = { kind: 'right' };
  for (let probe = 0; probe < settings.probes && verdict.kind === 'right'; probe++) {
    const signs = rademacher(values.length, settings.next);
    for (const entry of excluded) signs[entry] = 0;
    const outcome = judgeProbe(differences, signs, settings);
    error = Math.max(error, Math.abs(outcome.residual.value));
    tolerance = Math.max(tolerance, outcome.allowed);
    if (outcome.kind === 'agrees') continue;
    if (outcome.kind === 'unsteady') {
      verdict = {
        kind: 'inconclusive',
        reason: 'differences change with the step, as they do across corners',
      };
      continue;
    }
    const entry = locateEntry(differences, signs, outcome.residual);
    if (kinkAt(differences, entry, input.gradient[entry] ?? 0) === undefined) {
      verdict = wrongAt(differences, input, entry, shape, settings);
      continue;
    }
    excluded.add(entry);
    probe--; // the same probe again, without that entry
    if (excluded.size > kinksAllowed) {
      verdict = {
        kind: 'inconclusive',
        reason: `more than ${kinksAllowed} entries lie on a corner of the function`,
      };
    }
  }
  return {
    name,
    shape,
    verdict,
    gradientNorm: differences.gradientNorm,
    error,
    tolerance,
    kinks: excluded.size,
    evaluations: differences.evaluations,
  };
}

interface ProbeOutcome {
  readonly kind: 'agrees' | 'disagrees' | 'unsteady';
  readonly residual: Residual;
  readonly allowed: number;
}

function judgeProbe(
  differences: FiniteDifferences,
  signs: Int8Array,
  { rtol, atol }: ProbeSettings,
): ProbeOutcome {
  const bound = rtol * differences.gradientNorm + atol;
  const residual = differences.residual(signs);
  const allowed = bound + 4 * residual.noise;
  if (Math.abs(residual.value) <= allowed) return { kind: 'agrees', residual, allowed };
  // A wrong gradient is off by the same at any step; a strong curvature or a corner that was crossed is not.
  let coarser = residual;
  for (const step of FINER_STEPS) {
    const finer = differences.residual(signs, step);
    const finerAllowed = bound + 4 * finer.noise;
    if (Math.abs(finer.value) <= finerAllowed) {
      return { kind: 'agrees', residual: finer, allowed: finerAllowed };
    }
    const isSteady = Math.abs(coarser.value - finer.value) <= 0.5 * Math.abs(finer.value) + 4 * finer.noise;
    if (isSteady) return { kind: 'disagrees', residual: finer, allowed: finerAllowed };
    coarser = finer;
  }
  return { kind: 'unsteady', residual: coarser, allowed };
}

function wrongAt(
  differences: FiniteDifferences,
  input: ProbedInput,
  entry: number,
  shape: readonly number[],
  settings: ProbeSettings,
): InputVerdict {
  const { gradient } = input;
  const entries = new Set([entry]);
  // Every entry of a small input, and a random sample of a large one.
  if (gradient.length <= MEASURED_ENTRIES) for (const each of gradient.keys()) entries.add(each);
  else while (entries.size < MEASURED_ENTRIES) entries.add(Math.floor(settings.next() * gradient.length));
  const measured = Array.from(entries, (each): MeasuredEntry => {
    const { value, noise } = differences.derivative(each);
    return { entry: each, analytic: gradient[each] ?? 0, numeric: value, noise };
  });
  const worst = measured[0] as MeasuredEntry; // the located entry was put in first
  return {
    kind: 'wrong',
    worst: { ...worst, index: coordinatesOf(worst.entry, shape) },
    pattern: gradientPattern(gradient, shape, measured) ?? wrongSlices(differences, input, shape, settings),
  };
}

/** The first and the last axis are looked at place by place, up to this many. */
const LARGEST_SLICED_AXIS = 64;

/** Whether the gradient is off only at some places of the first or the last axis, and all over them. */
function wrongSlices(
  differences: FiniteDifferences,
  { gradient }: ProbedInput,
  shape: readonly number[],
  { rtol, next }: ProbeSettings,
): GradientPattern | undefined {
  for (const axis of new Set([0, shape.length - 1])) {
    const size = shape[axis] ?? 1;
    if (shape.length < 2 || size < 2 || size > LARGEST_SLICED_AXIS) continue;
    const inner = shape.slice(axis + 1).reduce((total, each) => total * each, 1);
    const slices = Array.from({ length: size }, (): number[] => []);
    for (const entry of gradient.keys()) slices[Math.floor(entry / inner) % size]?.push(entry);
    const isWrong = (entries: readonly number[]): boolean => {
      const { value, noise } = differences.residual(restricted(rademacher(gradient.length, next), entries));
      const norm = Math.sqrt(entries.reduce((total, entry) => total + (gradient[entry] ?? 0) ** 2, 0));
      return Math.abs(value) > 10 * rtol * differences.scale * norm + 4 * noise;
    };
    const wrong = slices.flatMap((entries, place) => (isWrong(entries) ? [place] : []));
    // All of it would be no pattern of places, and a single entry is none either: both halves of a slice must be off.
    const isPattern =
      wrong.length > 0 &&
      wrong.length <= size / 2 &&
      wrong.every((place) => {
        const entries = slices[place] ?? [];
        const half = entries.length >> 1;
        return half > 0 && isWrong(entries.slice(0, half)) && isWrong(entries.slice(half));
      });
    if (isPattern) return { kind: 'slices', axis, wrong };
  }
  return undefined;
}
