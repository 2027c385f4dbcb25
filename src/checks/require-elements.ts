import type { Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import { DTYPES, type DType } from '../tensor/dtypes.ts';
import { requireTensor } from '../tensor/subject.ts';

/** What a question about values asks of its subject. */
export interface ElementsWanted {
  /** The dtypes for which the question has no answer, and why, as the end of a sentence: `complex numbers have no order`. */
  readonly refused: Partial<Readonly<Record<DType, string>>>;
  /** Whether a tensor without elements may pass. */
  readonly allowEmpty: boolean;
}

/** What to do with a tensor of the wrong dtype. */
const HINTS: Partial<Record<DType, string>> = {
  complex64: 'take tf.real(x), tf.imag(x) or tf.abs(x).',
};

/**
 * Refuses a subject whose values a check can't judge: no live tensor, a dtype for which the question means nothing, and
 * a tensor without elements, of which everything is true.
 * @param tensor what the user handed over
 * @param wanted what the question asks of it
 * @param where who refuses, as the user knows it
 * @throws SubjectError
 */
export function requireElements(tensor: Tensor, wanted: ElementsWanted, where: string): void {
  requireTensor(tensor, where);
  const actual = describeTensor(tensor);
  const reason = wanted.refused[tensor.dtype];
  if (reason !== undefined) {
    const hint = HINTS[tensor.dtype];
    throw new SubjectError(`${where}: received is ${actual}, and ${reason}.`, {
      argument: 'received',
      expected: DTYPES.filter((dtype) => wanted.refused[dtype] === undefined),
      actual: tensor.dtype,
      ...(hint !== undefined && { hint }),
    });
  }
  if (tensor.size === 0 && !wanted.allowEmpty) {
    throw new SubjectError(
      `${where}: received is ${actual}, which has no elements, so nothing would be checked.`,
      {
        argument: 'received',
        expected: 'at least one element',
        actual,
        hint: 'if it may be empty here, say so: { allowEmpty: true }.',
      },
    );
  }
}
