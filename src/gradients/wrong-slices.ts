import type { FiniteDifferences, ProbedInput } from './finite-differences.ts';
import type { GradientPattern } from './gradient-pattern.ts';
import type { ProbeSettings } from './judge-probe.ts';
import { restricted } from './locate.ts';
import { rademacher } from './probes.ts';

/** So many groups of entries are looked at for each axis before it is given up. */
const MOST_GROUPS = 200;

/**
 * Whether a gradient is off only at some places of an axis, and all over them: some rows, some channels. Places are looked at in groups, and
 * groups that are off are halved, so that a few among many are found soon. The first axis and the last are tried first.
 */
export function wrongSlices(
  differences: FiniteDifferences,
  input: ProbedInput,
  shape: readonly number[],
  settings: ProbeSettings,
): GradientPattern | undefined {
  if (shape.length < 2) return undefined;
  for (const axis of new Set([0, shape.length - 1, ...shape.keys()])) {
    const wrong = wrongPlaces(differences, input, shape, axis, settings);
    if (wrong.length > 0) return { kind: 'slices', axis, wrong };
  }
  return undefined;
}

function wrongPlaces(
  differences: FiniteDifferences,
  { gradient }: ProbedInput,
  shape: readonly number[],
  axis: number,
  { rtol, next }: ProbeSettings,
): readonly number[] {
  const size = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((total, each) => total * each, 1);
  const slices = Array.from({ length: size }, (): number[] => []);
  for (const entry of gradient.keys()) slices[Math.floor(entry / inner) % size]?.push(entry);

  let groups = 0;
  const isWrong = (entries: readonly number[]): boolean => {
    groups++;
    const { value, noise } = differences.residual(restricted(rademacher(gradient.length, next), entries));
    const norm = Math.sqrt(entries.reduce((total, entry) => total + (gradient[entry] ?? 0) ** 2, 0));
    return Math.abs(value) > 3 * rtol * differences.scale * norm + 4 * noise;
  };
  const wrong: number[] = [];
  const search = (places: readonly number[]): void => {
    // More than half of them, or too many to look at, are no pattern.
    if (wrong.length > size / 2 || groups >= MOST_GROUPS) return;
    if (!isWrong(places.flatMap((place) => slices[place] ?? []))) return;
    const half = places.length >> 1;
    if (half === 0) wrong.push(...places);
    else for (const part of [places.slice(0, half), places.slice(half)]) search(part);
  };
  search([...slices.keys()]);
  const isPattern =
    wrong.length <= size / 2 &&
    groups < MOST_GROUPS &&
    // A single entry is no slice: both halves of each must be off.
    wrong.every((place) => {
      const entries = slices[place] ?? [];
      const half = entries.length >> 1;
      return half > 0 && isWrong(entries.slice(0, half)) && isWrong(entries.slice(half));
    });
  return isPattern ? wrong : [];
}
