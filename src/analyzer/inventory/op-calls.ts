import { ts } from '../compiler.js';
import { NodeIndex } from '../node-index.ts';
import type { SourceText } from '../source-text.ts';
import type { TensorFlowNames } from '../tensorflow/names.ts';
import { isOp, isTensorMethod, tellsTensor } from '../tensorflow/ops.ts';
import { unwrap } from '../unwrap.ts';
import { itemOf, type InventoryItem } from './item.ts';

/** A call of an op. It stands where its name does, which is where an engine says that a call is. */
export interface SourceOpCall extends InventoryItem {
  /** As TensorFlow.js names what runs, e.g. `fusedMatMul` of `tf.fused.matMul`, `cast` of `x.toFloat()`. */
  readonly op: string;
}

/** Functions that make tensors of numbers, for which nothing is computed. */
const NO_OPS: ReadonlySet<string> = new Set([
  'fill', 'linspace', 'lowerBound', 'math.confusionMatrix', 'meshgrid', 'ones', 'range', 'scalar', 'tensor', 'tensor1d', 'tensor2d',
  'tensor3d', 'tensor4d', 'tensor5d', 'tensor6d', 'upperBound', 'zeros',
]); // prettier-ignore

/** Methods that have another name than the op they call. */
const OPS_OF_METHODS: Readonly<Record<string, string>> = {
  as1D: 'reshape',
  as2D: 'reshape',
  as3D: 'reshape',
  as4D: 'reshape',
  as5D: 'reshape',
  asScalar: 'reshape',
  flatten: 'reshape',
  reshapeAs: 'reshape',
  asType: 'cast',
  toBool: 'cast',
  toFloat: 'cast',
  toInt: 'cast',
};

/** Every call of an op in a file: of a function of TensorFlow.js, and of a method of what certainly is a tensor. */
export function opCallsIn(source: SourceText, names: TensorFlowNames): SourceOpCall[] {
  if (!names.mentionsTensorFlow) return [];
  return NodeIndex.of(source.tree).all.flatMap((node) => {
    if (!ts.isCallExpression(node)) return [];
    const op = opOf(node, names);
    return op === undefined ? [] : [{ ...itemOf(source, calleeName(node), op.shown), op: op.name }];
  });
}

function opOf(
  node: ts.CallExpression,
  names: TensorFlowNames,
): { readonly name: string; readonly shown: string } | undefined {
  const api = names.call(node);
  if (api !== undefined) {
    if (!isOp(api) || NO_OPS.has(api)) return undefined;
    const last = api.split('.').at(-1) ?? api;
    const name = api.startsWith('fused.') ? `fused${last.charAt(0).toUpperCase()}${last.slice(1)}` : last;
    return { name, shown: `tf.${api}` };
  }
  const method = names.method(node);
  const callee = unwrap(node.expression);
  if (method === undefined || !ts.isPropertyAccessExpression(callee) || !isTensorMethod(method))
    return undefined;
  if (!tellsTensor(method) && !names.values.isTensor(callee.expression)) return undefined;
  return {
    name: Object.hasOwn(OPS_OF_METHODS, method) ? (OPS_OF_METHODS[method] ?? method) : method,
    shown: method,
  };
}

function calleeName(node: ts.CallExpression): ts.Node {
  const callee = unwrap(node.expression);
  return ts.isPropertyAccessExpression(callee) ? callee.name : callee;
}
