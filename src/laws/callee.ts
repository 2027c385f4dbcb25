import { clone, engine, type Tensor } from '@tensorflow/tfjs-core';
import { freeingTape } from '../engine/abandoned-tape.ts';
import { SubjectError, TensorproofError } from '../errors.ts';
import type { Seed } from '../random/generator.ts';
import { seeded } from '../random/seeded.ts';
import { asTrainee } from '../subject/as-trainee.ts';
import { isLayersModel } from '../subject/layers-model.ts';
import type { Loss } from '../subject/loss.ts';
import { entriesOf, type TensorGroup } from '../subject/tensor-group.ts';
import type { Trainee } from '../subject/trainee.ts';
import { describeKind, isTensor, isThenable } from '../tensor/subject.ts';
import { freeingMasks } from '../training/behaviour/recurrent-masks.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import type { InputForm, Outcome } from './law.ts';

/** Anything that gives tensors for tensors. */
export interface Callee {
  /** As messages call it. */
  readonly name: string;
  /** How it is called in a program: `fn`, `model.predict`, `Encoder.apply`. */
  readonly called: string;
  readonly isFunction: boolean;
  /** The subject itself, for what it declares. */
  readonly subject: unknown;
  /** Names of its outputs, where it has any. */
  readonly outputNames: readonly string[] | undefined;
  /** @throws SubjectError for a subject that can't be called; of a function this shows when it is called. */
  readonly ready: () => Promise<void>;
  /**
   * Calls it once. What it draws at random comes from the seed. Tensors that an asynchronous one makes are left to the run in
   * which it is called.
   * @param given copies go in, so that it may dispose of what it gets
   * @throws SubjectError where it gives something else than tensors of numbers
   */
  readonly call: (given: readonly Tensor[], form: InputForm, seed: Seed) => Promise<Outcome>;
}

/**
 * Makes anything that is called with tensors look alike to the laws.
 * @param subject a function of tensors, synchronous or not; a layers model, a module or a graph model
 * @param argument how errors call it
 * @param fallback what messages call a function without a name
 * @throws SubjectError for what can't be any of these
 */
export function calleeOf(subject: unknown, where: string, argument = 'received', fallback = 'fn'): Callee {
  if (typeof subject === 'function') return functionCallee(subject, where, argument, fallback);
  if (typeof subject !== 'object' || subject === null || isThenable(subject) || isTensor(subject)) {
    throw notCallable(subject, where, argument);
  }
  let trainee: Promise<Trainee> | undefined;
  const resolve = (): Promise<Trainee> => (trainee ??= asTrainee(subject, NO_LOSS, where));
  const name = isLayersModel(subject) ? 'model' : moduleName(subject);
  return {
    name,
    called: `${name}.${methodOf(subject)}`,
    isFunction: false,
    subject,
    outputNames: isLayersModel(subject) ? subject.outputNames : undefined,
    ready: async () => {
      await resolve();
    },
    call: async (given, form, seed) => {
      const model = await resolve();
      return observed(() => model.predict(groupOf(given.map(copyOf), form), false), {
        subject,
        seed,
        where,
        argument,
        isScoped: true,
      });
    },
  };
}

/** Never called. */
const NO_LOSS: Loss = () => {
  throw new Error('there is no loss');
};

function functionCallee(subject: unknown, where: string, argument: string, fallback: string): Callee {
  const call = subject as (...given: readonly unknown[]) => unknown; // what it takes shows when it is called
  let isSynchronous = false;
  const name = call.name === '' ? fallback : call.name;
  return {
    name,
    called: name,
    isFunction: true,
    subject,
    outputNames: undefined,
    ready: () => Promise.resolve(),
    call: async (given, form, seed) => {
      const copies = given.map(copyOf);
      const outcome = await observed(
        () => {
          const value = form.kind === 'object' ? call(groupOf(copies, form)) : call(...copies);
          isSynchronous = !isThenable(value);
          return value;
        },
        // A scope would free what an asynchronous function has made before its first await.
        { subject: undefined, seed, where, argument, isScoped: isSynchronous },
      );
      return outcome;
    },
  };
}

interface Observing {
  readonly subject: unknown;
  readonly seed: Seed;
  readonly where: string;
  readonly argument: string;
  readonly isScoped: boolean;
}

