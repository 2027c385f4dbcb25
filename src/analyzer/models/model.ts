import { ts } from '../compiler.js';
import { returnsOf } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';
import { holderOf, methodCallOn, standsInBranch, usesOf } from './holder.ts';
import { layerOf } from './layer.ts';
import type { SourceLayer } from './layer.ts';
import { Options } from './options.ts';
import { DEEPEST } from './reading.ts';
import type { Reading } from './reading.ts';

/** A place in a stack of layers. */
export interface StackItem {
  /** A layer, a model that is used as one, or what can't be known. */
  readonly holds:
    | { readonly kind: 'layer'; readonly layer: SourceLayer }
    | { readonly kind: 'model'; readonly model: SourceModel }
    | { readonly kind: 'unknown' };
  readonly node: ts.Node;
  /** Whether it stands in a branch or a loop, so that it is there no time or several. */
  readonly isConditional: boolean;
}

/** A model that a source builds. */
export type SourceModel =
  | {
      readonly style: 'sequential';
      readonly node: ts.Expression;
      /** Its layers in order, those of `layers: […]` and of every `.add(…)`. */
      readonly stack: readonly StackItem[];
    }
  | {
      readonly style: 'functional';
      readonly node: ts.CallExpression;
      /** What its inputs and outputs are computed by; undefined where that isn't written out. */
      readonly inputs: readonly ts.Expression[] | undefined;
      readonly outputs: readonly ts.Expression[] | undefined;
    };

/** A layer of a sequential model, with the one before it. */
export interface NeighbouringLayers {
  readonly before: SourceLayer;
  readonly layer: SourceLayer;
  readonly node: ts.Node;
}

/** Layers of a sequential model that certainly follow each other: neither may stand in a branch or a loop. */
export function neighbouringLayers(model: SourceModel | undefined): readonly NeighbouringLayers[] {
  if (model?.style !== 'sequential') return [];
  return model.stack.flatMap(({ holds, node, isConditional }, index) => {
    const before = model.stack[index - 1];
    if (holds.kind !== 'layer' || before?.holds.kind !== 'layer' || isConditional || before.isConditional)
      return [];
    return [{ before: before.holds.layer, layer: holds.layer, node }];
  });
}

/**
 * The model that an expression makes or holds: through variables, fields, `await`, and functions of this file that
 * return one.
 */
export function modelOf(reading: Reading, expression: ts.Expression, depth = 0): SourceModel | undefined {
  const node = unwrap(expression);
  if (depth > DEEPEST) return undefined;
  if (ts.isAwaitExpression(node)) return modelOf(reading, node.expression, depth + 1);
  if (ts.isCallExpression(node)) return modelOfCall(reading, node, depth);
  if (ts.isNewExpression(node))
    return reading.names.api(node.expression) === 'Sequential' ? sequential(reading, node, depth) : undefined;
  const value = reading.declarations.valueOf(node);
  if (value === undefined) return undefined;
  const model = modelOf(reading, value, depth + 1);
  if (model?.style !== 'sequential') return model;
  return { ...model, stack: [...model.stack, ...addedTo(reading, node, value, depth)] };
}

function modelOfCall(reading: Reading, call: ts.CallExpression, depth: number): SourceModel | undefined {
  const name = reading.names.call(call);
  if (name === 'sequential') return sequential(reading, call, depth);
  if (name === 'model') {
    const options = new Options(call.arguments[0], reading.declarations);
    return {
      style: 'functional',
      node: call,
      inputs: listOf(reading, options, 'inputs'),
      outputs: listOf(reading, options, 'outputs'),
    };
  }
  if (name === 'tidy' || name === 'keep') {
    const last = call.arguments.at(-1);
    if (last === undefined) return undefined;
    const body = unwrap(last);
    if (!ts.isArrowFunction(body) && !ts.isFunctionExpression(body)) return modelOf(reading, last, depth + 1);
    const [value, ...others] = returnsOf(body);
    return value === undefined || others.length > 0 ? undefined : modelOf(reading, value, depth + 1);
  }
  const called = reading.declarations.functionOf(call);
  if (called === undefined) return undefined;
  const [value, ...others] = returnsOf(called);
  return value === undefined || others.length > 0 ? undefined : modelOf(reading, value, depth + 1);
}

function listOf(reading: Reading, options: Options, name: string): readonly ts.Expression[] | undefined {
  const given = options.given.get(name)?.value;
  if (given === undefined) return undefined;
  const value = reading.declarations.resolve(given);
  if (!ts.isArrayLiteralExpression(value)) return isOneTensor(reading, value) ? [given] : undefined;
  return value.elements.some((element) => ts.isSpreadElement(element)) ? undefined : value.elements;
}

