import type { Tensor } from '@tensorflow/tfjs-core';
import { checkGradients } from '../../gradients/index.ts';
import type { Seed } from '../../random/generator.ts';
import { checkBroadcastOnPurpose, checkNoEmptyTensors, checkStayFinite } from '../inside/index.ts';
import type { SanityPart } from './part.ts';

/** A function of tensors, and what it is called with. */
export interface FunctionContext {
  readonly fn: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
  readonly inputs: readonly Tensor[];
  readonly seed: Seed;
}

/** Causes before their consequences. */
export const functionParts: readonly SanityPart<FunctionContext>[] = [
  { check: 'toHaveNoEmptyTensors', run: ({ fn, inputs }) => checkNoEmptyTensors(fn, inputs) },
  {
    check: 'toBroadcastOnPurpose',
    run: ({ fn, inputs, seed }) => checkBroadcastOnPurpose(fn, inputs, { seed }),
  },
  { check: 'toStayFinite', run: ({ fn, inputs, seed }) => checkStayFinite(fn, inputs, { seed }) },
  {
    check: 'toPassGradcheck',
    isSlow: true,
    appliesTo: ({ inputs }) => inputs.some(({ dtype }) => dtype === 'float32'),
    run: ({ fn, inputs, seed }) => checkGradients(fn, inputs, { seed }),
  },
];
