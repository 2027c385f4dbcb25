import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inventoryOf, readInventory, type Inventory } from '../../../src/analyzer/inventory/index.ts';
import { SourceText } from '../../../src/analyzer/source-text.ts';

const TF = "import * as tf from '@tensorflow/tfjs';\n";

function take(text: string, file = 'a.ts'): Inventory {
  return inventoryOf([SourceText.parse(file, text)]);
}

describe('signatures', () => {
  test.each<[string, string, string, string, readonly string[] | undefined]>([
    ['a constant', "const mean = checked('x: b *rest -> b', (x) => x);", 'contract', 'mean', ['b', 'rest']],
    [
      'a named function',
      "export default checked('n -> n', function id(x) { return x; });",
      'contract',
      'id',
      ['n'],
    ],
    [
      'a name in the options',
      "const a = checked('n -> n', (x) => x, { name: 'b' });",
      'contract',
      'b',
      ['n'],
    ],
    ['a property', "const all = { first: checked('n -> n', (x) => x) };", 'contract', 'first', ['n']],
    ['a field', "class A { run = checked('n -> n', (x) => x); }", 'contract', 'run', ['n']],
    ['no name at all', "use(checked('3 4 -> 12', (x) => x));", 'contract', 'checked', []],
    ['through a namespace', "const f = proof.checked('n -> n', (x) => x);", 'contract', 'f', ['n']],
    ['arithmetic names nothing', "const f = checked('n 2*n -> n+m', (x) => x);", 'contract', 'f', ['n']],
    [
      'an object of shapes',
      "const f = checked({ args: { x: 'n', 'y?': ['m', null] }, returns: { z: 'k' } }, (x) => x);",
      'contract',
      'f',
      ['n', 'm', 'k'],
    ],
    ['a contract that is no literal', 'const f = checked(contract, (x) => x);', 'contract', 'f', undefined],
    [
      'one that only a run can read',
      'const f = checked({ args: [spec] }, (x) => x);',
      'contract',
      'f',
      undefined,
    ],
    ['one that does not parse', "const f = checked('n -> (', (x) => x);", 'contract', 'f', undefined],
    ['a function', "function f(x: Shaped<'b n'>): Shaped<'b'> { return x; }", 'annotations', 'f', ['b', 'n']],
    ['a constant function', "const f = (x: Shaped<'b n'>) => x;", 'annotations', 'f', ['b', 'n']],
    ['a method', "class A { call(x: Shaped<'b'>) { return x; } }", 'annotations', 'A.call', ['b']],
    [
      'inside a type',
      "function f(x: readonly Shaped<'b'>[], y: { z: Shaped<'c'> }) {}",
      'annotations',
      'f',
      ['b', 'c'],
    ],
    ['a promise', "async function f(): Promise<Shaped<'b'>> { return x; }", 'annotations', 'f', ['b']],
  ])('%s', (_, text, kind, name, axes) => {
    expect(take(text).signatures.map((each) => [each.kind, each.name, each.axes])).toEqual([
      [kind, name, axes],
    ]);
  });

  test.each([
    ['a function without shapes', 'function f(x: tf.Tensor): tf.Tensor { return x; }'],
    ['a type', "interface A { f(x: Shaped<'b'>): void }"],
    ['an overload', "declare function f(x: Shaped<'b'>): void;"],
    ['another function by that name', "checked('n')"],
    [
      'a type of that name from elsewhere',
      "import type { Shaped } from 'shapes'; function f(x: Shaped<'b'>) {}",
    ],
  ])('none in %s', (_, text) => {
    expect(take(text).signatures).toEqual([]);
  });

  test('what a contract wraps is the contract’s', () => {
    const text = "function inner(x: Shaped<'n'>) { return x; }\nexport const f = checked('n -> n', inner);";
    expect(take(text).signatures).toMatchObject([{ kind: 'contract', line: 2, column: 18, name: 'inner' }]);
  });
});

