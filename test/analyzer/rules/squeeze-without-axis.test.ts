import { squeezeWithoutAxis } from '../../../src/analyzer/rules/squeeze-without-axis.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(squeezeWithoutAxis, {
  valid: [
    `${tfjs}model.predict(xs).squeeze([-1]);`,
    `${tfjs}tf.squeeze(model.predict(xs), [0]);`,
    { name: 'a sample that was made a batch', code: `${tfjs}model.predict(image.expandDims(0)).squeeze();` },
    {
      name: 'the same, before',
      code: `${tfjs}const batch = image.toFloat().expandDims(0); const mask = model.execute(batch).squeeze();`,
    },
    { name: 'one row', code: `${tfjs}model.predict(tf.tensor2d([[1, 2]])).squeeze();` },
    { name: 'no prediction', code: `${tfjs}const f = (t) => t.squeeze();` },
  ],
  invalid: [
    { code: `${tfjs}model.predict(xs).squeeze();`, errors: ['axis'] },
    {
      code: `${tfjs}const y = model.predict(batch) as tf.Tensor; tf.squeeze(y);`,
      errors: [{ message: 'axis', at: 'tf.squeeze(y)' }],
    },
  ],
});
