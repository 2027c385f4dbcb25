import type { CheckResult } from '../checks/check-result.ts';
import { requireChoice, requireNumber, requireTolerance } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';
import { formatRounded } from '../tensor/print-number.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import type { LawDetails } from './law.ts';
import { DRAW_OPTIONS, type DrawOptions, type LawInputs } from './options.ts';
import { printValue, resultOf, thrown } from './results.ts';
import { claimText, NOTHING_DRAWN, subjectOfLaw } from './subject-of-law.ts';

/** How a range is tried. */
export interface StaysInRangeOptions extends DrawOptions {
  /** What it is tried on. A model that declares its inputs need not be told. */
  readonly inputs?: LawInputs | undefined;
  /** Which bounds do not belong to the range. @defaultValue neither: both belong to it */
  readonly exclusive?: 'low' | 'high' | 'both' | undefined;
  /** How far beyond a bound rounding may lead. @defaultValue 0: what follows, such as a logarithm, would not forgive it */
  readonly atol?: number | undefined;
}

/** What a few operations of float32 do to a number of a size. */
const ROUNDING = 1e-5;

/**
 * Checks that results lie between two bounds, whatever goes in. NaN lies in no range. The bounds are rounded to float32.
 * @param subject a function, a model or a module
 * @param low the least, -Infinity for none
 * @param high the greatest, Infinity for none
 * @param options `elements` says what goes in: `'any'` for NaN and infinities, too
 * @param where who checks, as an error names it
 * @returns fails with the simplest input for which a result lies outside
 * @throws SubjectError for what can't be called, and where it throws; ArgumentError and ShapeSpecError for bounds, inputs and options
 *   that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * (await checkStaysInRange((x) => tf.sigmoid(x), 0, 1, { inputs: 'n', elements: 'extreme' })).pass; // true
 */
export async function checkStaysInRange(
  subject: unknown,
  low: number,
  high: number,
  options: StaysInRangeOptions = {},
  where = 'checkStaysInRange',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(rangeLaw(subject, low, high, options, where), where);
}

/** The law behind {@link checkStaysInRange}. */
export function rangeLaw(
  subject: unknown,
  low: unknown,
  high: unknown,
  options: unknown,
  where: string,
): LawCheck {
  const { callee, settings, plan, call, text } = subjectOfLaw(
    subject,
    options,
    where,
    ['exclusive'],
    [...DRAW_OPTIONS, 'inputs', 'atol'],
  );
  const from = requireNumber(low, 'low', where);
  const to = requireNumber(high, 'high', where);
  const exclusive = requireChoice(
    settings.given.exclusive,
    ['low', 'high', 'both'],
    'exclusive',
    where,
    undefined,
  );
  const atol = requireTolerance(settings.atol, 'atol', where, 0);
  if (from > to || (from === to && exclusive !== undefined)) {
    throw new ArgumentError(`${where}: no number lies between ${from} and ${to}.`, {
      argument: 'low',
      expected: exclusive === undefined ? 'at most high' : 'less than high',
      actual: from,
      ...(from > to && { hint: `the lower bound comes first: (${to}, ${from}).` }),
    });
  }
  const isOpen = {
    low: exclusive === 'low' || exclusive === 'both',
    high: exclusive === 'high' || exclusive === 'both',
  };
  const range = `${isOpen.low ? '(' : '['}${from}, ${to}${isOpen.high ? ')' : ']'}`;
  const outside = (value: number, dtype: string): boolean => {
    const [least, most] = dtype === 'float32' ? [rounded(from), rounded(to)] : [from, to];
    if (Number.isNaN(value)) return true;
    return (
      (isOpen.low ? value <= least - atol : value < least - atol) ||
      (isOpen.high ? value >= most + atol : value > most + atol)
    );
  };
  return {
    plan,
    settings,
    callees: [callee],
    words: {
      broken: `${callee.name} does not stay in ${range}`,
      holds: `${callee.name} not to stay in ${range}, but it does`,
    },
    law: {
      ...NOTHING_DRAWN,
      claim: claimText(plan, (one) => `${text(one)} in ${range}`),
      judge: async (one) => {
        const outcome = await call(one);
        if (outcome.kind === 'error') return thrown(outcome, text(one));
        for (const output of outcome.outputs) {
          const worst = furthest(output, (value) => outside(value, output.dtype), from, to);
          if (worst === undefined) continue;
          const { value, index, excess } = worst;
          const isRounding =
            excess > 0 && excess <= ROUNDING * Math.max(Math.abs(value < from ? from : to), Number.MIN_VALUE);
          const place = index.length === 0 ? '' : ` at [${index.join(', ')}]`;
          return {
            kind: 'range',
            reason: `${output.name === '' ? 'it' : output.name} is ${printValue(value)}${place}`,
            results: [resultOf(text(one), outcome)],
            ...(isRounding && {
              hint: `that is ${formatRounded(excess)} beyond, as rounding leads: clip the result, or allow it by { atol: ${ROUNDING * Math.max(1, Math.abs(from), Math.abs(to) === Infinity ? 0 : Math.abs(to))} }.`,
            }),
          };
        }
        return undefined;
      },
    },
  };
}

/** A bound as float32 holds it: 0.1 is a little more there. */
function rounded(bound: number): number {
  return Math.fround(bound);
}

function furthest(
  { values, shape }: HostOutput,
  isOutside: (value: number) => boolean,
  low: number,
  high: number,
): { value: number; index: readonly number[]; excess: number } | undefined {
  let [worst, most] = [-1, -1];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN;
    if (!isOutside(value)) continue;
    const excess = Number.isNaN(value) ? Infinity : Math.max(low - value, value - high, 0);
    if (excess > most) [worst, most] = [i, excess];
  }
  if (worst < 0) return undefined;
  return { value: values[worst] ?? NaN, index: coordinatesOf(worst, shape), excess: most };
}
