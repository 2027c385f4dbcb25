import { docstringShapeDisagrees } from '../../../src/analyzer/rules/docstring-shape-disagrees.ts';
import { testRule } from '../test-rule.ts';

const head = "import * as tf from '@tensorflow/tfjs';\n";
const f = (doc: string, type: string, returns = 'void'): string =>
  `${head}/**\n * @param x ${doc}\n */\nfunction f(x: ${type}): ${returns} {}`;

testRule(docstringShapeDisagrees, {
  valid: [
    f('shape [batch, height, width, 3]', 'tf.Tensor4D'),
    f('shape [batch, 3]', 'tf.Tensor'),
    f('shape [..., 3]', 'tf.Tensor4D'),
    f('values in [0, 1]', 'tf.Tensor4D'),
    f("`'batch 3'`", "Shaped<'batch 3'>"),
    f("`'batch channels'`", "Shaped<'batch 3'>"),
  ],
  invalid: [
    {
      code: f('shape [batch, height, width, 3]', 'tf.Tensor3D'),
      errors: [{ message: 'rank', at: 'tf.Tensor3D' }],
    },
    { code: f('a scalar, shape []', 'tf.Tensor1D'), errors: ['rank'] },
    { code: f('shape [2]', 'tf.Scalar'), errors: ['rank'] },
    { code: f('shape [batch, 3]', 'tf.Tensor<tf.Rank.R3>'), errors: ['rank'] },
    { code: f("`'batch 4'`", "Shaped<'batch 3'>"), errors: ['size'] },
    {
      code: `${head}/** @returns float32[batch] */\nasync function f(): Promise<tf.Tensor2D> {}`,
      errors: [{ message: 'rank', at: 'Promise<tf.Tensor2D>' }],
    },
  ],
});
