import { shapeOnlyInDocstring } from '../../../src/analyzer/rules/shape-only-in-docstring.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";
const shaped = "import type { Shaped } from 'tensorproof';\n";

testRule(shapeOnlyInDocstring, {
  valid: [
    `${tfjs}/** @param x of shape [batch, 3] */\nexport function f(x: tf.Tensor): void {}`,
    `${tfjs}/** @param x of shape [batch, 3] */\nexport function f(x: tf.Tensor4D): void {}`,
    `${tfjs}/** @param x of shape [batch, 3] */\nexport function f(x: tf.Variable<tf.Rank.R2>): void {}`,
    `${tfjs}/** @param x any images */\nexport function f(x: tf.Tensor2D): void {}`,
    { name: 'nothing but unknown sizes', code: `${tfjs}/** @param x of shape [-1, -1] */\nexport function f(x: tf.Tensor2D): void {}` }, // prettier-ignore
    { name: 'any number of axes', code: `${tfjs}/** @param x \`'... 3'\` */\nexport function f(x: tf.Tensor2D): void {}` }, // prettier-ignore
    { name: 'JavaScript has no types', path: 'a.js', code: `${tfjs}/** @param {tf.Tensor2D} x of shape [batch, 3] */\nexport function f(x) {}` }, // prettier-ignore
  ],
  invalid: [
    {
      code: `${tfjs}/**\n * @param x of shape [batch, 3]\n * @returns \`'batch 1'\`\n */\nexport function f(x: tf.Tensor2D): Promise<tf.Tensor2D> { return g(x); }`,
      errors: [
        { message: 'docstring', at: 'tf.Tensor2D' },
        { message: 'docstring', at: 'Promise<tf.Tensor2D>' },
      ],
    },
    {
      name: 'an import is added after the others, with their line ends',
      code: `${tfjs.replace('\n', '\r\n')}\r\n/** @param x of shape [batch, 3] */\r\nexport function f(x: tf.Tensor2D /* kept */): void {}\r\n`,
      errors: ['docstring'],
      output: `import * as tf from '@tensorflow/tfjs';\r\nimport type { Shaped } from 'tensorproof';\r\n\r\n/** @param x of shape [batch, 3] */\r\nexport function f(x: Shaped<'batch 3'> /* kept */): void {}\r\n`,
    },
    {
      name: 'the import that is there',
      code: `${tfjs}${shaped}/** @param x of shape [batch, 3] */\nexport const f = (x: tf.Tensor<tf.Rank.R2>): void => {};`,
      errors: ['docstring'],
      output: `${tfjs}${shaped}/** @param x of shape [batch, 3] */\nexport const f = (x: Shaped<'batch 3'>): void => {};`,
    },
    {
      name: 'no fix where the name is taken',
      code: `${tfjs}type Shaped = 1;\n/** @param x of shape [batch, 3] */\nexport function f(x: tf.Tensor2D): void {}`,
      errors: ['docstring'],
      output: `${tfjs}type Shaped = 1;\n/** @param x of shape [batch, 3] */\nexport function f(x: tf.Tensor2D): void {}`,
    },
  ],
});
