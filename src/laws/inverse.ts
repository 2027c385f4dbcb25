import type { CheckResult } from '../checks/check-result.ts';
import { requireFlag } from '../checks/options.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { callText, calleeOf } from './callee.ts';
import { checkLaw, type LawCheck } from './check-law.ts';
import { partingOf } from './compare.ts';
import { planInputs } from './input-plan.ts';
import type { LawCase, LawDetails, InputForm } from './law.ts';
import { readSettings, type LawOptions } from './options.ts';
import { differs, hostInputs, inOrder, resultOf, tensorOf, thrown } from './results.ts';
import { claimText, NOTHING_DRAWN } from './subject-of-law.ts';

/** How an inverse is tried. */
export interface InverseOptions extends LawOptions {
  /** Whether what comes back must have the dtype of what went in. @defaultValue true */
  readonly checkDtype?: boolean | undefined;
}

/**
 * Checks that one function undoes another: `decode(encode(x))` is `x`. Encoders and decoders of labels and boxes, box formats, normalising
 * and back. For the other direction, `encode(decode(y))`, ask it the other way round: what is lossy holds in one direction only.
 * @param subject what undoes it; it takes what `other` gives
 * @param other what is undone; `inputs` are its inputs
 * @param where who checks, as an error names it
 * @returns fails with the simplest input that does not come back
 * @throws SubjectError for what can't be called, and where one of them throws; ArgumentError and ShapeSpecError for inputs and options
 *   that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * (await checkInverse((y) => tf.sub(y, 1), (x) => tf.add(x, 1), { inputs: 'n' })).pass; // true
 */
export async function checkInverse(
  subject: unknown,
  other: unknown,
  options: InverseOptions = {},
  where = 'checkInverse',
): Promise<CheckResult<LawDetails>> {
  return checkLaw(inverseLaw(subject, other, options, where), where);
}

/** The law behind {@link checkInverse}. */
export function inverseLaw(subject: unknown, other: unknown, options: unknown, where: string): LawCheck {
  const decode = calleeOf(subject, where, 'received', 'decode');
  const encode = calleeOf(other, where, 'other', 'encode');
  const settings = readSettings(options, where, { others: ['checkDtype'] });
  const anyDtype = !requireFlag(settings.given.checkDtype, 'checkDtype', where, true);
  const plan = planInputs(settings.inputs, encode, where);
  const { seed, rtol, atol } = settings;
  const encodedText = ({ names, form }: Pick<LawCase, 'names' | 'form'>): string =>
    callText(encode, names, form);
  const text = (one: Pick<LawCase, 'names' | 'form'>): string =>
    callText(decode, [encodedText(one)], { kind: 'arguments' });
  return {
    plan,
    settings,
    callees: [decode, encode],
    words: {
      broken: `${decode.name} does not undo ${encode.name}`,
      holds: `${decode.name} not to undo ${encode.name}, but it does`,
    },
    law: {
      ...NOTHING_DRAWN,
      claim: claimText(plan, (one) => `${text(one)} = ${one.names.join(', ')}`),
      judge: async (one) => {
        const encoded = await encode.call(one.inputs, one.form, seed);
        if (encoded.kind === 'error') return thrown(encoded, encodedText(one));
        const decoded = await decode.call(encoded.outputs.map(tensorOf), formOf(encoded.outputs), seed);
        if (decoded.kind === 'error') return thrown(decoded, text(one));
        const expected = hostInputs(one.inputs);
        const parting = partingOf(inOrder(decoded.outputs, one.names), expected, {
          rtol,
          atol,
          anyDtype: anyDtype || decoded.isPlain,
        });
        if (parting === undefined) return undefined;
        return differs(parting, [resultOf(encodedText(one), encoded), resultOf(text(one), decoded)]);
      },
    },
  };
}

/** What one function gave in an object, another takes in one. */
function formOf(outputs: readonly HostOutput[]): InputForm {
  const names = outputs.map(({ name }) => name);
  return names.every((name) => !/^\d*$/u.test(name)) ? { kind: 'object', names } : { kind: 'arguments' };
}
