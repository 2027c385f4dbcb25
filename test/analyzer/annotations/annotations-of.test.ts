import { describe, expect, test } from 'vitest';
import { annotationsOf } from '../../../src/analyzer/annotations/annotations-of.ts';
import type { Position } from '../../../src/analyzer/annotations/position.ts';
import { SourceText } from '../../../src/analyzer/source-text.ts';

const HEAD =
  "import * as tf from '@tensorflow/tfjs'; import type { Tensor, Tensor4D } from '@tensorflow/tfjs';\n";

/** `name: annotation tensor`, a line a position. */
function positions(code: string, path = 'a.ts'): string[] {
  return annotationsOf(SourceText.parse(path, code)).positions.map(described);
}

function described({ kind, name, annotation, tensor }: Position): string {
  const what = kind === 'return' ? 'return' : `${kind} ${name}`;
  const holds = tensor === undefined ? '' : ` ${tensor.container ? 'many ' : ''}${tensor.detail}`;
  return `${what}: ${annotation}${holds}${tensor?.shapedBy === undefined ? '' : ` by ${tensor.shapedBy}`}`;
}

describe('what a type says of tensors', () => {
  test.each<[string, string]>([
    ['tf.Tensor', ' bare'],
    ['Tensor', ' bare'],
    ['Tensor | undefined', ' bare'],
    ['tf.Tensor<tf.Rank>', ' bare'],
    ['tf.Tensor<tf.Rank.R2>', ' ranked'],
    ['tf.Variable', ' bare'],
    ['tf.Variable<tf.Rank.R1>', ' ranked'],
    ['tf.Scalar', ' shaped by type'],
    ['tf.Tensor<tf.Rank.R0>', ' shaped by type'],
    ['Tensor4D', ' ranked'],
    ['Tensor4D | Tensor', ' bare'],
    ["Shaped<'b h w 3'>", ' shaped by type'],
    ["Shaped<'b h w 3'> | Tensor4D", ' ranked'],
    ['Tensor[]', ' many bare'],
    ['readonly Tensor4D[]', ' many ranked'],
    ['Array<tf.Tensor2D>', ' many ranked'],
    ['[Tensor4D, number]', ' many ranked'],
    ['[x: Tensor4D, y?: Tensor]', ' many bare'],
    ['Record<string, Tensor>', ' many bare'],
    ['Map<string, Tensor4D>', ' many ranked'],
    ['Promise<Tensor4D>', ' many ranked'],
    ['Readonly<Tensor4D>', ' ranked'],
    ['{ x: Tensor4D, [key: string]: Tensor4D }', ' many ranked'],
    ['{ [Key in "a" | "b"]: Tensor }', ' many bare'],
    ['tf.NamedTensorMap', ' many bare'],
    ['tf.TensorContainer', ' many bare'],
    ["import('@tensorflow/tfjs').Tensor3D", ' ranked'],
    ['Batch', ' many ranked'],
    ['Tree', ' bare'],
    ['number', ''],
    ['unknown', ''],
    ['tf.SymbolicTensor', ''],
    ['tf.LayersModel', ''],
    ['(x: Tensor) => Tensor', ''],
    ['ort.Tensor', ''],
    ['OtherTensor', ''],
    ['Mine.Tensor4D', ' ranked'],
  ])('%s:%s', (type, holds) => {
    const code = `${HEAD}import * as ort from 'onnxruntime-web'; import { Tensor as OtherTensor } from 'onnxruntime-web'; import * as Mine from './mine';
      type Batch = { images: Tensor4D, labels: tf.Tensor1D }; type Tree = Tensor | Tree[];
      export const x: ${type} = make();`;
    const found = positions(code).filter((each) => each.startsWith('constant'));
    expect(found).toEqual([`constant x: annotated${holds}`]);
  });

  test('a type parameter hands on the rank that it was given', () => {
    expect(positions(`${HEAD}function f<T extends Tensor, U>(x: T, y: U, z: T[]): T { return x; }`)).toEqual([
      'parameter x: annotated ranked',
      'parameter y: annotated',
      'parameter z: annotated many ranked',
      'return: annotated ranked',
    ]);
  });

  test.each(['any', 'any[]', 'Promise<any>', 'Record<string, any>', '{ a: any }', '[any]', 'number | any'])(
    '%s is any',
    (type) => {
      expect(positions(`export const x: ${type} = make();`)).toEqual(['constant x: explicit-any']);
    },
  );

  test('what a function type takes is not held', () => {
    expect(positions('export const f: (x: any) => any = g;')).toEqual(['constant f: annotated']);
  });
});

