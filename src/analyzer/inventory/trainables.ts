import { ts } from '../compiler.js';
import { Declarations } from '../declarations.ts';
import { customLayerOf } from '../models/custom-layer.ts';
import type { Reading } from '../models/reading.ts';
import { NodeIndex } from '../node-index.ts';
import type { SourceText } from '../source-text.ts';
import { propertyOf } from '../syntax.ts';
import type { TensorFlowNames } from '../tensorflow/names.ts';
import { itemOf, type InventoryItem } from './item.ts';

/** The functions of `tf.layers` whose layers have weights of their own. */
const WITH_WEIGHTS: ReadonlySet<string> = new Set([
  'batchNormalization', 'bidirectional', 'conv1d', 'conv2d', 'conv2dTranspose', 'conv3d', 'conv3dTranspose', 'convLstm2d',
  'convLstm2dCell', 'dense', 'depthwiseConv2d', 'embedding', 'gru', 'gruCell', 'layerNormalization', 'lstm', 'lstmCell', 'prelu',
  'separableConv2d', 'simpleRNN', 'simpleRNNCell',
]); // prettier-ignore

/** Options by which a layer is given another one, which is not its name. */
const INSIDE_LAYERS: ReadonlySet<string> = new Set(['layer', 'cell']);

/** What a source makes that training moves, and the gradients that it defines itself. */
export interface SourceGradients {
  /** Layers with weights, custom layers that add some, and variables; those that are frozen where they are made are left out. */
  readonly trainables: readonly InventoryItem[];
  readonly customGradients: readonly InventoryItem[];
}

export function gradientsIn(source: SourceText, names: TensorFlowNames): SourceGradients {
  const reading: Reading = { names, declarations: Declarations.of(names.scopes), tree: source.tree };
  const trainables: InventoryItem[] = [];
  const customGradients: InventoryItem[] = [];
  for (const node of NodeIndex.of(source.tree).all) {
    if (ts.isClassLike(node)) {
      const layer = customLayerOf(reading, node);
      if (layer !== undefined && !layer.isAbstract && layer.chain.some(addsWeight))
        trainables.push(itemOf(source, node, layer.name));
    }
    if (!ts.isCallExpression(node)) continue;
    const api = names.call(node);
    if (api === 'customGrad') customGradients.push(itemOf(source, node, named(node, 'customGrad')));
    else if (makesWeights(node, api) && !isTemplate(node, names))
      trainables.push(itemOf(source, node, named(node, api ?? '')));
    else if (makesVariable(node, api, names)) trainables.push(itemOf(source, node, named(node, 'variable')));
  }
  return { trainables, customGradients };
}

function makesWeights({ arguments: [options] }: ts.CallExpression, api: string | undefined): boolean {
  if (api?.startsWith('layers.') !== true || !WITH_WEIGHTS.has(api.slice('layers.'.length))) return false;
  const trainable =
    options !== undefined && ts.isObjectLiteralExpression(options)
      ? propertyOf(options, 'trainable')
      : undefined;
  return trainable?.kind !== ts.SyntaxKind.FalseKeyword;
}

function makesVariable(node: ts.CallExpression, api: string | undefined, names: TensorFlowNames): boolean {
  const isMethod =
    names.method(node) === 'variable' &&
    ts.isPropertyAccessExpression(node.expression) &&
    names.values.isTensor(node.expression.expression);
  if (api !== 'variable' && !isMethod) return false;
  return node.arguments[isMethod ? 0 : 1]?.kind !== ts.SyntaxKind.FalseKeyword;
}

/** Whether a layer is only what `bidirectional` makes two others of. */
function isTemplate(node: ts.CallExpression, names: TensorFlowNames): boolean {
  const parent = holderOf(node);
  if (!ts.isPropertyAssignment(parent) || !ts.isCallExpression(parent.parent.parent)) return false;
  return names.call(parent.parent.parent) === 'layers.bidirectional';
}

function addsWeight(node: ts.ClassLikeDeclaration): boolean {
  return /\bthis\s*\.\s*addWeight\s*\(/.test(node.getText());
}

/** What a call makes, with the name that it is given: `dense 'head'`, `variable scale`. */
function named(node: ts.CallExpression, api: string): string {
  const kind = api.split('.').at(-1) ?? api;
  const [options] = node.arguments;
  const name =
    options !== undefined && ts.isObjectLiteralExpression(options) ? propertyOf(options, 'name') : undefined;
  if (name !== undefined && ts.isStringLiteralLike(name)) return `${kind} '${name.text}'`;
  const parent = holderOf(node);
  const holds =
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    (ts.isPropertyAssignment(parent) && !INSIDE_LAYERS.has(parent.name.getText()));
  if (holds && ts.isIdentifier(parent.name)) return `${kind} ${parent.name.text}`;
  const isAssigned =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(parent.left);
  return isAssigned ? `${kind} ${parent.left.name.text}` : kind;
}

/** What takes an expression, casts and brackets round it left out. */
function holderOf({ parent }: ts.Node): ts.Node {
  const isAround =
    ts.isAsExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isSatisfiesExpression(parent);
  return isAround ? holderOf(parent) : parent;
}
