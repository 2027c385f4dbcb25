import { axisNamesDisagree } from '../../../src/analyzer/rules/axis-names-disagree.ts';
import { testRule } from '../test-rule.ts';

const head = "import { type Shaped } from 'tensorproof';\nimport * as tf from '@tensorflow/tfjs';\n";

testRule(axisNamesDisagree, {
  valid: [
    `${head}function f(q: Shaped<'b t d'>, k: Shaped<'b s d'>): Shaped<'b t s'> {}`,
    `${head}function f(x: Shaped<'n 4'>, y: Shaped<'boxes 4'>): void {}`,
    {
      name: 'both names in one shape',
      code: `${head}function f(x: Shaped<'batch b'>, y: Shaped<'b 3'>): void {}`,
    },
    { name: 'another axis', code: `${head}function f(x: Shaped<'batch 3'>, y: Shaped<'3 b'>): void {}` },
    {
      name: 'two functions',
      code: `${head}function f(x: Shaped<'b 3'>): void {} function g(x: Shaped<'batch 3'>): void {}`,
    },
    {
      name: 'any number of axes',
      code: `${head}function f(x: Shaped<'... c'>, y: Shaped<'b channels'>): void {}`,
    },
  ],
  invalid: [
    {
      code: `${head}function f(x: Shaped<'batch 3'>): Shaped<'b 3'> {}`,
      errors: [{ message: 'differ', at: "'b 3'" }],
    },
    {
      code: `${head}const f = (x: Shaped<'b h w c'>, y: Promise<Shaped<'b height w channels'>>): void => {};`,
      errors: ['differ', 'differ'],
    },
    { code: `${head}class A { f(x: Shaped<'Batch 3'>, y: Shaped<'batch 3'>): void {} }`, errors: ['differ'] },
  ],
});