/** Whether an expression is certainly one symbolic tensor: a recurrent layer can also give a list with its states. */
function isOneTensor(reading: Reading, value: ts.Expression): boolean {
  if (!ts.isCallExpression(value)) return false;
  if (reading.names.call(value) === 'input') return true;
  const callee = unwrap(value.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'apply') return false;
  const layer = layerOf(reading, callee.expression);
  return layer !== undefined
    ? layer.options.lacks('returnState')
    : modelOf(reading, callee.expression)?.style === 'sequential';
}

function sequential(
  reading: Reading,
  node: ts.CallExpression | ts.NewExpression,
  depth: number,
): SourceModel {
  const options = new Options(node.arguments?.[0], reading.declarations);
  const layers = options.given.get('layers')?.value;
  if (layers === undefined)
    return {
      style: 'sequential',
      node,
      stack: options.isComplete ? [] : [{ holds: { kind: 'unknown' }, node, isConditional: false }],
    };
  return { style: 'sequential', node, stack: listed(reading, layers, depth) };
}

/** The layers of a list: a literal, spreads in it, and what is pushed to the variable that holds it. */
function listed(reading: Reading, list: ts.Expression, depth: number): readonly StackItem[] {
  const unknown: StackItem = { holds: { kind: 'unknown' }, node: list, isConditional: false };
  const literal = reading.declarations.resolve(list);
  if (!ts.isArrayLiteralExpression(literal) || depth > DEEPEST) return [unknown];
  const stack = literal.elements.flatMap((element) =>
    ts.isSpreadElement(element)
      ? listed(reading, element.expression, depth + 1)
      : [item(reading, element, element, depth)],
  );
  const node = unwrap(list);
  if (!ts.isIdentifier(node)) return stack;
  for (const use of reading.declarations.usesOf(node)) {
    const call = methodCallOn(use);
    if (call === undefined) continue;
    if (call.method === 'push')
      stack.push(...call.node.arguments.map((argument) => item(reading, argument, call.node, depth)));
    else if (CHANGES_A_LIST.has(call.method)) return [unknown];
  }
  return stack;
}

const CHANGES_A_LIST: ReadonlySet<string> = new Set(['pop', 'shift', 'unshift', 'splice', 'reverse']);

function item(reading: Reading, value: ts.Expression, at: ts.Node, depth: number): StackItem {
  const isConditional = standsInBranch(at);
  const layer = layerOf(reading, value);
  if (layer !== undefined) return { holds: { kind: 'layer', layer }, node: at, isConditional };
  const model = modelOf(reading, value, depth + 1);
  return {
    holds: model === undefined ? { kind: 'unknown' } : { kind: 'model', model },
    node: at,
    isConditional,
  };
}

/** What `.add(…)` puts on the model that a name or a field holds. */
function addedTo(
  reading: Reading,
  holder: ts.Expression,
  value: ts.Expression,
  depth: number,
): readonly StackItem[] {
  // What a function adds to its parameter was counted where the model was handed to it.
  const declaration = ts.isIdentifier(holder) ? reading.declarations.of(holder) : undefined;
  if (declaration !== undefined && ts.isParameter(declaration)) return [];
  const uses = usesOf(reading, holder).filter((use) => reading.declarations.valueOf(use) === value);
  return uses.flatMap((use) => addedBy(reading, use, depth));
}

function addedBy(reading: Reading, use: ts.Expression, depth: number): readonly StackItem[] {
  const call = methodCallOn(use);
  if (call?.method === 'add') {
    const [argument] = call.node.arguments;
    return argument === undefined ? [] : [item(reading, argument, call.node, depth)];
  }
  if (call?.method === 'pop')
    return [{ holds: { kind: 'unknown' }, node: call.node, isConditional: standsInBranch(call.node) }];
  // `addBlock(model, 32)`: one level of calls is followed.
  const outer = use.parent;
  if (!ts.isCallExpression(outer) || outer.expression === use || depth > 2) return [];
  const called = reading.declarations.functionOf(outer);
  const parameter = called?.parameters[outer.arguments.indexOf(use)];
  if (parameter === undefined || !ts.isIdentifier(parameter.name)) return [];
  const isConditional = standsInBranch(outer);
  return reading.declarations
    .usesOf(parameter.name)
    .flatMap((inner) => addedBy(reading, inner, depth + 1))
    .map((added) => (isConditional ? { ...added, isConditional } : added));
}

/** The model that a call of `tf.sequential` or `tf.model` makes, with all that is added to what holds it. */
export function modelMadeBy(reading: Reading, call: ts.CallExpression): SourceModel | undefined {
  const name = reading.names.call(call);
  return name === 'sequential' || name === 'model' ? modelOf(reading, holderOf(call)) : undefined;
}
