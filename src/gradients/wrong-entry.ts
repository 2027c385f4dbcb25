import type { FiniteDifferences, ProbedInput } from './finite-differences.ts';
import type { InputVerdict } from './gradcheck-details.ts';
import { gradientPattern, type GradientPattern, type MeasuredEntry } from './gradient-pattern.ts';
import { restricted } from './locate.ts';
import { rademacher } from './probes.ts';
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
