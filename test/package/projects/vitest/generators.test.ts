import { test as propTest } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-node';
import fc from 'fast-check';
import { layersModel, tensor, tensors } from 'tensorproof/arbitraries';
import { expect, test } from 'vitest';

// All of them run under the leak guard of the setup file.
propTest.prop([tensor('batch height width 3', { elements: 'unit' })])('images stay in range', (images) => {
  const rank4: tf.Tensor4D = images;
  expect(rank4.square()).toBeInRange(0, 1);
});

test('a counterexample fits on a line', () => {
  const details = fc.check(
    fc.property(
      tensors({ query: 'b t d', key: 'b s d' }),
      ({ query, key }) => query.shape[1] >= key.shape[1],
    ),
  );
  expect(fc.stringify(details.counterexample)).toBe(
    '[{"query":float32[1, 1, 1] zeros,"key":float32[1, 2, 1] zeros}]',
  );
});

test('models are of the layers that the test imports', () => {
  fc.assert(
    fc.property(layersModel(), (model) => model instanceof tf.LayersModel),
    { numRuns: 10 },
  );
});
