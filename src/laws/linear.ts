import { zerosLike, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../checks/check-result.ts';
import { requireFlag } from '../checks/options.ts';
import { formatRounded } from '../tensor/print-number.ts';
import { scaleOf } from '../training/behaviour/noise.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { callText } from './callee.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import { isDefault, partingOf } from './compare.ts';
import type { LawCase, LawDetails, Outcome } from './law.ts';
import type { LawOptions } from './options.ts';
import { combined, pairsOf, partnerName } from './pairs.ts';
import { differs, resultOf, thrown } from './results.ts';
import { explainedByRounding } from './rounding.ts';
import { chosenInputs, claimText, subjectOfLaw } from './subject-of-law.ts';

/** How linearity is tried. */
export interface LinearOptions extends LawOptions {
  /** In which input, by index or name, while the others stay; or in several together. @defaultValue in all together */
  readonly input?: number | string | readonly (number | string)[] | undefined;
  /** Whether a constant may be added, as a bias does. @defaultValue false */
  readonly affine?: boolean | undefined;
}

/** The simplest says that sums are kept, the next that factors are. */
const FACTORS: readonly (readonly [a: number, b: number])[] = [
  [1, 1],
  [2, 0],
  [-1, 0],
  [2, -1],
  [-1, 3],
];

/**
 * Checks that a function is linear: `f(a·x + b·y)` is `a·f(x) + b·f(y)`. Projections, convolutions without a bias, averages, resampling.
 * @param subject a function, a model or a module
 * @param where who checks, as an error names it
 * @returns fails with the simplest pair of inputs for which it is not, with both results
 * @throws SubjectError for what can't be called, and where it throws; ArgumentError and ShapeSpecError for inputs and options
 *   that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * (await checkLinear((x) => tf.mean(x, 0), { inputs: 'b n' })).pass; // true
 */
export async function checkLinear(
  subject: unknown,
  options: LinearOptions = {},
  where = 'checkLinear',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(linearLaw(subject, options, where), where);
}

/** The law behind {@link checkLinear}. */
export function linearLaw(subject: unknown, options: unknown, where: string): LawCheck {
  const { callee, settings, plan, call } = subjectOfLaw(subject, options, where, ['input', 'affine']);
  const isAffine = requireFlag(settings.given.affine, 'affine', where, false);
  const { input } = settings.given;
  const written = (
    change: (x: string, y: string) => string,
    { names, form }: Pick<LawCase, 'names' | 'form'>,
  ): string =>
    callText(
      callee,
      names.map((name, i) => (isChosen(i, names) ? change(name, partnerName(name, names.length)) : name)),
      form,
    );
  const isChosen = (i: number, names: readonly string[]): boolean =>
    chosenInputs(
      input,
      { names },
      names.map((_, at) => at),
      where,
    ).includes(i);
  const word = isAffine ? 'affine' : 'linear';
  return {
    plan,
    settings,
    callees: [callee],
    words: {
      broken: `${callee.name} is not ${word}`,
      holds: `${callee.name} not to be ${word}, but it is`,
    },
    law: {
      isOfPairs: true,
      draws: FACTORS,
      claim: claimText(
        plan,
        (one) =>
          `${written((x, y) => `a ${x} + b ${y}`, one)} = a ${written((x) => x, one)} + b ${written((_, y) => y, one)}`,
      ),
      judge: async (one) => {
        const [a, b] = one.drawn as (typeof FACTORS)[number]; // one of the list
        const pairs = pairsOf(one);
        const at = (change: (i: number) => Tensor): Promise<Outcome> =>
          call({
            inputs: one.inputs.map((each, i) => (isChosen(i, one.names) ? change(i) : each)),
            form: one.form,
          });
        const sums = pairs.map((pair) => combined(pair, (x, y) => a * x + b * y));
        const [ofFirst, ofSecond, ofSum, ofZero] = [
          await at((i) => pairs[i]?.first as Tensor), // there is a pair for each input
          await at((i) => pairs[i]?.second as Tensor), // the same
          await at((i) => sums[i] as Tensor), // and a sum
          await at((i) => zerosLike(one.inputs[i] as Tensor)), // of the same shape
        ];
        const texts = [
          written((x) => x, one),
          written((_, y) => y, one),
          written((x, y) => combination(x, y, a, b), one),
          written(() => '0', one),
        ];
        for (const [i, each] of [ofFirst, ofSecond, ofSum, ofZero].entries())
          if (each.kind === 'error') return thrown(each, texts[i] ?? '');
        const [fx, fy, actual, zero] = [ofFirst, ofSecond, ofSum, ofZero].map(outputsOf);
        if (fx === undefined || fy === undefined || actual === undefined || zero === undefined)
          return undefined;
        const rest = 1 - a - b;
        const expected = combinedOutputs(fx, fy, zero, [a, b, isAffine ? rest : 0]);
        const scale = Math.max(scaled(fx, a), scaled(fy, b), scaled(zero, isAffine ? rest : 0));
        const parting = partingOf(actual, expected, { ...settings, scale });
        if (parting === undefined) return undefined;
        const inputs = one.inputs.map((each, i) => (isChosen(i, one.names) ? (sums[i] ?? each) : each));
        const again = (given: readonly Tensor[]): Promise<Outcome> => call({ inputs: given, form: one.form });
        if (isDefault(settings) && (await explainedByRounding(parting, actual, inputs, again)))
          return undefined;
        const couldBeAffine =
          !isAffine &&
          scaled(zero, 1) > 0 &&
          partingOf(actual, combinedOutputs(fx, fy, zero, [a, b, rest]), { ...settings, scale }) ===
            undefined;
        const offset = zero[0]?.values.find((value) => value !== 0) ?? 0;
        return differs(
          parting,
          [
            resultOf(texts[2] ?? '', ofSum),
            resultOf(combination(texts[0] ?? '', texts[1] ?? '', a, b, isAffine ? rest : 0, texts[3]), {
              kind: 'outputs',
              outputs: expected,
              isPlain: false,
            }),
          ],
          {
            code: written((x, y) => combinationCode(x, y, a, b), one),
            hint: couldBeAffine
              ? `at 0 it is ${formatRounded(offset)} and not 0, and apart from that it is linear here: { affine: true } allows a bias.`
              : undefined,
          },
        );
      },
    },
  };
}

function outputsOf(outcome: Outcome): readonly HostOutput[] | undefined {
  return outcome.kind === 'outputs' ? outcome.outputs : undefined;
}

function scaled(outputs: readonly HostOutput[], factor: number): number {
  return Math.max(0, ...outputs.map(({ values }) => scaleOf(values))) * Math.abs(factor);
}

/** `2 f(x) - f(y)`; what is taken 0 times is left out. */
function combination(x: string, y: string, a: number, b: number, c = 0, z = ''): string {
  const terms = [
    [a, x],
    [b, y],
    [c, z],
  ] as const;
  return terms
    .filter(([factor]) => factor !== 0)
    .map(([factor, text], i) => {
      const sign = factor < 0 ? (i === 0 ? '-' : ' - ') : i === 0 ? '' : ' + ';
      return `${sign}${Math.abs(factor) === 1 ? '' : `${Math.abs(factor)} `}${text}`;
    })
    .join('');
}

/** The same with TensorFlow.js. */
function combinationCode(x: string, y: string, a: number, b: number): string {
  const term = (factor: number, name: string): string => (factor === 1 ? name : `tf.mul(${name}, ${factor})`);
  if (b === 0) return term(a, x);
  return `tf.add(${term(a, x)}, ${term(b, y)})`;
}

/** Computed in float64; what is taken 0 times does not count, NaN neither. */
function combinedOutputs(
  fx: readonly HostOutput[],
  fy: readonly HostOutput[],
  zero: readonly HostOutput[],
  factors: readonly [a: number, b: number, c: number],
): HostOutput[] {
  return fx.map((output, at) => {
    const values = output.values.slice();
    for (let i = 0; i < values.length; i += 1) {
      values[i] = [output, fy[at], zero[at]].reduce((sum, each, k) => {
        const factor = factors[k] ?? 0;
        return factor === 0 ? sum : sum + factor * (each?.values[i] ?? NaN);
      }, 0);
    }
    return { ...output, values };
  });
}
