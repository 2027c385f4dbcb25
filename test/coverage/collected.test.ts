import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInventory, type Inventory } from '../../src/analyzer/inventory/index.ts';
import { readBackends } from '../../src/coverage/backends/index.ts';
import { readRecords, type RunRecord } from '../../src/coverage/collect/index.ts';
import { readGradients } from '../../src/coverage/gradients/index.ts';
import { readOps } from '../../src/coverage/ops/index.ts';
import { readShapes } from '../../src/coverage/shapes/index.ts';
import { Project } from '../plugin/project.ts';

const CONFIG = `
import { defineConfig } from 'vitest/config';
import { tensorproof } from '../../src/plugin/index.ts';

export default defineConfig({
  plugins: [tensorproof({ backend: 'cpu', collect: true })],
  test: { include: ['*.test.ts'] },
});
`;

const SHAPES = `
import * as tf from '@tensorflow/tfjs';
import { checked, type Shaped } from '../../../src/index.ts';

export type Options = { readonly units: number };

export const attend = checked(
  'query: b n depth, key: b m depth -> b n m',
  (query: tf.Tensor3D, key: tf.Tensor3D) => tf.matMul(query, key, false, true),
);

export const double = checked('x: *any n -> *any n', (x: tf.Tensor) => x.mul(2), { name: 'twice' });

export const pairs = checked({ args: { left: 'n 2', right: ['n', 'm'] }, returns: null }, function both(
  left: tf.Tensor2D,
  right: readonly tf.Tensor1D[],
) {
  return [left, right];
});

export const later = checked('x: n -> n', async (x: tf.Tensor1D) => x);

export const unused = checked('x: n -> n', (x: tf.Tensor1D) => x);

export function mean(images: Shaped<'batch height width 3'>): Shaped<'batch 3'> {
  return tf.mean(images, [1, 2]);
}

function inner(x: Shaped<'n'>): Shaped<'n'> {
  return x.neg();
}
export const outer = checked('x: n -> n', inner);
`;

const GRADIENTS = `
import * as tf from '@tensorflow/tfjs';

export interface Sizes {
  readonly units: number;
}

class Shift extends tf.layers.Layer {
  private shift!: tf.LayerVariable;
  static readonly className = 'Shift';

  override build(): void {
    this.shift = this.addWeight('shift', [1], 'float32', tf.initializers.zeros());
    super.build([]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.add(x, this.shift.read());
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
}

export function model({ units }: Sizes): tf.Sequential {
  const made = tf.sequential();
  made.add(tf.layers.dense({ units, inputShape: [3], activation: 'relu' }));
  made.add(
    tf.layers.dense({
      name: 'head',
      units: 1,
    }),
  );
  made.add(new Shift());
  made.add(tf.layers.dense({ units: 1, trainable: false }));
  made.add(tf.layers.activation({ activation: 'tanh' }));
  return made;
}

export function recurrent(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ units: 2 }) as tf.layers.RNN,
        mergeMode: 'concat',
        inputShape: [3, 2],
      }),
      tf.layers.dense({ units: 1 }),
    ],
  });
}

export function forgotten(): tf.LayersModel {
  return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
}

const factories = tf.layers as unknown as Record<string, (options: object) => tf.layers.Layer>;
export function byName(kind: string): tf.layers.Layer {
  return factories[kind]!({ units: 1, inputShape: [2] });
}

export const weight = tf.variable(tf.tensor1d([1, 2]));
export const unchecked = tf.tensor1d([1, 2]).variable();
export const frozen = tf.variable(tf.tensor1d([1, 2]), false);

export const squared = tf.customGrad((x) => {
  const input = x as tf.Tensor;
  return { value: input.square(), gradFunc: (dy) => tf.mul(dy as tf.Tensor, input.mul(2)) };
});

export const tripled = tf.customGrad((x) => {
  const input = x as tf.Tensor;
  return { value: input.mul(3), gradFunc: (dy) => (dy as tf.Tensor).mul(3) };
});

export function elsewhere(x: tf.Tensor): tf.Tensor {
  const shifted = tf.sub(x, 1); const negative = tf.neg(shifted);
  return x.shape.length > 9 ? tf.softmax(negative) : tf.fused.matMul({ a: x as tf.Tensor2D, b: x as tf.Tensor2D });
}
`;

const TESTS = `
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { attend, double, later, outer, pairs } from './src/shapes.ts';

test('shapes', async () => {
  attend(tf.zeros([2, 3, 4]), tf.zeros([2, 5, 4]));
  attend(tf.zeros([3, 3, 6]), tf.zeros([3, 1, 6]));
  expect(() => attend(tf.zeros([3, 3, 4]), tf.zeros([3, 1, 5]))).toThrow('depth');
  double(tf.ones([2]));
  double(tf.ones([4, 3, 2]));
  pairs(tf.ones([3, 2]), [tf.ones([3]), tf.ones([1])]);
  await later(tf.ones([3]));
  await later(tf.ones([10]));
  await expect(later(tf.ones([3, 1]) as never)).rejects.toThrow('x: ');
  outer(tf.ones([3]));
});
`;

