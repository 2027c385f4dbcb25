import { argmaxWithoutAxis } from '../../../src/analyzer/rules/argmax-without-axis.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(argmaxWithoutAxis, {
  valid: [
    `${tfjs}(model.predict(x) as tf.Tensor).argMax(-1);`,
    `${tfjs}tf.argMax(model.predict(x), 1);`,
    `${tfjs}tf.tensor1d([1, 3, 2]).argMax();`,
    { name: 'one row', code: `${tfjs}(model.predict(x) as tf.Tensor).as1D().argMax();` },
    { name: 'flattened', code: `${tfjs}model.predict(x).flatten().argMax();` },
    { name: 'squeezed to one row', code: `${tfjs}model.predict(x).squeeze().argMax();` },
    { name: 'a rank that is not known', code: `${tfjs}const best = (scores) => scores.argMax();` },
    {
      name: 'a test of the op itself',
      path: 'src/arg_max_test.ts',
      code: `${tfjs}tf.argMax(tf.tensor2d([[1, 2]]));`,
    },
    { name: 'annotated as a vector', code: `${tfjs}const best = (scores: tf.Tensor1D) => scores.argMax();` },
  ],
  invalid: [
    { code: `${tfjs}(model.predict(x) as tf.Tensor).argMax();`, errors: ['axis'] },
    {
      code: `${tfjs}const scores = model.predict(xs) as tf.Tensor2D; const classes = scores.argMax(); const worst = tf.argMin(scores);`,
      errors: [{ message: 'axis', at: 'scores.argMax()' }, 'axis'],
    },
    { name: 'after a softmax', code: `${tfjs}tf.argMax(tf.softmax(model.predict(x)));`, errors: ['axis'] },
    {
      name: 'annotated as a batch',
      code: `${tfjs}const best = (scores: tf.Tensor2D) => scores.argMax();`,
      errors: ['axis'],
    },
    {
      name: 'labels',
      code: `import { tensor2d, argMax } from '@tensorflow/tfjs-core';\nargMax(tensor2d(rows));`,
      errors: ['axis'],
    },
    {
      name: 'a field',
      code: `${tfjs}class A { async run(x) { this.model = await tf.loadLayersModel(u); return this.model.predict(x).argMax(); } }`,
      path: 'a.js',
      errors: ['axis'],
    },
  ],
});
