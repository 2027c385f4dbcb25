import { gather, zeros, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../../errors.ts';
import { isLayersModel } from '../../../subject/layers-model.ts';

/** What a model says that it reads or gives; `null` and -1 stand for an open size. */
export interface DeclaredTensor {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: DataType;
}

/** What a layers model or a graph model declares on one side; `undefined` for a subject that declares nothing. */
export function declaredTensors(subject: unknown, side: 'inputs' | 'outputs'): DeclaredTensor[] | undefined {
  try {
    return readDeclared(subject, side);
  } catch {
    return undefined; // an object that throws when it is looked at declares nothing
  }
}

function readDeclared(subject: unknown, side: 'inputs' | 'outputs'): DeclaredTensor[] | undefined {
  if (typeof subject !== 'object' || subject === null || !(side in subject)) return undefined;
  const declared: unknown = Reflect.get(subject, side);
  if (!Array.isArray(declared)) return undefined;
  const names = isLayersModel(subject)
    ? side === 'inputs'
      ? subject.inputNames
      : subject.outputNames
    : undefined;
  const found = declared.map((each: unknown, i): DeclaredTensor | undefined => {
    if (typeof each !== 'object' || each === null || !('shape' in each) || !Array.isArray(each.shape))
      return undefined;
    const shape = each.shape.map((size: unknown) => (typeof size === 'number' && size >= 0 ? size : null));
    const dtype = 'dtype' in each && typeof each.dtype === 'string' ? (each.dtype as DataType) : 'float32'; // as the model says
    // The tensor of a layer is called `dense/dense`.
    const name = (names?.[i] ?? ('name' in each ? String(each.name) : String(i))).replace(/\/.*$/u, '');
    return { name, shape, dtype };
  });
  return found.every((each) => each !== undefined) && found.length > 0 ? found : undefined;
}

/**
 * Makes inputs of zeros, which no table of embeddings minds.
 * @param samples the size of an open first axis
 * @throws ArgumentError where another size is open, or nothing is declared
 */
export function zeroInputs(subject: unknown, samples: number, where: string, argument: string): Tensor[] {
  const declared = declaredTensors(subject, 'inputs');
  const open = declared?.find(({ shape }) => shape.slice(1).includes(null));
  if (declared === undefined || open !== undefined) {
    const what =
      open === undefined
        ? 'received does not declare its inputs'
        : `its input ${open.name} is ${describeOpen(open.shape)}`;
    throw new ArgumentError(`${where}: ${argument} is needed, since ${what}.`, {
      argument,
      expected: 'input tensors, the batch axis first',
      actual: undefined,
    });
  }
  return declared.map(({ shape, dtype }): Tensor =>
    zeros(
      shape.map((size, axis) => size ?? (axis === 0 ? samples : 1)),
      dtype,
    ),
  );
}

/** The same samples, one more or so: the first come again. */
export function withSamples(tensor: Tensor, samples: number): Tensor {
  const [from = 1] = tensor.shape;
  return gather(
    tensor,
    Array.from({ length: samples }, (_, i) => i % from),
  );
}

/** A shape with open sizes, as messages print it. */
export function describeOpen(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? 'null').join(', ')}]`;
}

/** Whether a real shape is one that was declared. */
export function fits(actual: readonly number[], declared: readonly (number | null)[]): boolean {
  return (
    actual.length === declared.length &&
    declared.every((size, axis) => size === null || size === actual[axis])
  );
}
