import { floatingMatcher } from '../../../src/analyzer/rules/floating-matcher.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(floatingMatcher, {
  valid: [
    'await expect(model).toTrainSanely(batch);',
    'const go = () => expect(model).toTrainSanely(batch);',
    'function go() { return expect(model).not.toHaveGradientFlow(batch); }',
    'expect(tensor).toHaveShape("b 3");',
    'await Promise.all([expect(a).toRoundTrip(x), expect(b).toRoundTrip(x)]);',
    'void expect(model).toTrainSanely(batch).then(done, fail);',
    { name: 'a function is checked at once', code: 'expect((x) => x.square()).toPassGradcheck([x]);' },
  ],
  invalid: [
    {
      code: 'test("x", async () => { expect(model).toTrainSanely(batch); });',
      errors: [{ message: 'floating', at: 'expect(model).toTrainSanely(batch)' }],
      output: 'test("x", async () => { await expect(model).toTrainSanely(batch); });',
    },
    {
      code: 'test("x", () => { expect(model).not.toHaveGradientFlow(batch); });',
      errors: ['floating'],
      output: 'test("x", () => { expect(model).not.toHaveGradientFlow(batch); });',
    },
    {
      code: `${tfjs}test('x', async () => { const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }); expect(model).toPassGradcheck(batch); });`,
      errors: ['floating'],
    },
    { code: 'test("x", async () => { expect(step).toLeakNoTensors(); });', errors: ['floating'] },
  ],
});
