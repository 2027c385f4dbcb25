import * as tf from '@tensorflow/tfjs';
import { commonArguments, sampleCalls, type SampleCall } from './sample-calls.ts';

/** What a call of an op gives, and what flows back through it. */
export interface OpFact {
  /** A tensor, an array of tensors, or an object: the names of its members that are tensors. */
  readonly gives: 'tensor' | 'tensors' | readonly string[];
  /** `none`: TensorFlow.js throws; `zero`: zeros, although the result does depend on the input. */
  readonly gradient: 'flows' | 'none' | 'zero' | 'no input';
}

/** Runs with what TensorFlow.js makes on the way disposed of; the result is plain data. */
function scoped<Result>(run: () => Result): Result {
  tf.engine().startScope();
  try {
    return run();
  } finally {
    tf.engine().endScope();
  }
}

type Op = (...values: readonly unknown[]) => unknown;

const NAMESPACES = [
  '',
  'fused',
  'image',
  'linalg',
  'losses',
  'math',
  'signal',
  'sparse',
  'spectral',
  'string',
];

/**
 * Tries every op of TensorFlow.js and sees what it gives.
 * @returns facts by documented name, in alphabetical order
 * @throws Error when an op can't be tried, because it has no sample call
 */
export function readOpFacts(): Readonly<Record<string, OpFact>> {
  const facts: Record<string, OpFact> = {};
  const untried: string[] = [];
  for (const [name, op] of ops()) {
    const fact = scoped(() => factOf(name, op));
    if (fact === undefined) untried.push(name);
    else facts[name] = fact;
  }
  if (untried.length > 0) throw new Error(`no sample call fits ${untried.join(', ')}`);
  return facts;
}

/** The names of Tensor's methods that are ops: those that tensors of other libraries hardly have too, among them. */
export function readTensorMethods(): readonly string[] {
  const methods = Object.getOwnPropertyNames(tf.Tensor.prototype);
  return methods.filter((name) => !NO_OPS.has(name)).sort();
}

const NO_OPS = new Set([
  'constructor',
  'rank',
  'buffer',
  'bufferSync',
  'array',
  'arraySync',
  'data',
  'dataToGPU',
  'dataSync',
  'bytes',
  'dispose',
  'isDisposed',
  'throwIfDisposed',
  'print',
  'toString',
  'variable',
]);

function ops(): readonly (readonly [string, Op])[] {
  const found: [string, Op][] = [];
  for (const namespace of NAMESPACES) {
    const members: Readonly<Record<string, unknown>> = namespace === '' ? { ...tf } : membersOf(namespace);
    for (const [name, op] of Object.entries(members)) {
      const full = namespace === '' ? name : `${namespace}.${name}`;
      if (typeof op !== 'function' || name.endsWith('Async')) continue;
      // TensorFlow.js marks what its own op() made by the ending of the function's name.
      if (op.name.endsWith('__op') || full in sampleCalls) found.push([full, op as Op]);
    }
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

function membersOf(namespace: string): Readonly<Record<string, unknown>> {
  // NAMESPACES holds names of TensorFlow.js's own namespaces, which are plain objects.
  return { ...(tf as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[namespace] };
}

function factOf(name: string, op: Op): OpFact | undefined {
  const given = sampleCalls[name];
  const samples: readonly SampleCall[] =
    given === undefined
      ? commonArguments.map(({ shape, argumentsOf }) => ({ shape, call: (x) => op(...argumentsOf(x)) }))
      : [given];
  for (const sample of samples) {
    let result: unknown;
    try {
      result = sample.call(inputOf(sample, 0));
    } catch (error) {
      if (given !== undefined) throw new Error(`the sample call of ${name} does not run`, { cause: error });
      continue;
    }
    const gives = shapeOfResult(result);
    if (gives !== undefined) return { gives, gradient: gradientThrough(name, sample) };
  }
  return undefined;
}

/** Values on both sides of zero, nowhere integers, all distinct; `step` moves them past the next integers. */
function inputOf({ shape }: SampleCall, step: number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Array.from(
    { length: size },
    (_, i) => (i % 2 === 0 ? 1 : -1) * (0.31 + ((i * 0.37) % 0.6)) + step,
  );
  return tf.tensor(values, [...shape]);
}

function shapeOfResult(result: unknown): OpFact['gives'] | undefined {
  if (result instanceof tf.Tensor) return 'tensor';
  if (Array.isArray(result))
    return result.flat().every((part) => part instanceof tf.Tensor) ? 'tensors' : undefined;
  if (typeof result !== 'object' || result === null) return undefined;
  const tensors = Object.entries(result).filter(([, member]) => member instanceof tf.Tensor);
  return tensors.length > 0 ? tensors.map(([name]) => name) : undefined;
}

function gradientThrough(name: string, sample: SampleCall): OpFact['gradient'] {
  const weighted = (x: tf.Tensor): tf.Tensor => {
    const parts = tensorsIn(sample.call(x)).filter(({ dtype }) => dtype !== 'string');
    return tf.addN(
      parts.map((part) => {
        const real = part.dtype === 'complex64' ? tf.real(part) : part.toFloat();
        return real.mul(tf.linspace(0.5, 1.5, part.size).reshape(part.shape)).sum();
      }),
    );
  };
  if (tensorsIn(sample.call(inputOf(sample, 0))).every(({ dtype }) => dtype === 'string')) return 'no input';
  let gradient: tf.Tensor;
  try {
    gradient = tf.grad(weighted)(inputOf(sample, 0));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (!/gradient function not found|Cannot compute gradient of y=f\(x\)/.test(text))
      throw new Error(`the gradient of ${name} fails for another reason than that there is none`, {
        cause: error,
      });
    return dependsOnInput(weighted, sample) ? 'none' : 'no input';
  }
  if (gradient.abs().max().dataSync()[0] !== 0) return 'flows';
  return dependsOnInput(weighted, sample) ? 'zero' : 'no input';
}

function dependsOnInput(weighted: (x: tf.Tensor) => tf.Tensor, sample: SampleCall): boolean {
  const [before] = weighted(inputOf(sample, 0)).dataSync();
  // What differs from call to call is random, and says nothing of its input.
  const again = Array.from({ length: 12 }, () => weighted(inputOf(sample, 0)).dataSync()[0]);
  if (again.some((value) => value !== before)) return false;
  const moved = [1.7, -1.7].map((step) => weighted(inputOf(sample, step)).dataSync()[0]);
  const reversed = weighted(inputOf(sample, 0).reverse()).dataSync()[0];
  return [...moved, reversed].some((after) => after !== before);
}

function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}

function tensorsIn(result: unknown): tf.Tensor[] {
  if (isTensor(result)) return [result];
  if (typeof result !== 'object' || result === null) return [];
  return Object.values(result).flatMap(tensorsIn);
}
