import type { Tensor } from '@tensorflow/tfjs-core';
import type { EvidenceLine } from '../checks/evidence.ts';
import { describeTensor } from '../tensor/describe.ts';
import { isTensor } from '../tensor/subject.ts';

/** Tensors that a message lists, and elements that are looked at in one of them. */
const SHOWN = 6;
const LOOKED_AT = 2 ** 22;

/**
 * The tensors among the arguments of a call, one a line, with the first sample that holds what is no finite number.
 * @param names what the function calls its arguments
 */
export function describeArguments(args: readonly unknown[], names: readonly string[]): EvidenceLine[] {
  const found: [name: string, tensor: Tensor][] = [];
  args.forEach((value, i) => {
    const name = names[i]?.replace(/^_+(?=.)/, '') ?? `argument ${i + 1}`;
    if (isTensor(value)) {
      found.push([name, value]);
      return;
    }
    // A batch, a list or an object of tensors.
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
    try {
      for (const [key, part] of Object.entries(value).slice(0, SHOWN))
        if (isTensor(part)) found.push([Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`, part]);
    } catch {
      // An object that throws when it is looked at has nothing to say.
    }
  });
  return found.slice(0, SHOWN).map(([name, tensor]) => [name, `${describeTensor(tensor)}${stateOf(tensor)}`]);
}

function stateOf(tensor: Tensor): string {
  if (tensor.isDisposed) return ', disposed';
  if (tensor.dtype !== 'float32' || tensor.size === 0 || tensor.size > LOOKED_AT) return '';
  let values: ArrayLike<number>;
  try {
    values = tensor.dataSync();
  } catch {
    return ''; // a backend that can't be read at once
  }
  const at = Array.prototype.findIndex.call(values, (value) => !Number.isFinite(value));
  if (at < 0) return '';
  const [samples] = tensor.shape;
  return tensor.rank === 0
    ? ', not finite'
    : `, sample ${Math.floor(at / (tensor.size / samples))} holds NaN or an infinity`;
}
