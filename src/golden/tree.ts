import { tensor as makeTensor, complex, dispose, type Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { readElements, readStrings } from '../tensor/elements.ts';
import { describeKind, isTensor, requireTensor } from '../tensor/subject.ts';
import { branchesOf } from '../tensor/tree/branches.ts';
import { printPath, type Path } from '../tensor/tree/path.ts';
import type { GoldenTensor } from './encoding.ts';
import type { GoldenTree } from './file.ts';

/**
 * Finds the tensors of a tree, each by its path.
 * @param value a tensor, or arrays, objects, Maps and models that hold nothing but tensors
 * @param where who asks, as the user knows it
 * @throws SubjectError where there is no tensor, or anything else than tensors
 */
export function tensorsOf(value: unknown, where: string): ReadonlyMap<string, Tensor> {
  const found = new Map<string, Tensor>();
  collect(value, undefined, new Set(), found, where);
  if (found.size > 0) return found;
  throw new SubjectError(`${where}: received holds no tensor, got ${describeKind(value)}.`, {
    argument: 'received',
    expected: 'a tensor or a tree of tensors',
    actual: describeKind(value),
  });
}

/** @param holders what `value` lies in, so that something which holds itself is seen as such */
function collect(
  value: unknown,
  path: Path | undefined,
  holders: ReadonlySet<unknown>,
  found: Map<string, Tensor>,
  where: string,
): void {
  if (holders.has(value)) {
    throw new SubjectError(`${where}: received.${printPath(path)} is something that it lies in itself.`, {
      argument: `received.${printPath(path)}`,
      expected: 'a tree of tensors',
      actual: 'a cycle',
    });
  }
  const branches = isTensor(value) ? undefined : branchesOf(value);
  if (branches === undefined) {
    if (path !== undefined && value === undefined) return;
    const place = printPath(path);
    found.set(place, requireTensor(value, where, place === '' ? 'received' : `received.${place}`));
    return;
  }
  for (const [key, { segment, value: part }] of branches.entries) {
    // Layers are numbered as they are made, so a name such as dense_3 differs from run to run; its place does not.
    const step = branches.kind === 'weights' ? `.weights[${String(key)}]` : segment;
    collect(part, { parent: path, segment: step }, new Set([...holders, value]), found, where);
  }
}

/** Copies a tensor off its backend. */
export function toGolden(tensor: Tensor, where: string): GoldenTensor {
  const values = tensor.dtype === 'string' ? readStrings(tensor, where) : readElements(tensor, where).slice();
  return { dtype: tensor.dtype, shape: [...tensor.shape], values };
}

/**
 * Puts golden tensors on the backend for as long as a function runs.
 * @param use what to do with them
 */
export function withTensors<T>(tree: GoldenTree, use: (tensors: ReadonlyMap<string, Tensor>) => T): T {
  const made: Tensor[] = [];
  try {
    const tensors = new Map<string, Tensor>();
    for (const [place, golden] of tree) {
      const each = fromGolden(golden);
      made.push(each);
      tensors.set(place, each);
    }
    return use(tensors);
  } finally {
    dispose(made);
  }
}

function fromGolden({ dtype, shape, values }: GoldenTensor): Tensor {
  const sizes = [...shape];
  if (dtype !== 'complex64') return makeTensor(values as Float32Array, sizes, dtype); // or another array that its dtype takes
  const numbers = values as Float32Array; // what complex64 is stored in
  const halves = [0, 1].map((offset) =>
    makeTensor(
      Float32Array.from({ length: numbers.length / 2 }, (_, i) => numbers[2 * i + offset] ?? 0),
      sizes,
    ),
  );
  try {
    const [real, imaginary] = halves as [Tensor, Tensor]; // made of two offsets
    return complex(real, imaginary);
  } finally {
    dispose(halves);
  }
}
