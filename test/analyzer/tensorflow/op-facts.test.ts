import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generateOpFacts } from '../../../scripts/op-facts/generate.ts';
import {
  hasNoGradient,
  hasZeroGradient,
  isOp,
  isTensorMethod,
} from '../../../src/analyzer/tensorflow/ops.ts';

test('the committed facts are what the installed TensorFlow.js does', async () => {
  const committed = await readFile(
    new URL('../../../src/analyzer/tensorflow/op-facts.ts', import.meta.url),
    'utf8',
  );
  expect(committed).toBe(await generateOpFacts());
});

test.each(['less', 'topk', 'einsum', 'depthToSpace', 'image.flipLeftRight'])('%s has no gradient', (op) => {
  expect(hasNoGradient(op)).toBe(true);
});

test.each(['round', 'argMax', 'floor', 'sign', 'oneHot'])('%s has a gradient of zeros', (op) => {
  expect(hasZeroGradient(op)).toBe(true);
});

test.each(['relu', 'gather', 'where', 'batchNorm', 'losses.softmaxCrossEntropy', 'maximum', 'zerosLike'])(
  'nothing is wrong with the gradient of %s',
  (op) => {
    expect(isOp(op)).toBe(true);
    expect(hasNoGradient(op) || hasZeroGradient(op)).toBe(false);
  },
);

test('the methods of a tensor that are ops are told from those that are not', () => {
  expect(['add', 'expandDims', 'toFloat'].every(isTensorMethod)).toBe(true);
  expect(['data', 'dispose', 'arraySync', 'print', 'isDisposed'].some(isTensorMethod)).toBe(false);
});