describe('which positions are counted', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a function',
      'function f(a: number, b, c = 1): void {}',
      ['parameter a: annotated', 'parameter b: implicit-any', 'parameter c: inferred', 'return: annotated'],
    ],
    [
      'an arrow function in a variable',
      'const f = (x: number) => x * 2;',
      ['parameter x: annotated', 'return: missing'],
    ],
    ['an arrow function whose variable has a type', 'const f: F = (x) => x;', []],
    ['callbacks', 'xs.map((x) => x); run(function (y) {});', []],
    ['methods of an object literal', 'use({ call(x) { return x; }, f: (y) => y });', []],
    [
      'a class',
      'class A { x = 1; #y: number; z; constructor(a: string) {} get w(): number { return 1; } set w(v) {} m() {} }',
      [
        'property x: inferred',
        'property #y: annotated',
        'property z: missing',
        'parameter a: annotated',
        'return: annotated',
        'parameter v: implicit-any',
        'return: inferred',
      ],
    ],
    [
      'a field that holds a function',
      'class A { f = (x: number): number => x; }',
      ['parameter x: annotated', 'return: annotated'],
    ],
    [
      'an interface',
      'interface A { x: number; f(y: string): void }',
      ['property x: annotated', 'parameter y: annotated', 'return: annotated'],
    ],
    ['an alias', 'type A = { x: number };', ['property x: annotated']],
    [
      'a type in place',
      'function f(o: { a: number }): void {}',
      ['parameter o: annotated', 'return: annotated'],
    ],
    ['this', 'function f(this: Window): void {}', ['return: annotated']],
    ['a pattern', 'function f({ a, b }: P): void {}', ['parameter { a, b }: annotated', 'return: annotated']],
    ['constants that are not exported', 'const a = f();', []],
    ['constants exported by a list', 'const a = f(); export { a as b };', ['constant a: missing']],
    ['constants of CommonJS', 'const a = f(); module.exports = { a };', ['constant a: missing']],
  ])('%s', (_, code, expected) => {
    expect(positions(code)).toEqual(expected);
  });

  test.each<[string, string]>([
    ['1', 'inferred'],
    ['-1', 'inferred'],
    ['`a${b}`', 'inferred'],
    ['/x/g', 'inferred'],
    ['!a', 'inferred'],
    ['a === b', 'inferred'],
    ['a + b', 'missing'],
    ['null', 'missing'],
    ['[]', 'missing'],
    ['[1, 2]', 'inferred'],
    ['[1, f()]', 'missing'],
    ['{ a: 1, b: { c: "x" } }', 'inferred'],
    ['{ a: 1, ...rest }', 'missing'],
    ['{ a: 1 } as const', 'inferred'],
    ['f() as number', 'inferred'],
    ['f() as any', 'explicit-any'],
    ['new Model()', 'inferred'],
    ['new Map()', 'missing'],
    ['new Map<string, number>()', 'inferred'],
    ['new Map<string, Tensor>()', 'inferred many bare'],
    ['tf.tensor2d([[1]])', 'inferred ranked'],
    ['tf.matMul(a, b)', 'missing bare'],
    ['tf.variable(a)', 'missing bare'],
    ['a ? 1 : 2', 'inferred'],
    ['later', 'missing'],
    ['declared', 'inferred'],
    ["checked('b 3 -> b', (x: Tensor) => x)", 'inferred'],
  ])('export const a = %s is %s', (value, expected) => {
    const found = positions(`${HEAD}export const a = ${value}; function declared(): void {}`);
    expect(found.filter((each) => each.startsWith('constant'))).toEqual([`constant a: ${expected}`]);
  });

  test('returns are inferred where each is certain', () => {
    expect(
      positions(
        'function f(): number { return 1 } function g() { if (a) return 1; return 2; } function h() { return k(); }',
      ),
    ).toEqual(['return: annotated', 'return: inferred', 'return: missing']);
    expect(positions('function f() { return xs.map(() => { return 1; }); }')).toEqual(['return: missing']);
  });
});

describe('shapes', () => {
  test('a contract says the shape of what it takes and gives', () => {
    expect(
      positions(
        `${HEAD}export const f = checked('q: b t d, k: b s d -> b t s', (q: Tensor, k: Tensor) => tf.matMul(q, k));`,
      ),
    ).toEqual([
      'constant f: inferred',
      'parameter q: annotated shaped by contract',
      'parameter k: annotated shaped by contract',
      'return: annotated shaped by contract',
    ]);
  });

  test('a docstring says it in the words of this library, or as a list', () => {
    const code = `${HEAD}
      /**
       * @param images \`'batch height width 3'\`, in [0, 1]
       * @param labels of shape [batch, 10]
       * @param scale in [0, 1]
       * @returns float32[batch]
       */
      export function loss(images: Tensor, labels: Tensor, scale: Tensor): Tensor { return images; }
      interface Batch {
        /** [batch, 28, 28] */
        images: Tensor;
      }`;
    expect(positions(code)).toEqual([
      'parameter images: annotated shaped by docstring',
      'parameter labels: annotated shaped by docstring',
      'parameter scale: annotated bare',
      'return: annotated shaped by docstring',
      'property images: annotated shaped by docstring',
    ]);
  });
});

describe('JavaScript', () => {
  test('its JSDoc types are its annotations', () => {
    const code = `
      /**
       * @param {tf.Tensor4D} images
       * @param {Array<tf.Tensor>} rest
       * @param {*} options
       * @param {number=} n
       * @returns {Promise<tf.Tensor>}
       */
      export async function f(images, rest, options, n, other) { return tf.concat(rest); }
      /** @type {tf.Tensor2D} */
      export const weights = make();`;
    expect(positions(code, 'a.js')).toEqual([
      'parameter images: annotated ranked',
      'parameter rest: annotated many bare',
      'parameter options: explicit-any',
      'parameter n: annotated',
      'parameter other: implicit-any',
      'return: annotated many bare',
      'constant weights: annotated ranked',
    ]);
  });
});

describe('casts that hide', () => {
  test('are counted by what they hide', () => {
    const code = `${HEAD}function f(x?: Tensor, n?: number): void { x!.dispose(); n!.toFixed(); g(x as any); g(x as unknown as number); g(<any>x); }`;
    expect(annotationsOf(SourceText.parse('a.ts', code)).casts).toEqual({
      toAny: 2,
      throughUnknown: 1,
      nonNullTensor: 1,
    });
  });
});
