import type { Tensor } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import { scoped } from '../../engine/scoped.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { seeded } from '../../random/seeded.ts';
import { requireBatch } from '../../subject/batch.ts';
import { entriesOf, type TensorGroup } from '../../subject/tensor-group.ts';
import { hasKeys } from '../../tensor/subject.ts';
import { asProgram, asSubjectError, copiesOf, type Program } from '../inside/program.ts';
import { freeingMasks } from './recurrent-masks.ts';

/** The elements of a tensor on the host. */
export type HostValues = Float32Array | Int32Array | Uint8Array;

/** One output of a run, on the host. */
export interface HostOutput {
  /** As messages name it: empty where there is only one. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Tensor['dtype'];
  readonly values: HostValues;
}

/** Something that predicts, with the inputs that it is tried on. */
export interface Scene extends Program {
  readonly forward: NonNullable<Program['forward']>;
  /** How many samples the inputs hold; `undefined` where they do not agree on their first axis. */
  readonly samples: number | undefined;
}

/** A batch, inputs alone as `{ xs }` or as they are; for a function of tensors, its inputs in a list. */
export type BehaviourData =
  { readonly xs: TensorGroup; readonly ys?: TensorGroup | undefined } | TensorGroup | readonly Tensor[];

/**
 * Reads what a check of behaviour is given. No loss is needed for it.
 * @throws SubjectError for a subject or inputs that can't be used
 */
export async function behaviourScene(subject: unknown, data: unknown, where: string): Promise<Scene> {
  if (hasKeys(data, 'xs', 'ys') && data.ys !== undefined) requireBatch(data, where);
  const inputs = hasKeys(data, 'xs') ? { xs: data.xs } : data;
  const program = await asProgram(withoutMode(subject), inputs, undefined, where);
  const { forward } = program;
  if (program.inputs.length === 0 || forward === undefined) {
    throw new SubjectError(`${where}: batch must hold the inputs that received is tried on, got none.`, {
      argument: 'batch',
      expected: '{ xs, ys }, or inputs',
      actual: 'no inputs',
    });
  }
  const [first] = program.inputs;
  const samples = first?.tensor.shape[0];
  const empty = program.inputs.find(({ tensor }) => tensor.size === 0);
  if (empty !== undefined) {
    throw new SubjectError(`${where}: ${empty.name} must have elements, got none.`, {
      argument: empty.name,
      expected: 'at least one sample',
      actual: 'no elements',
    });
  }
  const odd = program.inputs.find(({ tensor }) => tensor.dtype === 'string' || tensor.dtype === 'complex64');
  if (odd !== undefined) {
    throw new SubjectError(`${where}: ${odd.name} must hold numbers, got ${odd.tensor.dtype}.`, {
      argument: odd.name,
      expected: 'real numbers',
      actual: odd.tensor.dtype,
    });
  }
  const isShared = program.inputs.every(({ tensor }) => tensor.shape[0] === samples);
  return {
    ...program,
    watched: subject,
    // A function that takes a second argument is told its mode, as the apply of layers is.
    forward: (given, training) => withMode(subject, training, () => forward(given, training)),
    samples: isShared ? samples : undefined,
  };
}

/** The mode in which functions that ask for one run now. */
const mode: { training: boolean } = { training: false };

function withMode<Result>(subject: unknown, training: boolean, run: () => Result): Result {
  if (typeof subject !== 'function') return run();
  const before = mode.training;
  mode.training = training;
  try {
    return run();
  } finally {
    mode.training = before;
  }
}

/** Whether a function takes `{ training }` after its inputs. */
export function takesMode(subject: unknown): subject is (inputs: unknown, options: unknown) => unknown {
  return typeof subject === 'function' && subject.length === 2;
}

/** A function of `(xs, { training })` as one of `xs`. */
function withoutMode(subject: unknown): unknown {
  if (!takesMode(subject)) return subject;
  const named = (...given: readonly unknown[]): unknown =>
    // Two inputs in a list leave no room for a mode.
    given.length === 1 ? subject(given[0], { training: mode.training }) : subject(given[0], given[1]);
  return Object.defineProperty(named, 'name', { value: subject.name });
}

/** The inputs of a scene, in its order. */
export function inputsOf({ inputs }: Scene): Tensor[] {
  return inputs.map(({ tensor }) => tensor);
}

/**
 * Runs a scene once, and reads what it gives. What it draws at random comes from the seed, if there is one, so that two runs differ
 * only in what they were given.
 * @param given in the order of the scene's inputs; none is disposed of
 * @throws SubjectError for what the subject throws
 */
export function outputsOf(
  scene: Scene,
  given: readonly Tensor[],
  { training = false, seed, where }: { training?: boolean; seed?: Seed; where: string },
): HostOutput[] {
  const run = (): HostOutput[] =>
    scoped(() => {
      let predicted: unknown;
      try {
        predicted = freeingTape(() => scene.forward(copiesOf(given), training));
      } catch (error) {
        throw asSubjectError(error, where);
      }
      const entries = entriesOf(predicted, where, 'the prediction');
      return entries.map(([key, each]): HostOutput => {
        const name = entries.length === 1 ? '' : key;
        return { name, shape: [...each.shape], dtype: each.dtype, values: hostValues(each, where) };
      });
    });
  return freeingMasks(scene.watched, () => (seed === undefined ? run() : seeded(seed, run)));
}

function hostValues(tensor: Tensor, where: string): HostValues {
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') {
    throw new SubjectError(`${where}: the prediction must be numbers, got ${tensor.dtype}.`, {
      argument: 'the prediction',
      expected: 'real numbers',
      actual: tensor.dtype,
    });
  }
  return tensor.dataSync().slice();
}

/** How messages name an output: `the output`, or `the output 'boxes'`. */
export function outputName(name: string): string {
  return name === '' ? 'the output' : `the output '${name}'`;
}
