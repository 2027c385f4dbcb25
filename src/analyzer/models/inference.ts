import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import { modelOf } from './model.ts';
import type { SourceModel } from './model.ts';
import type { Reading } from './reading.ts';

/** A call that hands tensors to a model. */
export interface ModelCall {
  readonly method: string;
  readonly receiver: ts.Expression;
  /** The tensors that are handed over, each by itself: of a list and of a dictionary, its elements. */
  readonly inputs: readonly ts.Expression[];
  /** The model, where this file builds it. */
  readonly model: SourceModel | undefined;
}

const RUNS_A_MODEL: ReadonlySet<string> = new Set([
  'predict',
  'predictOnBatch',
  'predictAsync',
  'execute',
  'executeAsync',
]);
const TRAINS_A_MODEL: ReadonlySet<string> = new Set(['fit', 'trainOnBatch', 'evaluate']);

/** A call of `predict` or `execute` on a model. */
export function inferenceOf(reading: Reading, call: ts.CallExpression): ModelCall | undefined {
  return callOf(reading, call, RUNS_A_MODEL);
}

/** A call of `fit`, `trainOnBatch` or `evaluate` on a model. */
export function trainingOf(reading: Reading, call: ts.CallExpression): ModelCall | undefined {
  return callOf(reading, call, TRAINS_A_MODEL);
}

function callOf(
  reading: Reading,
  call: ts.CallExpression,
  methods: ReadonlySet<string>,
): ModelCall | undefined {
  const method = reading.names.method(call);
  const callee = unwrap(call.expression);
  const [input] = call.arguments;
  if (
    method === undefined ||
    !methods.has(method) ||
    !ts.isPropertyAccessExpression(callee) ||
    input === undefined
  )
    return undefined;
  const receiver = callee.expression;
  if (!isModelExpression(reading, receiver)) return undefined;
  return { method, receiver, inputs: tensorsIn(reading, input), model: modelOf(reading, receiver) };
}

/** Whether an expression holds one of TensorFlow.js's models: by what it was given, or else by what it is called. */
export function isModelExpression(reading: Reading, expression: ts.Expression): boolean {
  if (modelOf(reading, expression) !== undefined) return true;
  const value = reading.names.values.of(expression);
  if (value !== undefined) return value.kind === 'layers model' || value.kind === 'graph model';
  const node = unwrap(expression);
  const made = reading.declarations.resolve(node);
  // A class of this file, or of another, has a `predict` of its own.
  if (ts.isNewExpression(made)) return false;
  const name = ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : '';
  return /model$|^net$|network$/i.test(name.replace(/_$/, ''));
}

function tensorsIn(reading: Reading, argument: ts.Expression): readonly ts.Expression[] {
  const node = unwrap(argument);
  if (ts.isArrayLiteralExpression(node)) return node.elements;
  const value = reading.declarations.resolve(node);
  if (ts.isObjectLiteralExpression(value))
    return value.properties.flatMap((property) =>
      ts.isPropertyAssignment(property)
        ? [property.initializer]
        : ts.isShorthandPropertyAssignment(property)
          ? [property.name]
          : [],
    );
  return ts.isArrayLiteralExpression(value) ? value.elements : [argument];
}
