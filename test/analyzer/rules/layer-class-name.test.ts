import { layerClassName } from '../../../src/analyzer/rules/layer-class-name.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(layerClassName, {
  valid: [
    `${tfjs}class A extends tf.layers.Layer { static get className() { return 'A'; } }`,
    `${tfjs}class A extends tf.layers.Layer { static className = 'A'; }`,
    `${tfjs}class A extends tf.layers.Layer { getClassName() { return 'A'; } }`,
    `${tfjs}abstract class A extends tf.layers.Layer {}`,
    {
      name: 'set afterwards',
      code: `${tfjs}class A extends tf.layers.Layer {}\nA.className = 'A';`,
      path: 'a.js',
    },
    {
      name: 'inherited in this file',
      code: `${tfjs}class A extends tf.layers.Layer { static className = 'A'; }\nclass B extends A {}`,
    },
    { name: 'no layer', code: `${tfjs}class A extends Base {}` },
  ],
  invalid: [
    {
      code: `${tfjs}class Scale extends tf.layers.Layer { call(x) { return x; } }`,
      errors: [{ message: 'missing', at: 'Scale' }],
    },
    {
      code: `import { layers } from '@tensorflow/tfjs';\nconst Scale = class extends layers.Layer {};`,
      errors: ['missing'],
    },
    {
      name: 'the name is on instances',
      code: `${tfjs}class A extends tf.layers.Layer { className = 'A'; }`,
      errors: ['missing'],
    },
    {
      name: 'by a class of this file',
      code: `${tfjs}abstract class A extends tf.layers.Layer {}\nexport class B extends A {}`,
      errors: [{ message: 'missing', at: 'B' }],
    },
  ],
});
