import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../checks/check-result.ts';
import { requireChoice } from '../checks/options.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';
import { scaleOf } from '../training/behaviour/noise.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { callText } from './callee.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import { isDefault, toleranceOf, type Parting } from './compare.ts';
import type { LawCase, LawDetails, Outcome } from './law.ts';
import type { LawOptions } from './options.ts';
import { combined, pairsOf, partnerName } from './pairs.ts';
import { printValue, resultOf, thrown } from './results.ts';
import { explainedByRounding } from './rounding.ts';
import { chosenInputs, claimText, subjectOfLaw } from './subject-of-law.ts';

/** How an order is tried. */
export interface MonotoneOptions extends LawOptions {
  /** Whether results grow or fall with the inputs; equal ones do both. @defaultValue 'increasing' */
  readonly direction?: 'increasing' | 'decreasing' | undefined;
  /** Of which input, by index or name, while the others stay; or of several together. @defaultValue of all together */
  readonly input?: number | string | readonly (number | string)[] | undefined;
}

/**
 * Checks that larger inputs give larger results, or smaller ones: where no element of `y` is below that of `x`, no element of `f(y)` is below that
 * of `f(x)`. Activations, calibrations, schedules, a loss in its error. NaN is in no order.
 * @param subject a function, a model or a module
 * @param where who checks, as an error names it
 * @returns fails with the simplest pair of inputs whose results are the wrong way round
 * @throws SubjectError for what can't be called, and where it throws; ArgumentError and ShapeSpecError for inputs and options
 *   that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * (await checkMonotone((x) => tf.tanh(x), { inputs: 'n' })).pass; // true
 */
export async function checkMonotone(
  subject: unknown,
  options: MonotoneOptions = {},
  where = 'checkMonotone',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(monotoneLaw(subject, options, where), where);
}

/** The law behind {@link checkMonotone}. */
export function monotoneLaw(subject: unknown, options: unknown, where: string): LawCheck {
  const { callee, settings, plan, call } = subjectOfLaw(subject, options, where, ['direction', 'input']);
  const direction = requireChoice(
    settings.given.direction,
    ['increasing', 'decreasing'],
    'direction',
    where,
    'increasing',
  );
  const { input } = settings.given;
  const chosenOf = ({ names }: Pick<LawCase, 'names'>): readonly number[] =>
    chosenInputs(
      input,
      { names },
      names.map((_, i) => i),
      where,
    );
  const written = (change: (x: string, y: string) => string, one: Pick<LawCase, 'names' | 'form'>): string =>
    callText(
      callee,
      one.names.map((name, i) =>
        chosenOf(one).includes(i) ? change(name, partnerName(name, one.names.length)) : name,
      ),
      one.form,
    );
  return {
    plan,
    settings,
    callees: [callee],
    words: {
      broken: `${callee.name} is not ${direction}`,
      holds: `${callee.name} not to be ${direction}, but it is`,
    },
    law: {
      isOfPairs: true,
      draws: undefined,
      claim: claimText(
        plan,
        (one) =>
          `${written((x) => x, one)} ${direction === 'increasing' ? '≤' : '≥'} ${written((_, y) => y, one)} for x ≤ y`,
      ),
      judge: async (one) => {
        const pairs = pairsOf(one);
        const chosen = chosenOf(one);
        const side = (choose: (a: number, b: number) => number): Tensor[] =>
          one.inputs.map((each, i) => {
            const pair = pairs[i];
            return chosen.includes(i) && pair !== undefined ? combined(pair, choose) : each;
          });
        const [low, high] = [side(Math.min), side(Math.max)];
        const [ofLow, ofHigh] = [
          await call({ inputs: low, form: one.form }),
          await call({ inputs: high, form: one.form }),
        ];
        const [lowText, highText] = [
          written((x, y) => `min(${x}, ${y})`, one),
          written((x, y) => `max(${x}, ${y})`, one),
        ];
        if (ofLow.kind === 'error') return thrown(ofLow, lowText);
        if (ofHigh.kind === 'error') return thrown(ofHigh, highText);
        const [less, more] = direction === 'increasing' ? [ofLow, ofHigh] : [ofHigh, ofLow];
        const found = disorder(less.outputs, more.outputs, settings);
        if (found === undefined) return undefined;
        const again = (inputs: readonly Tensor[]): Promise<Outcome> => call({ inputs, form: one.form });
        const [base, given] = direction === 'increasing' ? [ofHigh, high] : [ofLow, low];
        if (isDefault(settings) && (await explainedByRounding(found, base.outputs, given, again)))
          return undefined;
        const opposite = disorder(more.outputs, less.outputs, settings) === undefined;
        return {
          kind: 'order',
          reason: describeDisorder(
            found,
            less === ofLow ? lowText : highText,
            more === ofHigh ? highText : lowText,
          ),
          results: [resultOf(lowText, ofLow), resultOf(highText, ofHigh)],
          code: `${written((x, y) => `tf.minimum(${x}, ${y})`, one)}; ${written((x, y) => `tf.maximum(${x}, ${y})`, one)}`,
          ...(opposite && {
            hint: `here it is ${direction === 'increasing' ? "decreasing: { direction: 'decreasing' } asks for that" : 'increasing: leave direction out to ask for that'}.`,
          }),
        };
      },
    },
  };
}

function describeDisorder({ difference }: Parting, less: string, more: string): string {
  const { index, actual, expected, output } = difference;
  if (difference.kind !== 'values') return 'another shape';
  const place = index.length === 0 ? '' : ` at [${index.join(', ')}]`;
  const of = output === '' ? '' : ` of ${output}`;
  return `${less} is ${printValue(expected)}, ${more} is ${printValue(actual)}${place}${of}`;
}

/** The element that is furthest the wrong way round, or NaN in one of the two. */
function disorder(
  less: readonly HostOutput[],
  more: readonly HostOutput[],
  tolerances: Pick<LawOptions, 'rtol' | 'atol'>,
): Parting | undefined {
  for (const [at, small] of less.entries()) {
    const large = more[at];
    const facts = { output: small.name, index: [], actual: NaN, expected: NaN, differing: 0, elements: 0 };
    if (large?.shape.join() !== small.shape.join())
      return { at, excess: new Float64Array(), difference: { ...facts, kind: 'shape' } };
    const scale = Math.max(scaleOf(small.values), scaleOf(large.values));
    const { rtol, atol } = toleranceOf({ rtol: tolerances.rtol, atol: tolerances.atol }, large, small, scale);
    const excess = new Float64Array(small.values.length);
    let [worst, most, differing] = [-1, 0, 0];
    for (let i = 0; i < excess.length; i += 1) {
      const [a, b] = [small.values[i] ?? NaN, large.values[i] ?? NaN];
      if (a <= b) continue;
      const apart = a - b;
      if (apart <= atol + rtol * Math.abs(a)) continue;
      excess[i] = Number.isNaN(apart) ? Infinity : apart;
      differing += 1;
      if ((excess[i] ?? 0) > most) [worst, most] = [i, excess[i] ?? 0];
    }
    if (worst < 0) continue;
    const [actual = NaN, expected = NaN] = [large.values[worst], small.values[worst]];
    const index = coordinatesOf(worst, small.shape);
    const elements = small.values.length;
    return {
      at,
      excess,
      difference: { ...facts, kind: 'values', index, actual, expected, differing, elements },
    };
  }
  return undefined;
}
