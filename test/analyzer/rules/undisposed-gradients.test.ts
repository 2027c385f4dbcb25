import { undisposedGradients } from '../../../src/analyzer/rules/undisposed-gradients.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(undisposedGradients, {
  valid: [
    {
      name: 'disposed of',
      code: `${tfjs}for (;;) { const { value, grads } = tf.variableGrads(f); opt.applyGradients(grads); tf.dispose([value, grads]); }`,
    },
    {
      name: 'one by one',
      code: `${tfjs}for (;;) { const { value, grads } = tf.variableGrads(f); opt.applyGradients(grads); value.dispose(); Object.values(grads).forEach((g) => g.dispose()); }`,
    },
    {
      name: 'by their names',
      code: `${tfjs}for (;;) { const { value, grads } = tf.variableGrads(f); opt.applyGradients(grads); value.dispose(); for (const n in grads) grads[n].dispose(); }`,
    },
    {
      name: 'in a tidy',
      code: `${tfjs}for (;;) { tf.tidy(() => { const { grads } = tf.variableGrads(f); opt.applyGradients(grads); }); }`,
    },
    {
      name: 'returned',
      code: `${tfjs}export async function f() { const { value, grads } = tf.variableGrads(g); return { value, grads }; }`,
    },
    { name: 'returned whole', code: `${tfjs}export const f = () => tf.variableGrads(g);` },
    { name: 'once', code: `${tfjs}const { value, grads } = tf.variableGrads(f); value.print();` },
    {
      name: 'given on',
      code: `${tfjs}for (;;) { const { value, grads } = tf.variableGrads(f); log(value); clip(grads); }`,
    },
    {
      name: 'a whole result that is disposed of',
      code: `${tfjs}for (;;) { const r = tf.variableGrads(f); opt.applyGradients(r.grads); tf.dispose(r); }`,
    },
    { name: 'minimize', code: `${tfjs}for (;;) { opt.minimize(f); }` },
  ],
  invalid: [
    {
      code: `${tfjs}for (;;) {\n  const { value, grads } = tf.variableGrads(f);\n  opt.applyGradients(grads);\n  value.dispose();\n}`,
      errors: [{ message: 'grads', line: 3, at: 'grads' }],
    },
    {
      name: 'both',
      code: `${tfjs}for (;;) { const { value, grads } = tf.variableGrads(f); opt.applyGradients(grads); console.log(value.dataSync()); }`,
      errors: ['value', 'grads'],
    },
    {
      name: 'the value is not taken',
      code: `${tfjs}for (;;) { const { grads } = tf.variableGrads(f); opt.applyGradients(grads); tf.dispose(grads); }`,
      errors: ['value'],
    },
    {
      name: 'a step that may be called anywhere',
      code: `${tfjs}export function step(x) { const { value, grads } = tf.variableGrads(f); optimizer.applyGradients(grads); return value; }`,
      errors: ['grads'],
    },
    {
      name: 'a whole result',
      code: `${tfjs}for (;;) { const r = opt.computeGradients(f); opt.applyGradients(r.grads); }`,
      errors: ['grads'],
    },
    {
      name: 'only the gradients',
      code: `${tfjs}for (;;) { const g = tf.variableGrads(f).grads; opt.applyGradients(g); tf.dispose(g); }`,
      errors: ['value'],
    },
    {
      name: 'grads',
      code: `${tfjs}const g = tf.grads(f); for (;;) { const [da, db] = g([a, b]); console.log(da.dataSync()); db.dispose(); }`,
      errors: ['grads'],
    },
    {
      name: 'valueAndGrads',
      code: `${tfjs}const g = tf.valueAndGrads(f); for (;;) { const { value, grads } = g([a, b]); value.dispose(); console.log(grads[0].dataSync()); }`,
      errors: ['grads'],
    },
    { name: 'dropped', code: `${tfjs}for (;;) { tf.variableGrads(f); }`, errors: ['dropped'] },
    {
      name: 'renamed',
      code: `${tfjs}for (;;) { const { value: loss, grads: g } = tf.variableGrads(f); opt.applyGradients(g); loss.dispose(); }`,
      errors: [{ message: 'grads', at: 'g' }],
    },
  ],
});
