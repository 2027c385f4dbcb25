import { layerNotRegistered } from '../../../src/analyzer/rules/layer-not-registered.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(layerNotRegistered, {
  valid: [
    `${tfjs}class A extends tf.layers.Layer {}\ntf.serialization.registerClass(A);`,
    `import { layers, serialization } from '@tensorflow/tfjs';\nclass A extends layers.Layer {}\nserialization.registerClass(A);`,
    { name: 'exported: another file may', code: `${tfjs}export class A extends tf.layers.Layer {}` },
    { name: 'exported below', code: `${tfjs}class A extends tf.layers.Layer {}\nexport { A };` },
    {
      name: 'CommonJS',
      code: `${tfjs}class A extends tf.layers.Layer {}\nmodule.exports = { A };`,
      path: 'a.js',
    },
  ],
  invalid: [
    {
      code: `${tfjs}class A extends tf.layers.Layer {}\nexport const a = () => new A({});`,
      errors: [{ message: 'missing', at: 'A' }],
    },
    {
      name: 'only another is registered',
      code: `${tfjs}class A extends tf.layers.Layer {}\nclass AB extends tf.layers.Layer {}\ntf.serialization.registerClass(AB);`,
      errors: [{ message: 'missing', at: 'A', line: 2 }],
    },
  ],
});
