import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import type { RoleNames } from './roles.ts';

const FUNCTIONS: ReadonlySet<string> = new Set([
  'loadLayersModel',
  'loadGraphModel',
  'models.modelFromJSON',
  'node.loadSavedModel',
]);

const METHODS: Readonly<Record<string, ReadonlySet<string>>> = {
  'layers model': new Set(['fit', 'fitDataset', 'evaluateDataset', 'trainOnBatch', 'save']),
  'graph model': new Set(['executeAsync', 'predictAsync', 'save']),
  tensor: new Set(['data', 'array']),
  variable: new Set(['data', 'array']),
  prediction: new Set(['data', 'array']),
  dataset: new Set(['forEachAsync', 'toArray', 'toArrayForTest']),
};

/**
 * What a call starts that TensorFlow.js goes on with after it: training, loading, saving, reading values.
 * @returns its name as a message shows it; undefined where the call is no such thing
 */
export function startedBy(call: ts.CallExpression, names: RoleNames): string | undefined {
  const api = names.api(call.expression);
  if (api !== undefined) return FUNCTIONS.has(api) ? `tf.${api}` : undefined;
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const method = callee.name.text;
  const kind = names.values.of(callee.expression)?.kind;
  if (kind !== undefined) return METHODS[kind]?.has(method) === true ? method : undefined;
  // Out of sight, but the name of the owner and what it is given tell a model from a form or a canvas.
  if (method === 'fitDataset' || method === 'evaluateDataset' || method === 'trainOnBatch') return method;
  const [first] = call.arguments;
  if (method === 'fit')
    return call.arguments.length >= 2 && looksLikeModel(callee.expression) ? method : undefined;
  const isSaved = method === 'save' && first !== undefined && ts.isStringLiteralLike(first);
  return isSaved && /^(localstorage|indexeddb|downloads|file|https?):\/\//.test(first.text)
    ? method
    : undefined;
}

function looksLikeModel(expression: ts.Expression): boolean {
  const node = unwrap(expression);
  const name = ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : '';
  return /model|net(work)?$|classifier|generator|discriminator|critic|actor|encoder|decoder|head$/i.test(
    name,
  );
}
