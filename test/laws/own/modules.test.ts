import '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import {
  ClassificationHead,
  ConvBackbone,
  ConvDecoder,
  ConvEncoder,
  DetectionHead,
  VariationalDecoder,
  VariationalEncoder,
} from '../../../fixtures/models/index.ts';
import type { DeclaredModule } from '../../../src/modules/declared-module.ts';
import { printShape } from '../../../src/tensor/shape-spec/index.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

/** What a module declares, as a signature. */
function signatureOf({ declaration }: DeclaredModule<never, unknown>): string {
  const side = (tensors: typeof declaration.reads): string =>
    tensors
      .map(({ name, shape }) => `${name === undefined ? '' : `${name}: `}${printShape(shape)}`)
      .join(', ');
  return `${side(declaration.reads)} -> ${side(declaration.gives)}`;
}

const MODULES: readonly (readonly [string, () => DeclaredModule<never, unknown>, object])[] = [
  ['a backbone', () => new ConvBackbone({ inChannels: 3, channels: [2, 3, 4] }), { minSize: 8, maxSize: 24 }],
  ['an encoder', () => new ConvEncoder(), { minSize: 4, maxSize: 16 }],
  ['a decoder', () => new ConvDecoder(), {}],
  ['an encoder of two outputs', () => new VariationalEncoder(), {}],
  ['a decoder of vectors', () => new VariationalDecoder(), {}],
  ['a head', () => new ClassificationHead({ features: 'c5', inChannels: 8, classes: 5 }), {}],
  ['a head of two outputs', () => new DetectionHead({ features: 'c5', inChannels: 8, classes: 5 }), {}],
];

test.each(MODULES)('%s gives what it declares, for inputs of many sizes', async (_name, make, options) => {
  const module = make();
  module.initialize();
  const signature = signatureOf(module);
  expect(signature).toMatch(/\w -> \w/u);
  await expect(module).toSatisfySignature(signature, { runs: 25, ...options });
  await expect(module).toBeEquivariantTo('batch permutation', { runs: 10, ...options });
});
