import type { CheckResult } from '../checks/check-result.ts';
import { callText } from './callee.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import { isDefault, partingOf } from './compare.ts';
import type { LawCase, LawDetails } from './law.ts';
import type { LawOptions } from './options.ts';
import { differs, resultOf, thrown } from './results.ts';
import { explainedByRounding } from './rounding.ts';
import { claimText } from './subject-of-law.ts';
import { subjectOfSymmetry } from './subject-of-symmetry.ts';
import type { SymmetryGiven } from './symmetries.ts';
import { transformInputs, type TransformedOptions } from './transformed.ts';

/** How invariance is tried. */
export interface InvariantOptions extends LawOptions, TransformedOptions {}

/**
 * Checks that a transformation of the input does not change the result: `f(flipped(x))` is `f(x)`. A loss and the order of its batch, a
 * softmax and an offset, a set and its order.
 * @param subject a function, a model or a module
 * @param symmetry a transformation by name, or one's own as `{ in }` or as a function
 * @param where who checks, as an error names it
 * @returns fails with the simplest input for which the result changes, with both results
 * @throws SubjectError for what can't be called, and where it throws; ArgumentError and ShapeSpecError for transformations, inputs and
 *   options that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * (await checkInvariant((x) => tf.softmax(x), 'offset', { inputs: 'b classes' })).pass; // true
 */
export async function checkInvariant(
  subject: unknown,
  symmetry: SymmetryGiven,
  options: InvariantOptions = {},
  where = 'checkInvariant',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(invariantLaw(subject, symmetry, options, where), where);
}

/** The law behind {@link checkInvariant}. */
export function invariantLaw(subject: unknown, given: unknown, options: unknown, where: string): LawCheck {
  const { callee, settings, plan, call, text, symmetry, aim, changedText, what } = subjectOfSymmetry(
    subject,
    given,
    options,
    where,
  );
  return {
    plan,
    settings,
    callees: [callee],
    words: {
      broken: `${callee.name} is not invariant to ${what}`,
      holds: `${callee.name} not to be invariant to ${what}, but it is`,
    },
    law: {
      isOfPairs: false,
      draws: symmetry.draws,
      claim: claimText(plan, (one) => `${changedText(one)} = ${text(one)}`),
      judge: async (one) => {
        const changed = transformInputs(symmetry, one, plan, aim, where);
        if ('unjudged' in changed) return changed;
        const before = await call(one);
        if (before.kind === 'error') return thrown(before, text(one));
        const after = await call({ inputs: changed.inputs, form: one.form });
        if (after.kind === 'error') return thrown(after, changedText(one));
        const parting = partingOf(after.outputs, before.outputs, settings);
        if (parting === undefined) return undefined;
        const again = (inputs: LawCase['inputs']): ReturnType<typeof call> =>
          call({ inputs, form: one.form });
        if (isDefault(settings) && (await explainedByRounding(parting, after.outputs, changed.inputs, again)))
          return undefined;
        return differs(parting, [resultOf(text(one), before), resultOf(changedText(one), after)], {
          drawn: changed.drawn,
          code: `${text(one)}; ${callText(callee, changed.codes, one.form)}`,
        });
      },
    },
  };
}
