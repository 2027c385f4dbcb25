import { executeAsync } from '../../../src/analyzer/rules/execute-async.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(executeAsync, {
  valid: [
    `${tfjs}await model.executeAsync(x, ['NonMaxSuppressionV5:0']);`,
    `${tfjs}model.execute(x, ['Identity:0', 'StatefulPartitionedCall:1']);`,
    `${tfjs}const model = await tf.loadGraphModel('https://host/mobilenet/model.json'); model.predict(x);`,
    `${tfjs}const model = await tf.loadGraphModel('https://host/ssd_mobilenet_v2/model.json'); await model.executeAsync(x);`,
    { name: 'no model', code: `${tfjs}db.execute(query, 'Where');` },
    { name: 'a word inside a name', code: `${tfjs}model.execute(x, 'nowhere/Somewhere');` },
  ],
  invalid: [
    { code: `${tfjs}model.execute(x, ['NonMaxSuppressionV5:0']);`, errors: ['output'] },
    {
      code: `${tfjs}const OUTPUTS = ['boxes', 'Postprocessor/BatchMultiClassNonMaxSuppression/map/TensorArrayStack/TensorArrayGatherV3']; net.execute(x, OUTPUTS);`,
      errors: ['output'],
    },
    {
      code: `${tfjs}const detector = await tf.loadGraphModel('https://host/ssd_mobilenet_v2/model.json'); const y = detector.execute(x);`,
      errors: [{ message: 'model', at: 'detector.execute(x)' }],
    },
    {
      code: `import { loadGraphModel } from '@tensorflow/tfjs-converter';\nclass D { async load() { this.model = await loadGraphModel(\`\${BASE}/ssdlite_mobilenet_v2/model.json\`); } run(x) { return this.model.predict(x); } }`,
      path: 'a.js',
      errors: ['model'],
    },
  ],
});
