import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import { checkBroadcastOnPurpose } from '../../../src/training/inside/broadcast/broadcast-on-purpose.ts';
import { checkHealthyActivations } from '../../../src/training/inside/activations/healthy-activations.ts';
import { checkNoEmptyTensors } from '../../../src/training/inside/shapes/empty-tensors.ts';
import { checkOutputShape } from '../../../src/training/inside/shapes/output-shape.ts';
import { checkStayFinite } from '../../../src/training/inside/finite/stay-finite.ts';
import { allowLeaks } from '../../../src/plugin/leak-guard.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

/** A converted model of two nodes: a product with weights, and what follows it. */
async function graphModel(last: 'Log' | 'Relu', weights: Float32Array): Promise<tf.GraphModel> {
  const shape = (sizes: number[]): object => ({ dim: sizes.map((size) => ({ size: String(size) })) });
  const type = { type: 'DT_FLOAT' };
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: type, shape: { shape: shape([-1, 4]) } } },
    {
      name: 'w',
      op: 'Const',
      attr: { dtype: type, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shape([4, 3]) } } },
    },
    { name: 'h', op: 'MatMul', input: ['x', 'w'], attr: { T: type } },
    { name: 'y', op: last, input: ['h'], attr: { T: type } },
  ];
  const artifacts = {
    modelTopology: { versions: { producer: 1 }, library: {}, node },
    weightSpecs: [{ name: 'w', shape: [4, 3], dtype: 'float32' as const }],
    weightData: weights.buffer as ArrayBuffer,
  };
  return tf.loadGraphModel(tf.io.fromMemory(artifacts));
}

test('a graph model, which has no loss', async () => {
  allowLeaks(2); // its weights
  const weights = new Float32Array(12).map((_, i) => Math.abs(Math.sin(i)) + 0.1);
  const model = await graphModel('Log', weights);
  const xs = tf.randomUniform([6, 4], 0.1, 1, 'float32', 1);
  const finite = await checkStayFinite(model, { xs });
  expect(finite.details.findings[0]).toMatchObject({ kind: 'zeros', origin: { kernel: 'Log' } });
  expect(finite.message()).not.toContain('hint: this is a loss');
  expect(await checkBroadcastOnPurpose(model, xs)).toMatchObject({ pass: true });
  expect(await checkNoEmptyTensors(model, xs)).toMatchObject({ pass: true });
  expect(await checkOutputShape(model, 'batch 3')).toMatchObject({ pass: true });
  const dead = await checkHealthyActivations(
    await graphModel(
      'Relu',
      weights.map((each) => -each),
    ),
    xs,
  );
  expect(dead.details.layers).toMatchObject([{ kernel: 'Relu', fault: { kind: 'dead', units: 3 } }]);
});
