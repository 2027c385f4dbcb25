import { ts } from '../compiler.js';
import { returnsOf } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';
import type { Reading } from './reading.ts';

/** One op of a chain. */
export interface Step {
  /** `div`, `resizeBilinear`: as a method is called, or as `tf.` names it without `image.`. */
  readonly op: string;
  /** Its arguments without the tensor that the chain runs through. */
  readonly operands: readonly ts.Expression[];
  readonly node: ts.CallExpression;
}

/** How a tensor came about: what it was first, and what was done to it, first step first. */
export interface Pipeline {
  /** The call that made it (`tf.browser.fromPixels(…)`), or an expression that can't be followed. */
  readonly root: ts.Expression;
  /** The documented name of what made it, `browser.fromPixels`; undefined where it can't be followed. */
  readonly source: string | undefined;
  readonly steps: readonly Step[];
  /** Whether a branch on the way may have made it in another way. */
  readonly isSometimes: boolean;
}

/** What makes a tensor of something that is none. */
const SOURCES: ReadonlySet<string> = new Set([
  'browser.fromPixels',
  'browser.fromPixelsAsync',
  'fromPixels',
  'node.decodeImage',
  'node.decodePng',
  'node.decodeJpeg',
  'node.decodeBmp',
  'node.decodeGif',
  'tensor',
  'scalar',
  'tensor1d',
  'tensor2d',
  'tensor3d',
  'tensor4d',
  'tensor5d',
  'zeros',
  'ones',
  'fill',
  'randomNormal',
  'randomUniform',
  'truncatedNormal',
  'range',
  'linspace',
  'oneHot',
  'stack',
  'concat',
  'variable',
]);

/** Sources of an image from outside: integers from 0 to 255, no batch. */
export const IMAGE_SOURCES: ReadonlySet<string> = new Set([
  'browser.fromPixels',
  'browser.fromPixelsAsync',
  'fromPixels',
  'node.decodeImage',
  'node.decodePng',
  'node.decodeJpeg',
  'node.decodeBmp',
]);

const DEEPEST_CHAIN = 40;

/** Follows a tensor back to where it was made: chained calls, ops, variables, `tidy`, and functions of this file. */
export function pipelineOf(reading: Reading, expression: ts.Expression): Pipeline {
  return follow(reading, expression, new Map(), 0);
}

/** Arguments of the function that is followed into, by its parameters. */
type Arguments = ReadonlyMap<ts.Node, ts.Expression>;

function follow(reading: Reading, expression: ts.Expression, given: Arguments, depth: number): Pipeline {
  const unknown: Pipeline = { root: expression, source: undefined, steps: [], isSometimes: false };
  if (depth > DEEPEST_CHAIN) return unknown;
  const node = unwrap(expression);
  if (ts.isAwaitExpression(node)) return follow(reading, node.expression, given, depth + 1);
  if (ts.isConditionalExpression(node)) return followBranches(reading, node, given, depth);
  if (ts.isIdentifier(node)) {
    const declaration = reading.declarations.of(node);
    const argument = declaration === undefined ? undefined : given.get(declaration);
    if (argument !== undefined) return follow(reading, argument, new Map(), depth + 1);
  }
  const value = reading.declarations.valueOf(node);
  if (value !== undefined) return follow(reading, value, given, depth + 1);
  if (!ts.isCallExpression(node)) return unknown;
  const api = reading.names.call(node);
  if (api !== undefined) return followOp(reading, api, node, given, depth);
  const into = followInto(reading, node, given, depth);
  if (into !== undefined) return into;
  const callee = unwrap(node.expression);
  if (!ts.isPropertyAccessExpression(callee)) return unknown;
  if (callee.name.text === 'then' || callee.name.text === 'apply') return unknown;
  return after(follow(reading, callee.expression, given, depth + 1), {
    op: callee.name.text,
    operands: node.arguments,
    node,
  });
}

function followOp(
  reading: Reading,
  api: string,
  call: ts.CallExpression,
  given: Arguments,
  depth: number,
): Pipeline {
  const unknown: Pipeline = { root: call, source: undefined, steps: [], isSometimes: false };
  if (SOURCES.has(api)) return { root: call, source: api, steps: [], isSometimes: false };
  if (api === 'tidy') {
    const body = call.arguments.at(-1);
    const called = body === undefined ? undefined : unwrap(body);
    if (called === undefined || !(ts.isArrowFunction(called) || ts.isFunctionExpression(called)))
      return unknown;
    const [value, ...others] = returnsOf(called);
    return value === undefined || others.length > 0 ? unknown : follow(reading, value, given, depth + 1);
  }
  const [operand, ...operands] = call.arguments;
  if (operand === undefined || (api.includes('.') && !api.startsWith('image.'))) return unknown;
  if (api === 'keep') return follow(reading, operand, given, depth + 1);
  const step = { op: api.replace(/^image\./, ''), operands, node: call };
  return after(follow(reading, operand, given, depth + 1), step);
}

/** A call of a function of this file: its one return value, with the call's arguments for its parameters. */
function followInto(
  reading: Reading,
  call: ts.CallExpression,
  given: Arguments,
  depth: number,
): Pipeline | undefined {
  const called = reading.declarations.functionOf(call);
  // One level: what a function called in there does to its own arguments is not looked at.
  if (called === undefined || given.size > 0) return undefined;
  const [value, ...others] = returnsOf(called);
  if (value === undefined || others.length > 0) return undefined;
  const handed = new Map<ts.Node, ts.Expression>();
  for (const [index, parameter] of called.parameters.entries()) {
    const argument = call.arguments[index];
    if (argument !== undefined && !ts.isSpreadElement(argument)) handed.set(parameter, argument);
  }
  return follow(reading, value, handed, depth + 1);
}

/** `input instanceof tf.Tensor ? input : tf.browser.fromPixels(input)` is sometimes an image. */
function followBranches(
  reading: Reading,
  node: ts.ConditionalExpression,
  given: Arguments,
  depth: number,
): Pipeline {
  const branches = [node.whenTrue, node.whenFalse].map((branch) => follow(reading, branch, given, depth + 1));
  const known = branches.filter(({ source }) => source !== undefined);
  const [only] = known;
  return known.length === 1 && only !== undefined
    ? { ...only, isSometimes: true }
    : { root: node, source: undefined, steps: [], isSometimes: true };
}

function after(pipeline: Pipeline, step: Step): Pipeline {
  return { ...pipeline, steps: [...pipeline.steps, step] };
}
