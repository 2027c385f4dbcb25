import type { FiniteDifferences, ProbedInput } from './finite-differences.ts';
import type { InputVerdict } from './gradcheck-details.ts';
import { gradientPattern, type GradientPattern, type MeasuredEntry } from './gradient-pattern.ts';
import { broadcastAxes, notReducedOver } from './not-reduced.ts';
import { wrongSlices } from './wrong-slices.ts';
import type { ProbeSettings } from './judge-probe.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';

/** How many entries are measured one by one to tell what kind of mistake it is. */
const MEASURED_ENTRIES = 24;

/** Measures the entry at which a gradient is off, and some others, and names the pattern they make. */
export function wrongAt(
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
    pattern: patternOf(differences, input, shape, measured, settings),
  };
}

function patternOf(
  differences: FiniteDifferences,
  input: ProbedInput,
  shape: readonly number[],
  measured: readonly MeasuredEntry[],
  settings: ProbeSettings,
): GradientPattern | undefined {
  const { outputShapes } = input.subject;
  const pattern = gradientPattern(input.gradient, shape, measured);
  if (pattern?.kind === 'factor') {
    const averaged = broadcastAxes(shape, outputShapes).find(
      ({ size }) => Math.abs(pattern.factor * size - 1) < 0.01,
    );
    return averaged ? { ...pattern, axis: { axis: averaged.axis, size: averaged.size } } : pattern;
  }
  if (pattern !== undefined) return pattern;
  const unreduced = notReducedOver(input, shape, outputShapes, settings);
  if (unreduced !== undefined) {
    const { axis, size, at } = unreduced;
    return { kind: 'not-reduced', axis, size, at };
  }
  return wrongSlices(differences, input, shape, settings);
}
