import { ts } from '../compiler.js';
import { hasModifier } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';
import { enclosingClass, type FunctionNode } from './functions.ts';
import type { ValueNames, Values } from './values.ts';

/**
 * Who calls a function, as the place where it is given away says it:
 * - `tidy`: TensorFlow.js, and disposes of what it makes
 * - `differentiated`: TensorFlow.js, to send gradients back through it; it disposes too
 * - `custom gradient`: tf.customGrad's own forward function
 * - `layer`: TensorFlow.js, as a part of a model
 * - `element`: an array or a dataset, once an element
 * - `epoch`: a fit, at the end of each batch or epoch
 * - `frame`, `timer`, `request`, `event`: the event loop, again and again
 * - `promise`: the event loop, once
 * - `test`: a test runner
 * - `at once`: the place where it stands
 */
export type Role =
  | 'tidy'
  | 'differentiated'
  | 'custom gradient'
  | 'layer'
  | 'element'
  | 'epoch'
  | 'frame'
  | 'timer'
  | 'request'
  | 'event'
  | 'promise'
  | 'test'
  | 'at once';

export interface RoleNames extends ValueNames {
  readonly values: Values;
}

const DIFFERENTIATES: ReadonlySet<string> = new Set([
  'grad',
  'grads',
  'valueAndGrad',
  'valueAndGrads',
  'variableGrads',
]);
const ELEMENT_METHODS: ReadonlySet<string> = new Set([
  'forEach',
  'map',
  'flatMap',
  'filter',
  'reduce',
  'reduceRight',
  'some',
  'every',
  'find',
  'findIndex',
  'forEachAsync',
  'mapAsync',
]);
const PROMISE_METHODS: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);
const ROUTE_METHODS: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'all',
  'use',
  'route',
]);
const TEST_FUNCTIONS =
  /^(it|test|describe|beforeEach|afterEach|beforeAll|afterAll|bench|fit|fdescribe|xit|describeWithFlags)$/;
const LAYER_METHODS: ReadonlySet<string> = new Set([
  'call',
  'apply',
  'build',
  'computeMask',
  'applyGradients',
]);

/** What role an argument has in a call, or a function in the place where it is written or named. */
export function roleAt(node: ts.Expression, names: RoleNames): Role | undefined {
  let at: ts.Node = node;
  while (ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent)) at = at.parent;
  const { parent } = at;
  if (ts.isCallExpression(parent)) {
    // `(async () => { … })()`
    if (parent.expression === at) return 'at once';
    return roleOfArgument(parent, at, names);
  }
  if (ts.isNewExpression(parent)) {
    return ts.isIdentifier(parent.expression) && parent.expression.text === 'Promise' ? 'at once' : undefined;
  }
  if (ts.isPropertyAssignment(parent)) return roleOfProperty(parent, names);
  if (ts.isShorthandPropertyAssignment(parent)) return roleOfProperty(parent, names);
  if (ts.isBinaryExpression(parent) && parent.right === at && ts.isPropertyAccessExpression(parent.left)) {
    return /^on[a-z]+$/.test(parent.left.name.text) ? 'event' : undefined;
  }
  return ts.isJsxExpression(parent) ? 'event' : undefined;
}

function roleOfArgument(call: ts.CallExpression, argument: ts.Node, names: RoleNames): Role | undefined {
  const api = names.api(call.expression);
  if (api !== undefined) {
    if (api === 'tidy') return 'tidy';
    if (DIFFERENTIATES.has(api)) return 'differentiated';
    return api === 'customGrad' ? 'custom gradient' : undefined;
  }
  const callee = unwrap(call.expression);
  if (ts.isIdentifier(callee)) return roleOfFunctionCall(callee.text);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const method = callee.name.text;
  if (method === 'minimize' || method === 'computeGradients') return 'differentiated';
  if (ELEMENT_METHODS.has(method) && call.arguments[0] === argument) return 'element';
  if (PROMISE_METHODS.has(method)) return 'promise';
  if (method === 'requestAnimationFrame' || method === 'setInterval' || method === 'createServer') {
    return roleOfFunctionCall(method);
  }
  const [first] = call.arguments;
  const label = first !== undefined && ts.isStringLiteralLike(first) ? first.text : undefined;
  if (label !== undefined && first !== argument) {
    if (method === 'addEventListener' || method === 'on' || method === 'once') {
      return label === 'request' || label === 'message' || label === 'fetch' ? 'request' : 'event';
    }
    if (ROUTE_METHODS.has(method)) return 'request';
  }
  return TEST_FUNCTIONS.test(method) && label !== undefined ? 'test' : undefined;
}

function roleOfFunctionCall(name: string): Role | undefined {
  if (name === 'requestAnimationFrame') return 'frame';
  if (name === 'setInterval') return 'timer';
  if (name === 'setTimeout' || name === 'setImmediate' || name === 'queueMicrotask') return 'promise';
  if (name === 'createServer') return 'request';
  if (name === 'addEventListener') return 'event';
  if (name === 'useEffect' || name === 'useCallback') return 'event';
  return TEST_FUNCTIONS.test(name) ? 'test' : undefined;
}

/** `{ loss: fn }` given to compile, `{ onEpochEnd: fn }` given to fit, `{ onClick: fn }` given to a component. */
function roleOfProperty(
  property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
  names: RoleNames,
): Role | undefined {
  const key = property.name.getText();
  if (/^on(Train|Epoch|Batch|Yield)/.test(key)) return 'epoch';
  if (/^on[A-Z]/.test(key)) return 'event';
  if (key !== 'loss') return undefined;
  const call = property.parent.parent;
  return ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    call.expression.name.text === 'compile' &&
    names.api(call.expression) === undefined
    ? 'differentiated'
    : undefined;
}

/** The role that a function has by what it is: a method of a layer, a handler by the name of its parameters. */
export function roleOfItself(node: FunctionNode): Role | undefined {
  if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name) && LAYER_METHODS.has(node.name.text)) {
    const heritage = enclosingClass(node)?.heritageClauses?.some(
      ({ token }) => token === ts.SyntaxKind.ExtendsKeyword,
    );
    if (heritage === true) return 'layer';
  }
  const [first, second] = node.parameters.map(({ name }) => name.getText());
  if (second !== undefined && /^_?req(uest)?$/.test(first ?? '') && /^_?res(ponse)?$|^reply$/.test(second))
    return 'request';
  if (
    ts.isFunctionDeclaration(node) &&
    /^(GET|POST|PUT|PATCH|DELETE)$/.test(node.name?.text ?? '') &&
    isExported(node)
  ) {
    return 'request';
  }
  return undefined;
}

export function isExported(node: ts.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.ExportKeyword);
}
