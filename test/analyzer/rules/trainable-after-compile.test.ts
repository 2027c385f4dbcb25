import { trainableAfterCompile } from '../../../src/analyzer/rules/trainable-after-compile.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(trainableAfterCompile, {
  valid: [
    `${tfjs}for (const layer of model.layers) layer.trainable = true; model.compile(options); await model.fit(x, y);`,
    {
      name: 'freezing works',
      code: `${tfjs}model.compile(options); model.layers[0].trainable = false; await model.fit(x, y);`,
    },
    {
      name: 'compiled again',
      code: `${tfjs}model.compile(options); await model.fit(x, y); base.trainable = true; model.compile(options); await model.fit(x, y);`,
    },
    {
      name: 'in one branch each',
      code: `${tfjs}function f(model) { if (a) { model.compile(o); } else { base.trainable = true; } model.fit(x, y); }`,
    },
    {
      name: 'handed to what compiles it',
      code: `${tfjs}function f(model) { model.compile(o); base.trainable = true; return finish(model); }`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}model.compile(options); base.trainable = true; await model.fit(x, y);`,
      errors: [{ message: 'late', at: 'base.trainable = true' }],
    },
    {
      name: 'in a loop',
      code: `${tfjs}async function tune(model) { model.compile(o); await model.fit(x, y); for (const layer of model.layers) { layer.trainable = true; } await model.fit(x, y); }`,
      errors: ['late'],
    },
    {
      name: 'in forEach',
      code: `${tfjs}async function tune(model) { model.compile(o); model.layers.forEach((layer) => { layer.trainable = true; }); await model.fitDataset(d, {}); }`,
      errors: ['late'],
    },
    {
      name: 'a field',
      code: `${tfjs}class T { async run() { this.model.compile(o); this.model.layers[3].trainable = true; await this.model.fit(x, y); } }`,
      errors: ['late'],
    },
  ],
});
