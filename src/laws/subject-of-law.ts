import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { callText, calleeOf, type Callee } from './callee.ts';
import { planInputs, type InputPlan } from './input-plan.ts';
import type { LawCase, Outcome } from './law.ts';
import { LAW_OPTIONS, readSettings } from './options.ts';

/** What all laws about one subject begin with. */
export interface LawSubject<Other extends string> {
  readonly callee: Callee;
  readonly settings: ReturnType<typeof readSettings<Other>>;
  readonly plan: InputPlan;
  /** Calls the subject with the inputs of a case. */
  readonly call: (one: Pick<LawCase, 'inputs' | 'form'>) => Promise<Outcome>;
  /** How that call is written. */
  readonly text: (one: Pick<LawCase, 'names' | 'form'>) => string;
}

/**
 * Reads a subject, its inputs, and the options that all laws share.
 * @param others names of options that are for one law alone
 * @param shared which of those that all laws share it takes
 * @throws SubjectError, ArgumentError and ShapeSpecError for what can't be used
 */
export function subjectOfLaw<Other extends string = never>(
  subject: unknown,
  options: unknown,
  where: string,
  others: readonly Other[] = [],
  shared: readonly (typeof LAW_OPTIONS)[number][] = LAW_OPTIONS,
): LawSubject<Other> {
  const callee = calleeOf(subject, where);
  const settings = readSettings(options, where, { others, shared });
  const plan = planInputs(settings.inputs, callee, where);
  return {
    callee,
    settings,
    plan,
    call: ({ inputs, form }) => callee.call(inputs, form, settings.seed),
    text: ({ names, form }) => callText(callee, names, form),
  };
}

/**
 * Which inputs a law is about.
 * @param input an index, a name, or several; `undefined` for the default
 * @throws ArgumentError for an input that there is not
 */
export function chosenInputs(
  input: unknown,
  { names }: Pick<LawCase, 'names'>,
  fallback: readonly number[],
  where: string,
): readonly number[] {
  if (input === undefined) return fallback;
  const all: readonly unknown[] = Array.isArray(input) ? input : [input];
  return all.map((each) => {
    const at = typeof each === 'string' ? names.indexOf(each) : each;
    if (typeof at === 'number' && Number.isInteger(at) && at >= 0 && at < names.length) return at;
    throw new ArgumentError(
      `${where}: input must be one of ${names.join(', ')}, got ${describeKind(each)}.`,
      {
        argument: 'input',
        expected: names.map((name, i) => `${i} or '${name}'`),
        actual: each,
      },
    );
  });
}

/** How a law is written before anything is drawn: with the names that its inputs will have. */
export function claimText(plan: InputPlan, write: (one: Pick<LawCase, 'names' | 'form'>) => string): string {
  if (plan.kind === 'arbitrary') return write({ names: ['x'], form: { kind: 'arguments' } });
  return write({ names: plan.inputs.map(({ name }) => name), form: plan.form });
}

/** Nothing is drawn beside the inputs. */
export const NOTHING_DRAWN = { isOfPairs: false, draws: undefined } as const;
