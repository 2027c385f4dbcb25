import type { CheckResult } from '../checks/check-result.ts';
import { requireCount } from '../checks/require-count.ts';
import { ArgumentError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { callText } from './callee.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import { isDefault, partingOf, type Parting } from './compare.ts';
import type { LawCase, LawDetails, Outcome, Passed } from './law.ts';
import type { LawOptions } from './options.ts';
import { differs, resultOf, thrown } from './results.ts';
import { explainedByRounding } from './rounding.ts';
import { claimText } from './subject-of-law.ts';
import { subjectOfSymmetry } from './subject-of-symmetry.ts';
import type { Symmetry, SymmetryGiven } from './symmetries.ts';
import { transformInputs, type TransformedOptions } from './transformed.ts';

/** How equivariance is tried. */
export interface EquivariantOptions extends LawOptions, TransformedOptions {
  /**
   * For `'shift'`: how many elements of the output at each border see what lies beyond it, and don't count: 1 for a 3 × 3
   * convolution with padding. @defaultValue 0
   */
  readonly border?: number | undefined;
}

/**
 * Checks that a transformation of the input transforms the result alike: `f(flipped(x))` is `flipped(f(x))`. Samples that must not
 * depend on the order of their batch, augmentations of images and their masks or boxes, convolutions and shifts.
 * @param subject a function, a model or a module
 * @param symmetry a transformation by name, or one's own as `{ in, out }`
 * @param where who checks, as an error names it
 * @returns fails with the simplest input for which it does not, with both results
 * @throws SubjectError for what can't be called, and where it throws; ArgumentError and ShapeSpecError for transformations, inputs and
 *   options that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * (await checkEquivariant((x) => tf.softmax(x), 'batch permutation', { inputs: 'b classes' })).pass; // true
 */
export async function checkEquivariant(
  subject: unknown,
  symmetry: SymmetryGiven,
  options: EquivariantOptions = {},
  where = 'checkEquivariant',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(equivariantLaw(subject, symmetry, options, where), where);
}

/** The law behind {@link checkEquivariant}. */
export function equivariantLaw(subject: unknown, given: unknown, options: unknown, where: string): LawCheck {
  const { callee, settings, plan, call, text, symmetry, aim, changedText, what } = subjectOfSymmetry(
    subject,
    given,
    options,
    where,
    ['border'],
  );
  const border = requireBorder(settings.given.border, symmetry, where);
  const expectedText = (one: Pick<LawCase, 'names' | 'form'>): string => `${symmetry.name}(${text(one)})`;
  return {
    plan,
    settings,
    callees: [callee],
    words: {
      broken: `${callee.name} is not equivariant to ${what}`,
      holds: `${callee.name} not to be equivariant to ${what}, but it is`,
    },
    law: {
      isOfPairs: false,
      draws: symmetry.draws,
      claim: claimText(plan, (one) => `${changedText(one)} = ${expectedText(one)}`),
      judge: async (one) => {
        const before = await call(one);
        if (before.kind === 'error') return thrown(before, text(one));
        const scout = transformInputs(symmetry, one, plan, aim, where);
        if ('unjudged' in scout) return scout;
        const along = symmetry.axisOf === undefined ? -1 : Math.max(...scout.axes);
        const size = one.inputs[scout.axes.indexOf(along)]?.shape[along] ?? 1;
        const steps = stepsOf(before.outputs, along, size, symmetry, what, where);
        if (typeof steps !== 'number') return steps;
        const changed = steps === 1 ? scout : transformInputs(symmetry, one, plan, { ...aim, steps }, where);
        if ('unjudged' in changed) return changed;
        const after = await call({ inputs: changed.inputs, form: one.form });
        if (after.kind === 'error') return thrown(after, changedText(one));
        const expected = before.outputs.map((output) => symmetry.applyOut(output, along, one.drawn));
        const by = Number(one.drawn);
        const counts = symmetry.hasBorder ? insideOf(along, by, border) : undefined;
        if (
          counts !== undefined &&
          !before.outputs.some(({ shape }) => hasInside(shape[along] ?? 1, by, border))
        )
          return { unjudged: 'they are too small for anything to lie inside of the border' };
        const parting = partingOf(after.outputs, expected, { ...settings, counts });
        if (parting === undefined) return undefined;
        const again = (inputs: LawCase['inputs']): Promise<Outcome> => call({ inputs, form: one.form });
        if (isDefault(settings) && (await explainedByRounding(parting, after.outputs, changed.inputs, again)))
          return undefined;
        const results = [
          resultOf(text(one), before),
          resultOf(changedText(one), after),
          resultOf(expectedText(one), { kind: 'outputs', outputs: expected, isPlain: false }),
        ];
        const hint = symmetry.hasBorder ? borderHint(parting, after.outputs, along, by, border) : undefined;
        return differs(parting, results, {
          hint,
          drawn: changed.drawn,
          code: `${text(one)}; ${callText(callee, changed.codes, one.form)}`,
        });
      },
    },
  };
}

function requireBorder(border: unknown, { hasBorder }: Symmetry, where: string): number {
  if (border === undefined) return 0;
  if (hasBorder) return requireCount(border, where, 'border');
  throw new ArgumentError(`${where}: border is for 'shift'.`, {
    argument: 'border',
    expected: 'left out',
    actual: border,
  });
}

/**
 * How many steps of the input are one of the output.
 * @throws ArgumentError for an output that has no such axis
 */
function stepsOf(
  outputs: readonly HostOutput[],
  axis: number,
  size: number,
  { hasBorder }: Symmetry,
  what: string,
  where: string,
): number | Passed {
  if (axis < 0) return 1;
  const flat = outputs.find(({ shape }) => shape.length <= axis);
  if (flat !== undefined) {
    throw new ArgumentError(
      `${where}: the result ${describeTensor(flat)} has no axis ${axis} along which ${what} could show.`,
      {
        argument: 'symmetry',
        expected: `results with an axis ${axis}`,
        actual: describeTensor(flat),
        hint: 'toBeInvariantTo is for results that should stay the same; or give { in, out }.',
      },
    );
  }
  if (!hasBorder) return 1;
  const given = outputs[0]?.shape[axis] ?? 1;
  const steps = given === 0 ? NaN : size / given;
  return Number.isInteger(steps) ? steps : { unjudged: 'no whole number of steps is one of the result' };
}

/** What was in place before the shift, with all that it sees, and is in place still. */
function insideOf(
  axis: number,
  by: number,
  border: number,
): (index: readonly number[], output: HostOutput) => boolean {
  return (index, { shape }) => {
    const at = index[axis] ?? 0;
    return at >= by + border && at < (shape[axis] ?? 1) - border;
  };
}

function hasInside(size: number, by: number, border: number): boolean {
  return by + border < size - border;
}

/** Says so where only what lies near the border differs. */
function borderHint(
  { at, excess }: Parting,
  outputs: readonly HostOutput[],
  axis: number,
  by: number,
  border: number,
): string | undefined {
  const shape = outputs[at]?.shape ?? [];
  const size = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  let depth = 0;
  excess.forEach((each, i) => {
    if (each === 0) return;
    const place = Math.floor(i / inner) % size;
    depth = Math.max(depth, Math.min(place - by, size - 1 - place) + 1);
  });
  if (depth <= border || !hasInside(size, by, depth)) return undefined;
  return `in a case of shape [${shape.join(', ')}] only what lies within ${depth} of the border differs, as padding makes it: { border: ${depth} } leaves that out.`;
}
