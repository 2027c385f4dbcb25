import { ts } from '../compiler.js';
import type { TensorFlowNames } from '../tensorflow/names.ts';

/** Abstract classes whose methods say the types of what goes in and out; an override without types loses them. */
const BASES: ReadonlySet<string> = new Set([
  'Backbone',
  'Head',
  'Encoder',
  'Decoder',
  'Module',
  'Layer',
  'RNNCell',
]);

/** The base class of a custom layer or module, as it is written: `tf.layers.Layer`, `Backbone`. */
export function moduleBase(node: ts.ClassLikeDeclaration, names: TensorFlowNames): string | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const base = clause?.types[0]?.expression;
  if (base === undefined) return undefined;
  if (names.api(base) === 'layers.Layer') return base.getText();
  return ts.isIdentifier(base) && BASES.has(base.text) ? base.text : undefined;
}

/** Methods that the base classes declare. */
const OVERRIDDEN: ReadonlySet<string> = new Set([
  'apply',
  'build',
  'call',
  'computeMask',
  'computeOutputShape',
  'forward',
  'getConfig',
]);

/** Whether a method takes the place of one of its base class. */
export function isOverride(node: ts.MethodDeclaration): boolean {
  if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.OverrideKeyword) === true) return true;
  return ts.isIdentifier(node.name) && OVERRIDDEN.has(node.name.text);
}