/** Calls something, reads what it gives, and tells what it throws. */
async function observed(
  call: () => unknown,
  { subject, seed, where, argument, isScoped }: Observing,
): Promise<Outcome> {
  let value: unknown;
  if (isScoped) engine().startScope(where);
  try {
    try {
      value = freeingMasks(subject, () => seeded(seed, () => freeingTape(call)));
      if (!isScoped && isThenable(value)) value = await value;
    } catch (error) {
      if (error instanceof TensorproofError && error.message.startsWith(`${where}:`)) throw error;
      return { kind: 'error', message: messageOf(error), error };
    }
    return readOutcome(value, where, argument);
  } finally {
    if (isScoped) engine().endScope();
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const first = (message.split('\n')[0] ?? '').replace(/[.\s]+$/u, '');
  return first.length > 160 ? `${first.slice(0, 160)}…` : first;
}

/** Reads results: tensors in any group, or plain numbers in nested arrays, as a slow reference gives them. */
function readOutcome(value: unknown, where: string, argument: string): Outcome {
  const plain = readPlain(value);
  if (plain !== undefined) return { kind: 'outputs', outputs: [plain], isPlain: true };
  const entries = entriesOf(value, where, `the result of ${argument}`);
  const outputs = entries.map(([key, tensor]): HostOutput => {
    if (tensor.dtype === 'string' || tensor.dtype === 'complex64') {
      throw new SubjectError(`${where}: the result of ${argument} must be numbers, got ${tensor.dtype}.`, {
        argument,
        expected: 'real numbers',
        actual: tensor.dtype,
      });
    }
    return {
      name: entries.length === 1 && /^\d*$/u.test(key) ? '' : key,
      shape: [...tensor.shape],
      dtype: tensor.dtype,
      values: tensor.dataSync().slice(),
    };
  });
  return { kind: 'outputs', outputs, isPlain: false };
}

/** A number, a flag, or nested arrays of them; `undefined` for anything else. */
function readPlain(value: unknown): HostOutput | undefined {
  if (typeof value === 'boolean') {
    return { name: '', shape: [], dtype: 'bool', values: Uint8Array.of(value ? 1 : 0) };
  }
  if (typeof value === 'number')
    return { name: '', shape: [], dtype: 'float32', values: Float32Array.of(value) };
  if (!Array.isArray(value)) return undefined;
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0] as unknown)
    shape.push(level.length);
  const flat: unknown[] = value.flat(Infinity);
  const isWhole = flat.length === shape.reduce((product, size) => product * size, 1);
  if (!isWhole || !flat.every((each): each is number => typeof each === 'number')) return undefined;
  return { name: '', shape, dtype: 'float32', values: Float32Array.from(flat) };
}

/** How a call is written: `fn(x, y)`, `model.predict([x, y])`, `fn({ a, b })`. */
export function callText(
  { called, isFunction }: Pick<Callee, 'called' | 'isFunction'>,
  names: readonly string[],
  form: InputForm,
): string {
  if (form.kind === 'object') return `${called}({ ${names.join(', ')} })`;
  return names.length > 1 && !isFunction
    ? `${called}([${names.join(', ')}])`
    : `${called}(${names.join(', ')})`;
}

/** The tensors as a model takes them. */
function groupOf(given: readonly Tensor[], form: InputForm): TensorGroup {
  if (form.kind === 'object') {
    return Object.fromEntries(form.names.map((name, i) => [name, given[i] as Tensor])); // there is one of each
  }
  const [only] = given;
  return given.length === 1 && only !== undefined ? only : given;
}

function copyOf(tensor: Tensor): Tensor {
  return clone(tensor);
}

function moduleName(subject: object): string {
  try {
    const name: unknown = Reflect.get(subject, 'name');
    return typeof name === 'string' && name !== '' ? name : 'model';
  } catch {
    return 'model';
  }
}

/** Layers models and graph models predict, modules apply. */
function methodOf(subject: object): string {
  try {
    return 'predict' in subject ? 'predict' : 'apply';
  } catch {
    return 'predict';
  }
}

function notCallable(subject: unknown, where: string, argument: string): SubjectError {
  const expected = 'a function of tensors, a layers model, a module or a graph model';
  return new SubjectError(`${where}: ${argument} must be ${expected}, got ${describeKind(subject)}.`, {
    argument,
    expected,
    actual: describeKind(subject),
    ...(isThenable(subject) && { hint: 'await it first, or write expect(promise).resolves.' }),
  });
}
