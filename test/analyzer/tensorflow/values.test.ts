import { ts } from '../../../src/analyzer/compiler.js';
import { describe, expect, test } from 'vitest';
import { SourceText } from '../../../src/analyzer/source-text.ts';
import { TensorFlowNames } from '../../../src/analyzer/tensorflow/names.ts';
import type { Value } from '../../../src/analyzer/tensorflow/value.ts';

/** What the argument of the last `here(…)` of a source holds. */
function valueHere(code: string, path = 'a.ts'): string {
  const source = SourceText.parse(path, `import * as tf from '@tensorflow/tfjs';\n${code}`);
  const { values } = new TensorFlowNames(source);
  let found = 'no here()';
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      node.expression.getText() === 'here' &&
      node.arguments[0] !== undefined
    ) {
      found = textOf(values.of(node.arguments[0]));
    }
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return found;
}

function textOf(value: Value | undefined): string {
  if (value === undefined) return 'unknown';
  if (value.kind === 'promise' || value.kind === 'array') return `${value.kind} of ${textOf(value.of)}`;
  if (value.kind === 'function') return `function giving ${textOf(value.returns)}`;
  if (value.kind !== 'object') return value.kind;
  return `{ ${[...value.members].map(([name, member]) => `${name}: ${textOf(member)}`).join(', ')} }`;
}

describe('known values', () => {
  test.each([
    ['an op', 'here(tf.add(a, b));', 'tensor'],
    ['a chain', 'here(tf.zeros([2]).add(1).expandDims(0));', 'tensor'],
    ['a const', 'const x = tf.zeros([2]); here(x);', 'tensor'],
    ['a let without initialiser', 'let x; x = tf.zeros([2]); here(x);', 'tensor'],
    ['an annotated parameter', 'function f(x: tf.Tensor4D) { here(x); }', 'tensor'],
    ['an annotation of one or many', 'function f(x: tf.Tensor | tf.Tensor[]) { here(x); }', 'prediction'],
    ['an alias of a type', 'type Kernel = tf.Tensor; function f(x: Kernel) { here(x); }', 'tensor'],
    ['a destructured parameter', 'function f({ xs }: { xs: tf.Tensor; n: number }) { here(xs); }', 'tensor'],
    ['an interface', 'interface Batch { xs: tf.Tensor } function f(b: Batch) { here(b.xs); }', 'tensor'],
    ['a shaped tensor', "function f(x: Shaped<'batch 3'>) { here(x); }", 'tensor'],
    ['a cast', 'here(model.predict(x) as tf.Tensor);', 'tensor'],
    ['a variable', 'here(tf.variable(tf.zeros([2])));', 'variable'],
    ['a model', 'const m = tf.sequential(); here(m);', 'layers model'],
    ['a prediction', 'const m = tf.sequential(); here(m.predict(x));', 'prediction'],
    ['one of several outputs', 'const m = tf.sequential(); const [a] = m.predict(x); here(a);', 'tensor'],
    ['a model that loads', 'here(tf.loadLayersModel(url));', 'promise of layers model'],
    ['an awaited model', 'const m = await tf.loadGraphModel(url); here(m);', 'graph model'],
    ['a then', 'tf.loadGraphModel(url).then((m) => here(m));', 'graph model'],
    ['an optimizer', 'const o = tf.train.adam(); here(o);', 'optimizer'],
    ["a model's optimizer", 'const m = tf.sequential(); here(m.optimizer);', 'optimizer'],
    [
      'a symbolic tensor',
      'const i = tf.input({ shape: [2] }); here(tf.layers.dense({}).apply(i));',
      'symbolic tensor',
    ],
    ['a layer', 'here(tf.layers.dense({ units: 1 }));', 'layer'],
    ['a dataset', 'here(tf.data.array(a).batch(2).map(f));', 'dataset'],
    ['a tidy', 'here(tf.tidy(() => x.add(1).toFloat()));', 'tensor'],
    [
      'a tidy that returns an object',
      'const { a } = tf.tidy(() => ({ a: tf.ones([1]) })); here(a);',
      'tensor',
    ],
    ["a gradient function's parameter", 'tf.grad((x) => here(x));', 'tensor'],
    ['gradients of variables', 'const { value, grads } = tf.variableGrads(f); here(grads.w);', 'tensor'],
    ['gradients of inputs', 'const [dx] = tf.grads(f)([a, b]); here(dx);', 'tensor'],
    ['a split', 'const [a] = tf.split(x, 2); here(a);', 'tensor'],
    ['topk', 'const { values } = tf.topk(x); here(values);', 'tensor'],
    ['a function of the file', 'function f() { return tf.zeros([1]); } here(f());', 'tensor'],
    [
      'an async function of the file',
      'async function f() { return tf.zeros([1]); } here(f());',
      'promise of tensor',
    ],
    ['its parameter, by its calls', 'const f = (x) => here(x); f(tf.zeros([1])); f(tf.ones([1]));', 'tensor'],
    ['an element of a loop', 'for (const t of [tf.zeros([1]), tf.ones([1])]) here(t);', 'tensor'],
    ['an element of a callback', 'const ts = [tf.zeros([1])]; ts.forEach((t) => here(t));', 'tensor'],
    ['a member', 'class A { m = tf.sequential(); f() { here(this.m); } }', 'layers model'],
    [
      'a declared member',
      'class A { private m: tf.GraphModel | null = null; f() { here(this.m!); } }',
      'graph model',
    ],
    [
      'an assigned member',
      'class A { constructor() { this.m = tf.sequential(); } f() { here(this.m); } }',
      'layers model',
    ],
    [
      'a parameter property',
      'class A { constructor(private m: tf.LayersModel) {} f() { here(this.m); } }',
      'layers model',
    ],
    ['a telling method', 'here(something.expandDims(0));', 'tensor'],
    ['values of a tensor', 'here(tf.zeros([1]).dataSync());', 'typed array'],
  ])('%s', (_, code, value) => {
    expect(valueHere(code)).toBe(value);
  });

  test.each([
    ['a parameter', '/** @param {tf.Tensor} x */ function f(x) { here(x); }', 'tensor'],
    ['a name without import', '/** @param {Tensor3D} x */ function f(x) { here(x); }', 'tensor'],
    [
      'a return',
      '/** @returns {Promise<tf.LayersModel>} */ function f() {} here(f());',
      'promise of layers model',
    ],
  ])('of JSDoc: %s', (_, code, value) => {
    expect(valueHere(code, 'a.js')).toBe(value);
  });
});

describe('unknown values', () => {
  test.each([
    ['a plain parameter', 'function f(x) { here(x); }'],
    ["another object's add", 'here(cart.add(item));'],
    ['branches that differ', 'here(c ? tf.zeros([1]) : 3);'],
    ['calls that differ', 'const f = (x) => here(x); f(tf.zeros([1])); f(3);'],
    ['itself', 'let x = x; here(x);'],
    ['a function that calls itself', 'function f(n) { return f(n - 1); } here(f(1));'],
    ['a shadowed name', 'const x = tf.zeros([1]); function f(x) { here(x); }'],
    ['a layer of unknown input', 'here(tf.layers.dense({}).apply(x));'],
  ])('%s', (_, code) => {
    expect(valueHere(code)).toBe('unknown');
  });
});
