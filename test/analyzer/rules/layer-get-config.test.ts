import { layerGetConfig } from '../../../src/analyzer/rules/layer-get-config.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

const layer = (maker: string, config: string): string =>
  `${tfjs}class Scale extends tf.layers.Layer { static className = 'Scale'; ${maker} ${config} call(x) { return x; } }`;

testRule(layerGetConfig, {
  valid: [
    layer('constructor(config) { super(config); }', ''),
    layer(
      'constructor(config) { super(config); this.factor = config.factor; }',
      'getConfig() { return { ...super.getConfig(), factor: this.factor }; }',
    ),
    layer(
      'constructor(config) { super(config); this.factor = config.factor; }',
      'getConfig() { const config = super.getConfig(); Object.assign(config, { factor: this.factor }); return config; }',
    ),
    layer(
      'constructor(config) { super(config); this.factor = config.factor; }',
      'getConfig() { const config = super.getConfig(); config.factor = this.factor; return config; }',
    ),
    {
      name: 'only what every layer has',
      code: layer('constructor(config) { super(config); this.size = config.inputShape; }', ''),
    },
    {
      name: 'a config that is copied',
      code: layer(
        'constructor(config) { super(config); this.own = config.own; }',
        'getConfig() { return { ...this.given }; }',
      ),
    },
    { name: 'no options', code: layer('constructor() { super({}); }', '') },
  ],
  invalid: [
    {
      code: layer('constructor(config) { super(config); this.factor = config.factor; }', ''),
      errors: [{ message: 'missing', at: 'Scale' }],
    },
    {
      code: layer(
        'constructor(config: { a: number; b: number }) { super(config); this.a = config.a; this.b = config.b; }',
        'getConfig() { return { ...super.getConfig(), a: this.a }; }',
      ),
      errors: [{ message: 'incomplete', at: 'getConfig' }],
    },
    {
      name: 'destructured',
      code: layer('constructor({ factor, name }) { super({ name }); this.factor = factor; }', ''),
      errors: ['missing'],
    },
    {
      name: 'destructured inside',
      code: layer(
        'constructor(config) { super(config); const { alpha = 1, beta } = config; }',
        'getConfig() { const base = super.getConfig(); return { ...base, alpha: this.alpha }; }',
      ),
      errors: ['incomplete'],
    },
  ],
});
