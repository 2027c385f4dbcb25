import type { CheckResult } from '../checks/check-result.ts';
import { countOf, writeMessage, type EvidenceLine } from '../checks/evidence.ts';
import { requireOptions } from '../checks/options.ts';
import { undisturbed } from '../engine/undisturbed.ts';
import { SubjectError } from '../errors.ts';
import { survivorEvidence, type Survivors } from '../memory/survivors.ts';
import type { Seed } from '../random/generator.ts';
import { requireSeed } from '../random/seeded.ts';
import { formatCount } from '../tensor/print-number.ts';
import { describeKind } from '../tensor/subject.ts';
import { describeError } from './describe-error.ts';
import { noteAsserted } from './note-asserted.ts';
import { requireFunction } from './require-function.ts';
import { requireInputs } from './require-inputs.ts';
import { countLeft, watchedCall, type WatchedCall } from './watched-call.ts';

/** How the error path of a function is walked. */
export interface LeaksOnErrorOptions {
  /** Of what TensorFlow.js draws. @defaultValue 1 */
  readonly seed?: Seed | undefined;
}

/** One input, and what its error left behind. */
export interface ErrorLeak {
  /** Which of the inputs, from 0. */
  readonly input: number;
  /** The input, in a few words. */
  readonly given: string;
  readonly thrown: string;
  readonly left: readonly Survivors[];
}

/** What the error paths of a function leave behind, as data. */
export interface LeaksOnErrorDetails {
  readonly inputs: number;
  readonly leaks: readonly ErrorLeak[];
  /** Tensors that TensorFlow.js itself leaves behind when one of its own functions throws, summed over the inputs. */
  readonly leftByTensorFlow: number;
  readonly thrown: readonly string[];
}

/** Messages list so many leaking inputs. */
const SHOWN = 4;

/**
 * Checks that a function frees what it made when it throws: each input is handed over twice, and the second error must leave no
 * tensor behind. What TensorFlow.js leaves by its own doing, such as the saved tensors of a gradient that threw, is not counted against
 * the function. Weights and optimizers get back what they had.
 * @param subject a function, which may be asynchronous, that throws for each of the inputs
 * @param inputs what it is called with, one after the other; for several arguments, hand over `([x, y]) => f(x, y)`
 * @param where who checks, as an error names it
 * @returns passes when nothing stays; `details.leaks` says what does, and which line made it
 * @throws SubjectError for what is no function, and for an input that it takes without an error; ArgumentError for no inputs
 * @example
 * import { checkLeaksOnError } from 'tensorproof';
 *
 * const check = await checkLeaksOnError(() => {
 *   tf.ones([2, 3]);
 *   throw new Error('the file is not there');
 * }, ['labels.csv']);
 * check.pass; // false: float32[2, 3] stays
 */
export async function checkLeaksOnError(
  subject: unknown,
  inputs: unknown,
  options: LeaksOnErrorOptions = {},
  where = 'checkLeaksOnError',
): Promise<CheckResult<LeaksOnErrorDetails>> {
  const { seed: given } = requireOptions(options, ['seed'], where);
  const seed = given === undefined ? 1 : requireSeed(given, where);
  const fn = requireFunction(subject, where);
  const list = requireInputs(
    inputs,
    where,
    Array.isArray(inputs) ? undefined : 'a single input goes into brackets: [input].',
  );
  const leaks: ErrorLeak[] = [];
  const thrown = new Set<string>();
  let leftByTensorFlow = 0;
  for (const [index, input] of list.entries()) {
    const call = await undisturbed(seed, async () => {
      // What fills once, a cache or the slots of an optimizer, has filled after the first call.
      await watchedCall(() => fn(input));
      return watchedCall(() => fn(input));
    });
    const error = requireThrown(call, index, input, where);
    const text = describeError(error);
    thrown.add(text);
    leftByTensorFlow += call.leftByTensorFlow;
    if (call.left.length === 0) noteAsserted(error, 'any');
    else {
      leaks.push({ input: index, given: describeKind(input), thrown: text, left: call.left });
    }
  }
  const details = { inputs: list.length, leaks, leftByTensorFlow, thrown: [...thrown] };
  return { pass: leaks.length === 0, details, message: () => describe(details) };
}

function requireThrown({ outcome }: WatchedCall, index: number, input: unknown, where: string): unknown {
  if (!outcome.returned) return outcome.error;
  throw new SubjectError(
    `${where}: the function takes inputs[${index}], ${describeKind(input)}, without an error, so its error path can't be judged.`,
    { argument: `inputs[${index}]`, expected: 'an input for which it throws', actual: describeKind(input) },
  );
}

function describe({ inputs, leaks, leftByTensorFlow, thrown }: LeaksOnErrorDetails): string {
  const apart: EvidenceLine = [
    'apart',
    leftByTensorFlow === 0
      ? undefined
      : `${countOf(leftByTensorFlow, 'tensor')} that TensorFlow.js itself left behind, not counted`,
  ];
  const [first] = leaks;
  if (first === undefined) {
    return writeMessage(
      `Expected the function to leave tensors behind when it throws, but nothing stays after ${countOf(inputs, 'error')}.`,
      [...thrown.slice(0, SHOWN).map((text): EvidenceLine => ['thrown', text]), apart],
    );
  }
  const lead =
    leaks.length === 1
      ? `The function leaves ${countOf(countLeft(first.left), 'tensor')} behind when it throws.`
      : `The function leaves tensors behind when it throws, for ${formatCount(leaks.length)} of ${countOf(inputs, 'input')}.`;
  return writeMessage(
    lead,
    [
      ...leaks
        .slice(0, SHOWN)
        .flatMap(({ input, given, thrown: text, left }): EvidenceLine[] => [
          [`inputs[${input}]`, given],
          ['thrown', text],
          ...survivorEvidence(left),
        ]),
      ['', leaks.length > SHOWN ? `and ${countOf(leaks.length - SHOWN, 'more input')}` : undefined],
      apart,
    ],
    'what is made before the error is freed by a tf.tidy round all of it, or in a finally.',
  );
}
