import type { CheckResult } from '../checks/check-result.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import { isDefault, partingOf } from './compare.ts';
import type { LawCase, LawDetails } from './law.ts';
import type { LawOptions } from './options.ts';
import { differs, resultOf, tensorOf, thrown } from './results.ts';
import { explainedByRounding } from './rounding.ts';
import { callText } from './callee.ts';
import { claimText, NOTHING_DRAWN, subjectOfLaw } from './subject-of-law.ts';

/**
 * Checks that doing it again changes nothing: `f(f(x))` is `f(x)`. Normalising, clipping, removing duplicates, padding to a size.
 * @param subject gives what it takes; of several inputs the outputs replace the first
 * @param where who checks, as an error names it
 * @returns fails with the simplest input for which the second time changes something
 * @throws SubjectError for what can't be called, and where it throws; ArgumentError and ShapeSpecError for inputs and options
 *   that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * (await checkIdempotent((x) => tf.relu(x), { inputs: 'n' })).pass; // true
 */
export async function checkIdempotent(
  subject: unknown,
  options: LawOptions = {},
  where = 'checkIdempotent',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(idempotentLaw(subject, options, where), where);
}

/** The law behind {@link checkIdempotent}. */
export function idempotentLaw(subject: unknown, options: unknown, where: string): LawCheck {
  const { callee, settings, plan, call, text } = subjectOfLaw(subject, options, where);
  const again = (one: Pick<LawCase, 'names' | 'form'>): string =>
    callText(callee, [text(one), ...one.names.slice(1)], { kind: 'arguments' });
  return {
    plan,
    settings,
    callees: [callee],
    words: {
      broken: `${callee.name} is not idempotent: the second time changes the result`,
      holds: `${callee.name} not to be idempotent, but it is`,
    },
    law: {
      ...NOTHING_DRAWN,
      claim: claimText(plan, (one) => `${again(one)} = ${text(one)}`),
      judge: async (one) => {
        const once = await call(one);
        if (once.kind === 'error') return thrown(once, text(one));
        const inputs = [...once.outputs.map(tensorOf), ...one.inputs.slice(once.outputs.length)];
        const twice = await call({ inputs, form: one.form });
        if (twice.kind === 'error') return thrown(twice, again(one));
        const parting = partingOf(twice.outputs, once.outputs, settings);
        if (parting === undefined) return undefined;
        if (
          isDefault(settings) &&
          (await explainedByRounding(parting, twice.outputs, inputs, (given) =>
            call({ inputs: given, form: one.form }),
          ))
        )
          return undefined;
        return differs(parting, [resultOf(text(one), once), resultOf(again(one), twice)]);
      },
    },
  };
}
