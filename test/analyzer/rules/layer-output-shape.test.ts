import { layerOutputShape } from '../../../src/analyzer/rules/layer-output-shape.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

const layer = (body: string): string =>
  `${tfjs}class Custom extends tf.layers.Layer { static className = 'Custom'; ${body} }`;

testRule(layerOutputShape, {
  valid: [
    layer('call(x) { return x.mul(2); }'),
    layer('call(inputs) { return tf.tidy(() => tf.relu(inputs[0])); }'),
    layer('computeOutputShape(s) { return [s[0], 4]; } call(x) { return x.matMul(this.w.read()); }'),
    { name: 'an axis that is kept', code: layer('call(x) { return x.sub(x.mean(-1, true)); }') },
    { name: 'what is not known', code: layer('call(x) { return transform(x); }') },
    { name: 'a class that is no layer', code: `${tfjs}class Net { call(x) { return x.matMul(w); } }` },
  ],
  invalid: [
    {
      code: layer('call(x) { return tf.matMul(x, this.kernel.read()); }'),
      errors: [{ message: 'missing', at: 'Custom' }],
    },
    {
      code: layer(
        'call(inputs) { return tf.tidy(() => { const x = inputs[0]; return x.matMul(this.w.read()).add(this.b.read()); }); }',
      ),
      errors: ['missing'],
    },
    {
      code: layer('call(x) { const both = tf.concat([x, x.neg()], -1); return both; }'),
      errors: ['missing'],
    },
    { code: layer('call(x) { return x.mean(1); }'), errors: ['missing'] },
  ],
});
