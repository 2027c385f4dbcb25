import { predictInLoss } from '../../../src/analyzer/rules/predict-in-loss.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(predictInLoss, {
  valid: [
    { name: 'outside of a loss', code: `${tfjs}const model = tf.sequential(); model.predict(x);` },
    {
      name: 'apply',
      code: `${tfjs}const model = tf.sequential(); opt.minimize(() => tf.losses.meanSquaredError(y, model.apply(x, { training: true })));`,
    },
    { name: 'a graph model', code: `${tfjs}let m: tf.GraphModel; opt.minimize(() => m.predict(x).mean());` },
    { name: 'another predict', code: `${tfjs}opt.minimize(() => service.predict(x));` },
    {
      name: 'what is only shown',
      code: `${tfjs}const model = tf.sequential(); opt.minimize(() => { model.predict(x).print(); return model.apply(x).mean(); });`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}const model = tf.sequential();\nopt.minimize(() => tf.losses.meanSquaredError(y, model.predict(x)));`,
      errors: [{ message: 'inference', at: 'predict', line: 3 }],
    },
    {
      name: 'by a name',
      code: `${tfjs}function step(model: tf.LayersModel, x: tf.Tensor) { const loss = () => { const p = model.predict(x) as tf.Tensor; return p.square().mean(); }; opt.minimize(loss); }`,
      errors: ['inference'],
    },
    {
      name: 'variableGrads',
      code: `${tfjs}class Agent { private net: tf.Sequential; learn() { return tf.variableGrads(() => this.net.predictOnBatch(x).mean()); } }`,
      errors: ['inference'],
    },
  ],
});