const OTHER_TESTS = `
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { attend } from './src/shapes.ts';
import { byName, elsewhere, model, recurrent, squared, tripled, weight } from './src/gradients.ts';

test('an axis has its second size in another worker', () => {
  attend(tf.zeros([2, 9, 4]), tf.zeros([2, 5, 4]));
});

test('gradients', async () => {
  const loss = 'meanSquaredError';
  await expect(model({ units: 4 })).not.toHaveNoGradientTo('head', { xs: tf.ones([4, 3]), ys: tf.ones([4, 1]) }, { loss });
  await expect(recurrent()).toPassGradcheck({ xs: tf.randomNormal([4, 3, 2]), ys: tf.ones([4, 1]) }, { loss });
  expect(squared).toPassGradcheck([tf.tensor1d([1, 2])]);
  tf.grad((x) => tripled(x))(tf.ones([2]));
  expect(() => weight.square().sum()).toPassGradcheck([weight]);
  tf.sequential({ layers: [byName('dense')] });
  elsewhere(tf.ones([2, 2]));
});
`;

let project: Project;
let record: RunRecord;
let inventory: Inventory;
beforeAll(async () => {
  project = new Project({
    'vitest.config.ts': CONFIG,
    'src/shapes.ts': SHAPES,
    'src/gradients.ts': GRADIENTS,
    'one.test.ts': TESTS,
    'two.test.ts': OTHER_TESTS,
  });
  const { code, output } = project.vitest();
  expect(code, output).toBe(0);
  record = await readRecords(path.join(project.folder, 'coverage/tensorproof'));
  inventory = await readInventory({ root: project.folder });
}, 120_000);
afterAll(() => {
  project.remove();
});

test('what the sources hold is found', () => {
  expect(inventory.files).toEqual(['src/gradients.ts', 'src/shapes.ts']);
  expect(record.workers).toBe(2);
});

test('shapes: sizes of each axis over all workers, refusals, and what is not watched', () => {
  const { signatures } = readShapes(record, inventory);
  expect(signatures.map(({ name, line, covered, missing }) => ({ name, line, covered, missing }))).toEqual([
    { name: 'attend', line: 7, covered: true, missing: [] },
    {
      name: 'twice',
      line: 12,
      covered: false,
      missing: ['axis n was 2 in every call', 'no test sees it refuse a call'],
    },
    {
      name: 'both',
      line: 14,
      covered: false,
      missing: ['axis n was 3 in every call', 'axis m was 1 in every call', 'no test sees it refuse a call'],
    },
    { name: 'later', line: 21, covered: true, missing: [] },
    { name: 'unused', line: 23, covered: false, missing: ['no test calls it'] },
    {
      name: 'mean',
      line: 25,
      covered: false,
      missing: ['not watched: only checked(…) is seen when it runs'],
    },
    {
      name: 'inner',
      line: 32,
      covered: false,
      missing: ['axis n was 3 in every call', 'no test sees it refuse a call'],
    },
  ]);
  expect(signatures[0]?.axes).toEqual([
    { name: 'b', sizes: ['2', '3'], covered: true },
    { name: 'n', sizes: ['3', '9'], covered: true },
    { name: 'depth', sizes: ['4', '6'], covered: true },
    { name: 'm', sizes: ['1', '5'], covered: true },
  ]);
  expect(signatures[1]?.axes[0]).toEqual({ name: 'any', sizes: ['[4, 3]', '[]'], covered: true });
});

describe('gradients', () => {
  test('of layers and variables: who looked at them', () => {
    const { trainables } = readGradients(record, inventory);
    expect(trainables.map(({ name, by, made }) => [name, made, ...by])).toEqual([
      ['Shift', true],
      ['dense', true],
      ["dense 'head'", true, 'flow check'],
      ['bidirectional', true, 'gradient check'],
      ['dense', true, 'gradient check'],
      ['dense', false],
      ['Dense', true],
      ['variable weight', true, 'gradient check'],
      ['variable unchecked', true],
    ]);
    expect(trainables.map(({ missing }) => missing[0])).toEqual([
      'no gradient check, flow check or sanity run sees it',
      'no gradient check, flow check or sanity run sees it',
      undefined,
      undefined,
      undefined,
      'no test makes it',
      'no gradient check, flow check or sanity run sees it',
      undefined,
      'no gradient check, flow check or sanity run sees it',
    ]);
  });

  test('of one’s own: whether a gradient check ran them', () => {
    const { customGradients } = readGradients(record, inventory);
    expect(
      customGradients.map(({ name, covered, made, missing }) => [name, covered, made, ...missing]),
    ).toEqual([
      ['customGrad squared', true, true],
      ['customGrad tripled', false, true, 'no gradient check runs it'],
    ]);
  });
});

test('ops: each call that the sources make, and where it ran', () => {
  const { calls, ops } = readOps(record, inventory);
  const missing = calls.filter(({ covered }) => !covered);
  expect(missing.map(({ file, name, line }) => `${file}:${line} ${name}`)).toEqual([
    'src/gradients.ts:80 tf.softmax',
    'src/shapes.ts:26 tf.mean',
  ]);
  expect(calls.filter(({ covered }) => covered).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['tf.matMul', 'mul', 'tf.add', 'tf.sub', 'tf.neg', 'tf.fused.matMul', 'neg']),
  );
  expect(ops.find(({ op }) => op === 'fusedMatMul')).toEqual({
    op: 'fusedMatMul',
    calls: 1,
    ran: 1,
    backends: ['cpu'],
  });
  expect(ops.find(({ op }) => op === 'softmax')).toEqual({ op: 'softmax', calls: 1, ran: 0, backends: [] });
});

test('backends: which ran, with which kernels', () => {
  const { backends } = readBackends(record);
  const cpu = backends.find(({ name }) => name === 'cpu');
  expect(cpu?.ran).toBe(true);
  expect(cpu?.kernels).toEqual(expect.arrayContaining(['BatchMatMul', 'Multiply', '_FusedMatMul']));
});
