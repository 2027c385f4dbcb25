import { bareTensor } from '../../../src/analyzer/rules/bare-tensor.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\nimport { Tensor } from '@tensorflow/tfjs';\n";

testRule(bareTensor, {
  valid: [
    `${tfjs}export function f(x: tf.Tensor4D): tf.Tensor2D { return g(x); }`,
    `${tfjs}export function f(x: Shaped<'b h w 3'>): tf.Scalar { return g(x); }`,
    `${tfjs}export function f<T extends Tensor>(x: T): T { return x; }`,
    {
      name: 'a shape in the docstring',
      code: `${tfjs}/**\n * @param x [batch, 3]\n * @returns \`'batch'\`\n */\nexport function f(x: Tensor): Tensor { return x; }`,
    },
    { name: 'not exported', code: `${tfjs}function f(x: Tensor): Tensor { return x; }` },
    { name: 'a function type', code: `${tfjs}export function f(g: (x: Tensor) => Tensor): void {}` },
  ],
  invalid: [
    {
      code: `${tfjs}export function f(x: tf.Tensor, y: number): Tensor { return x; }`,
      errors: [
        { message: 'bare', at: 'tf.Tensor' },
        { message: 'bare', at: 'Tensor' },
      ],
    },
    {
      code: `${tfjs}export const f = (xs: Tensor[]): Promise<tf.NamedTensorMap> => g(xs);`,
      errors: [{ message: 'bare', at: 'Tensor[]' }, 'bare'],
    },
    { code: `${tfjs}export interface Model { call(x: Tensor): void }`, errors: ['bare'] },
    { code: `${tfjs}export class A { constructor(w: tf.Variable) {} }`, errors: ['bare'] },
  ],
});