describe('what is trained', () => {
  test.each<[string, string, readonly string[]]>([
    ['a layer', 'model.add(tf.layers.dense({ units: 1 }));', ['dense']],
    ['a layer with a name', "model.add(tf.layers.conv2d({ name: 'stem' }));", ["conv2d 'stem'"]],
    ['a layer that is held', 'const head = tf.layers.dense({ units: 1 });', ['dense head']],
    ['a layer of a class', 'class A { constructor() { this.head = tf.layers.dense({}); } }', ['dense head']],
    ['a frozen layer', 'tf.layers.dense({ units: 1, trainable: false });', []],
    [
      'a layer without weights',
      "tf.layers.activation({ activation: 'relu' }); tf.layers.dropout({ rate: 0.5 });",
      [],
    ],
    [
      'a wrapper that makes its own',
      'tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2 }) });',
      ['bidirectional'],
    ],
    [
      'a wrapper that takes what it is given',
      'tf.layers.timeDistributed({ layer: tf.layers.dense({}) });',
      ['dense'],
    ],
    ['a cell', 'tf.layers.rnn({ cell: tf.layers.gruCell({ units: 2 }) });', ['gruCell']],
    ['a variable', 'const w = tf.variable(tf.zeros([2]));', ['variable w']],
    ['a variable by method', 'const w = tf.zeros([2]).variable();', ['variable w']],
    ['a frozen variable', 'const w = tf.variable(tf.zeros([2]), false); tf.zeros([2]).variable(false);', []],
    [
      'a renamed import',
      "import { layers as l } from '@tensorflow/tfjs-layers'; l.embedding({});",
      ['embedding'],
    ],
    [
      'a custom layer',
      "class Scale extends tf.layers.Layer { build() { this.w = this.addWeight('w', [1]); } }",
      ['Scale'],
    ],
    ['a custom layer without weights', 'class Flip extends tf.layers.Layer { call(x) { return x; } }', []],
    [
      'an abstract layer and one that inherits',
      "abstract class A extends tf.layers.Layer { build() { this.addWeight('w', [1]); } }\nclass B extends A {}",
      ['B'],
    ],
    ['a gradient of its own is none of it', 'const f = tf.customGrad((x) => x);', []],
  ])('%s', (_, text, expected) => {
    expect(take(TF + text).trainables.map(({ name }) => name)).toEqual(expected);
  });

  test('custom gradients', () => {
    const { customGradients } = take(
      `${TF}const clip = tf.customGrad((x) => x);\nfoo(tf.customGrad((x) => x));`,
    );
    expect(customGradients.map(({ name, line, column }) => [name, line, column])).toEqual([
      ['customGrad clip', 2, 14],
      ['customGrad', 3, 5],
    ]);
  });
});

describe('calls of ops', () => {
  test.each<[string, string, readonly [name: string, op: string][]]>([
    ['a function', 'tf.matMul(a, b);', [['tf.matMul', 'matMul']]],
    ['a method of a tensor', 'tf.ones([2]).relu();', [['relu', 'relu']]],
    ['a method that only tensors have', 'x.squeeze();', [['squeeze', 'squeeze']]],
    ['a method that others have, too', 'x.add(1);', []],
    ['a fused op', 'tf.fused.matMul({ a, b });', [['tf.fused.matMul', 'fusedMatMul']]],
    [
      'an op of a group',
      'tf.image.resizeBilinear(x, [2, 2]);',
      [['tf.image.resizeBilinear', 'resizeBilinear']],
    ],
    [
      'a method by another name',
      'tf.relu(x).toFloat().as1D();',
      [
        ['as1D', 'reshape'],
        ['toFloat', 'cast'],
        ['tf.relu', 'relu'],
      ],
    ],
    ['what computes nothing', 'tf.tensor1d([1]); tf.zeros([2]); tf.tidy(() => 1); tf.layers.dense({});', []],
  ])('%s', (_, text, expected) => {
    expect(take(TF + text).opCalls.map(({ name, op }) => [name, op])).toEqual(expected);
  });

  test('stand where their name does', () => {
    const { opCalls } = take(`${TF}const y = tf\n  .relu(x)\n  .neg();`);
    expect(opCalls.map(({ name, line, column }) => [name, line, column])).toEqual([
      ['neg', 4, 4],
      ['tf.relu', 3, 4],
    ]);
  });
});

test('a project’s tests and broken files don’t count, nor what is left out', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'inventory '));
  try {
    await mkdir(path.join(root, 'src/gen'), { recursive: true });
    const code = `${TF}export const w = tf.variable(tf.zeros([2]));\n`;
    for (const file of ['a.ts', 'a.test.ts', 'b.jsx', 'gen/c.ts'])
      await writeFile(path.join(root, 'src', file), code);
    await writeFile(path.join(root, 'src/latin.ts'), Buffer.from([0xff, 0x61]));
    const { files, trainables } = await readInventory({ root, ignore: ['src/gen/**'] });
    expect(files).toEqual(['src/a.ts', 'src/b.jsx']);
    expect(trainables).toHaveLength(2);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
