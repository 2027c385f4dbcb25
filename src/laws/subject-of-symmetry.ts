import { callText } from './callee.ts';
import type { InputPlan } from './input-plan.ts';
import type { LawCase } from './law.ts';
import { subjectOfLaw, type LawSubject } from './subject-of-law.ts';
import { requireSymmetry, type Symmetry } from './symmetries.ts';
import { requireAxisOption } from './transformed.ts';

/** What the laws about a subject and a transformation of its inputs begin with. */
export interface SymmetrySubject<Other extends string> extends LawSubject<Other | 'input' | 'axis'> {
  readonly plan: InputPlan;
  readonly symmetry: Symmetry;
  /** Where the transformation acts, as the options say. */
  readonly aim: { readonly input: unknown; readonly axis: number | undefined };
  /** How the call with transformed inputs is written. */
  readonly changedText: (one: Pick<LawCase, 'names'>) => string;
  /** How a sentence calls the transformation. */
  readonly what: string;
}

/**
 * Reads a subject, a transformation, and where that acts.
 * @param others names of options that are for one law alone
 * @throws SubjectError, ArgumentError and ShapeSpecError for what can't be used
 */
export function subjectOfSymmetry<Other extends string = never>(
  subject: unknown,
  given: unknown,
  options: unknown,
  where: string,
  others: readonly Other[] = [],
): SymmetrySubject<Other> {
  const read = subjectOfLaw(subject, options, where, ['input', 'axis', ...others]);
  const symmetry = requireSymmetry(given, where);
  const { input } = read.settings.given;
  return {
    ...read,
    symmetry,
    aim: { input, axis: requireAxisOption(read.settings.given.axis, where) },
    changedText: ({ names }) =>
      callText(read.callee, [`${symmetry.name}(${names.join(', ')})`], { kind: 'arguments' }),
    what: typeof given === 'string' ? `'${given}'` : symmetry.name,
  };
}
