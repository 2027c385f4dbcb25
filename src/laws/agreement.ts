import type { CheckResult } from '../checks/check-result.ts';
import { requireFlag, requireOptions } from '../checks/options.ts';
import { offersBackend, onBackends } from '../engine/on-backends.ts';
import { ArgumentError, BackendError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { calleeOf, callText, type Callee } from './callee.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import { isDefault, partingOf } from './compare.ts';
import type { LawCase, LawDetails, Outcome } from './law.ts';
import type { LawOptions } from './options.ts';
import { differs, inOrder, resultOf } from './results.ts';
import { explainedByRounding } from './rounding.ts';
import { claimText, NOTHING_DRAWN, subjectOfLaw } from './subject-of-law.ts';

/** How two implementations are compared. */
export interface AgreementOptions extends LawOptions {
  /** Whether both must give the same dtype; plain numbers have none. @defaultValue true */
  readonly checkDtype?: boolean | undefined;
}

/** The same function on another backend of TensorFlow.js. */
export interface OnBackend {
  readonly backend: string;
}

/**
 * Checks that two implementations give the same: an old and a new one, a fast and a slow one, one backend and another. Inputs that
 * both refuse say nothing; one that only one of them refuses is a difference.
 * @param subject a function, a model or a module
 * @param reference another, which may give plain numbers in nested arrays; or `{ backend: 'cpu' }`, the subject itself there
 * @param where who checks, as an error names it
 * @returns fails with the simplest input for which they part, with both results
 * @throws SubjectError for what can't be called; ArgumentError and ShapeSpecError for inputs and options that can't be used, and where
 *   both refuse all inputs; BackendError for a backend that is not there; MissingPackageError where fast-check is not installed
 * @example
 * (await checkAgreement((x) => tf.mul(x, 2), (x) => tf.add(x, x), { inputs: 'n' })).pass; // true
 */
export async function checkAgreement(
  subject: unknown,
  reference: unknown,
  options: AgreementOptions = {},
  where = 'checkAgreement',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(agreementLaw(subject, reference, options, where), where);
}

/** The law behind {@link checkAgreement}. */
export function agreementLaw(
  subject: unknown,
  reference: unknown,
  options: unknown,
  where: string,
): LawCheck {
  const { callee, settings, plan, call, text } = subjectOfLaw(subject, options, where, ['checkDtype']);
  const anyDtype = !requireFlag(settings.given.checkDtype, 'checkDtype', where, true);
  const backend = backendOf(reference, where);
  const other = backend === undefined ? otherOf(reference, callee, where) : callee;
  const otherText = (one: Pick<LawCase, 'names' | 'form'>): string =>
    backend === undefined ? callText(other, one.names, one.form) : `on ${backend}`;
  const callOther = (one: LawCase): Promise<Outcome> =>
    backend === undefined
      ? other.call(one.inputs, one.form, settings.seed)
      : callOn(backend, callee, one, settings.seed, where);
  const against = backend === undefined ? other.name : `itself on ${backend}`;
  return {
    plan,
    settings,
    callees: backend === undefined ? [callee, other] : [callee],
    throwingBreaks: true,
    words: {
      broken: `${callee.name} does not agree with ${against}`,
      holds: `${callee.name} not to agree with ${against}, but it does`,
    },
    law: {
      ...NOTHING_DRAWN,
      claim: claimText(plan, (one) => `${text(one)} = ${otherText(one)}`),
      judge: async (one) => {
        const [actual, expected] = [await call(one), await callOther(one)];
        const results = [resultOf(text(one), actual), resultOf(otherText(one), expected)];
        if (actual.kind === 'error' && expected.kind === 'error') {
          return { unjudged: `both throw, ${callee.name} ${actual.message}` };
        }
        if (actual.kind === 'error' || expected.kind === 'error') {
          const reason = `only ${actual.kind === 'error' ? callee.name : against} throws`;
          return { kind: 'throws', reason, results, code: text(one) };
        }
        const parting = partingOf(
          actual.outputs,
          inOrder(
            expected.outputs,
            actual.outputs.map(({ name }) => name),
          ),
          { ...settings, anyDtype: anyDtype || expected.isPlain || actual.isPlain },
        );
        if (parting === undefined) return undefined;
        if (
          isDefault(settings) &&
          (await explainedByRounding(parting, actual.outputs, one.inputs, (inputs) =>
            call({ inputs, form: one.form }),
          ))
        )
          return undefined;
        return differs(parting, results, { code: text(one) });
      },
    },
  };
}

/** The reference, which an old version under the same name is called in messages. */
function otherOf(reference: unknown, { name }: Callee, where: string): Callee {
  const other = calleeOf(reference, where, 'reference', 'reference');
  return other.name === name
    ? { ...other, name: 'reference', called: other.called.replace(name, 'reference') }
    : other;
}

function backendOf(reference: unknown, where: string): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined;
  let backend: unknown;
  try {
    if (!('backend' in reference) || 'predict' in reference || 'apply' in reference) return undefined;
    ({ backend } = requireOptions(reference, ['backend'], where));
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    return undefined; // an object that throws when it is looked at is no reference, which is said next
  }
  if (typeof backend === 'string' && offersBackend(backend)) return backend;
  throw new BackendError('not-installed', `${where}: the backend ${describeKind(backend)} is not there.`, {
    argument: 'reference.backend',
    expected: 'the name of a registered backend',
    actual: backend,
  });
}

function callOn(
  backend: string,
  callee: Callee,
  one: LawCase,
  seed: string | number,
  where: string,
): Promise<Outcome> {
  return onBackends(async (use) => {
    if (await use(backend)) return callee.call(one.inputs, one.form, seed);
    throw new BackendError('load-failed', `${where}: the backend '${backend}' could not be started.`, {
      argument: 'reference.backend',
      actual: backend,
    });
  });
}
