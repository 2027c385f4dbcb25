import { ts } from '../../../src/analyzer/compiler.js';
import { describe, expect, test } from 'vitest';
import { SourceText } from '../../../src/analyzer/source-text.ts';
import { TensorFlowNames } from '../../../src/analyzer/tensorflow/names.ts';

/** The documented name of the last call of a source. */
function lastCall(code: string, path = 'a.ts'): string | undefined {
  const source = SourceText.parse(path, code);
  const names = new TensorFlowNames(source);
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (ts.isCallExpression(node) && node.getText() !== "require('@tensorflow/tfjs')")
      found = names.call(node);
  };
  visit(source.tree);
  return found;
}

describe('what a name means', () => {
  test.each([
    ['a namespace import', "import * as tf from '@tensorflow/tfjs'; tf.layers.dense({});", 'layers.dense'],
    ['a default import', "import tf from '@tensorflow/tfjs-node'; tf.add(a, b);", 'add'],
    ['a named import', "import { layers } from '@tensorflow/tfjs-layers'; layers.dense({});", 'layers.dense'],
    ['a renamed import', "import { add as plus } from '@tensorflow/tfjs-core'; plus(a, b);", 'add'],
    ['a deep import', "import { add } from '@tensorflow/tfjs-core/dist/ops/add'; add(a, b);", 'add'],
    ['an import equals', "import tf = require('@tensorflow/tfjs'); tf.add(a, b);", 'add'],
    ['require', "const tfc = require('@tensorflow/tfjs'); tfc.add(a, b);", 'add'],
    ['a member of require', "const add = require('@tensorflow/tfjs').add; add(a, b);", 'add'],
    [
      'nested patterns',
      "const { layers: { dense } } = require('@tensorflow/tfjs'); dense({});",
      'layers.dense',
    ],
    ['an import call', "const { tidy } = await import('@tensorflow/tfjs'); tidy(f);", 'tidy'],
    [
      'an alias',
      "import * as tf from '@tensorflow/tfjs'; const L = tf.layers; const { dense: d } = L; d({});",
      'layers.dense',
    ],
    ['the global of a page', 'tf.add(a, b);', 'add'],
    ['the global by its object', 'window.tf.add(a, b);', 'add'],
    ["a project's own re-export", "import { tf } from './backend'; tf.add(a, b);", 'add'],
    ['a key in brackets', "import * as tf from '@tensorflow/tfjs'; tf['add'](a, b);", 'add'],
    ['optional chaining and casts', "import * as tf from '@tensorflow/tfjs'; (tf as any)?.add(a, b);", 'add'],
  ])('%s', (_, code, name) => {
    expect(lastCall(code)).toBe(name);
  });

  test.each([
    [
      'a parameter of the same name',
      "import * as tf from '@tensorflow/tfjs'; function f(tf: Mine) { tf.add(1); }",
    ],
    ['a variable of an inner scope', "import { add } from '@tensorflow/tfjs'; { const add = mine; add(1); }"],
    [
      'a variable that hoists',
      "import { add } from '@tensorflow/tfjs'; function f() { add(1); var add = mine; }",
    ],
    ["another library's function", "import { tidy } from './mine'; tidy(() => 1);"],
    ['a local tf', 'const tf = other; tf.add(1);'],
    ['a method of the same name', 'mine.add(1);'],
  ])('not %s', (_, code) => {
    expect(lastCall(code)).toBeUndefined();
  });
});
