import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import type { Fate } from './foreign-function.ts';
import { type FunctionNode, functionOf, returnedExpressions } from './functions.ts';
import { isOp, isTensorMethod, tellsTensor, valueOfFunction } from './ops.ts';
import type { RoleNames } from './roles.ts';
import { type Binding, isAssignmentTarget } from './scopes.ts';
import { isTensor, type Value } from './value.ts';

const READS: ReadonlySet<string> = new Set([
  'data', 'dataSync', 'array', 'arraySync', 'buffer', 'bufferSync', 'bytes', 'print', 'toString', 'throwIfDisposed',
  'shape', 'dtype', 'size', 'rank', 'rankType', 'strides', 'id', 'isDisposed', 'isDisposedInternal', 'dataToGPU',
]); // prettier-ignore

/** Calls of a model whose arguments stay the caller's. */
const MODEL_CALLS: ReadonlySet<string> = new Set([
  'predict',
  'predictOnBatch',
  'predictAsync',
  'execute',
  'executeAsync',
  'apply',
  'evaluate',
]);

/** Ops that may give back what they were given, or take it over. */
const NOT_NEW: ReadonlySet<string> = new Set([
  'ensureShape',
  'variable',
  'keep',
  'tidy',
  'customGrad',
  'print',
]);

/** Who owns the tensors of a file: which expressions make one, and what becomes of it. */
export class Ownership {
  readonly #names: RoleNames;

  constructor(names: RoleNames) {
    this.#names = names;
  }

  /** Whether an expression makes a tensor that nothing owns yet. */
  makesTensor(expression: ts.Expression, depth = 0): boolean {
    const node = unwrap(expression);
    if (ts.isAwaitExpression(node)) {
      const call = unwrap(node.expression);
      if (!ts.isCallExpression(call)) return false;
      const value = this.#names.values.of(call);
      if (value?.kind !== 'promise' || !isTensor(value.of)) return false;
      return this.#isModelCall(call) || this.#makesByApi(call) || this.#isMethodOf('iterator', call);
    }
    if (!ts.isCallExpression(node)) return false;
    if (this.#names.api(node.expression) !== undefined) return this.#makesByApi(node);
    if (this.isOpMethod(node) || (this.#isModelCall(node) && isTensor(this.#names.values.of(node))))
      return true;
    const target = depth > 0 ? undefined : functionOf(node.expression, this.#names.scopes);
    if (target !== undefined) return this.givesNew(target, depth + 1);
    return depth === 0 && this.#names.foreign(node.expression)?.makesTensor() === true;
  }

  /** Whether all that a function returns are tensors that nothing owns yet. */
  givesNew(target: FunctionNode, depth = 1): boolean {
    if (ts.isConstructorDeclaration(target)) return false;
    const returned = returnedExpressions(target);
    return returned.length > 0 && returned.every((part) => this.makesTensor(part, depth));
  }

  /** Whether a call is that of an op as a method of a tensor: `x.add(1)`. */
  isOpMethod(call: ts.CallExpression): boolean {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !isTensorMethod(callee.name.text)) return false;
    const owner = this.#names.values.of(callee.expression);
    if (owner === undefined) return tellsTensor(callee.name.text);
    return isTensor(owner) && !(owner.kind === 'prediction' && callee.name.text in Array.prototype);
  }

  /** What becomes of the value of an expression that makes a tensor. */
  fateOf(expression: ts.Expression): Fate {
    let node: ts.Node = expression;
    for (;;) {
      const { parent } = node;
      if (!isTransparent(parent)) break;
      node = parent;
    }
    return this.#fateAt(node);
  }

  /** What becomes of the tensor that a declared name holds: `read` when nothing but reads follow. */
  fateOfBinding(binding: Binding, depth = 0): Fate {
    const fates = this.#names.scopes.references(binding).map((use) => this.#fateOfUse(use, depth));
    if (fates.includes('freed')) return 'freed';
    if (fates.includes('elsewhere')) return 'elsewhere';
    return fates.length === 0 ? 'dropped' : 'read';
  }

  #fateOfUse(use: ts.Identifier, depth: number): Fate {
    if (isAssignmentTarget(use)) return 'elsewhere';
    let node: ts.Node = use;
    while (isTransparent(node.parent)) node = node.parent;
    const { parent } = node;
    if (ts.isTypeQueryNode(parent)) return 'read';
    // `if (x)`, `x !== null`, `${x}`
    if (
      ts.isIfStatement(parent) ||
      ts.isPrefixUnaryExpression(parent) ||
      ts.isTemplateSpan(parent) ||
      ts.isTypeOfExpression(parent)
    )
      return 'read';
    if (ts.isBinaryExpression(parent) && isComparison(parent.operatorToken.kind)) return 'read';
    if (ts.isConditionalExpression(parent) && parent.condition === node) return 'read';
    return this.#fateAt(node, depth);
  }

  #fateAt(node: ts.Node, depth = 0): Fate {
    const { parent } = node;
    if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return 'dropped';
    if (ts.isPropertyAccessExpression(parent)) return this.#fateOfReceiver(parent);
    if (ts.isCallExpression(parent) && parent.expression !== node)
      return this.#fateOfArgument(parent, node, depth);
    if (ts.isArrayLiteralExpression(parent)) {
      // tf.stack([a.add(1), b]) reads its list; a list with a name may be anyone's.
      const holder = parent.parent;
      return ts.isCallExpression(holder) && holder.expression !== parent
        ? this.#fateOfArgument(holder, parent, depth)
        : 'elsewhere';
    }
    if (ts.isPropertyAssignment(parent) && parent.initializer === node) {
      // model.execute({ image: x.toFloat() }) reads its inputs as tf.stack does its list.
      const holder = parent.parent.parent;
      return ts.isCallExpression(holder) && this.#isModelCall(holder) ? 'argument' : 'elsewhere';
    }
    if (ts.isVariableDeclaration(parent) && parent.initializer === node) return this.#fateOfVariable(parent);
    return 'elsewhere';
  }

  #fateOfVariable({ name, parent: list }: ts.VariableDeclaration): Fate {
    if (!ts.isIdentifier(name) || !ts.isVariableDeclarationList(list)) return 'elsewhere';
    const binding = this.#names.scopes.resolve(name);
    if (binding === undefined || this.#names.scopes.writes(binding).length > 0) return 'elsewhere';
    if (
      ts.isVariableStatement(list.parent) &&
      ts.canHaveModifiers(list.parent) &&
      (ts.getModifiers(list.parent)?.length ?? 0) > 0
    ) {
      return 'elsewhere';
    }
    return this.fateOfBinding(binding);
  }

  #fateOfReceiver(access: ts.PropertyAccessExpression): Fate {
    const name = access.name.text;
    const { parent } = access;
    const isCall = ts.isCallExpression(parent) && parent.expression === access;
    if (isCall && name === 'dispose') return 'freed';
    if (READS.has(name)) return 'read';
    return isCall && isTensorMethod(name) ? 'chained' : 'elsewhere';
  }

  #fateOfArgument(call: ts.CallExpression, argument: ts.Node, depth: number): Fate {
    const api = this.#names.api(call.expression);
    if (api !== undefined) {
      if (api === 'dispose' || api === 'keep') return 'freed';
      if (NOT_NEW.has(api)) return 'elsewhere';
      if (api === 'browser.toPixels' || api === 'browser.draw') return 'argument';
      return isOp(api) || isTensor(valueOfFunction(api)) ? 'argument' : 'elsewhere';
    }
    const callee = unwrap(call.expression);
    if (this.isOpMethod(call) || this.#isModelCall(call)) return 'argument';
    if (
      ts.isPropertyAccessExpression(callee) &&
      ts.isIdentifier(callee.expression) &&
      callee.expression.text === 'console'
    ) {
      return 'read';
    }
    const index = call.arguments.findIndex((given) => given === argument);
    const target = depth > 0 ? undefined : functionOf(callee, this.#names.scopes);
    if (target !== undefined) return this.fateOfArgument(target, index, depth + 1);
    return (depth > 0 ? undefined : this.#names.foreign(callee)?.fateOfArgument(index)) ?? 'elsewhere';
  }

  /** What becomes of a tensor that a function is given. */
  fateOfArgument(target: FunctionNode, index: number, depth = 1): Fate {
    const parameter = target.parameters[index];
    if (parameter === undefined || !ts.isIdentifier(parameter.name) || parameter.dotDotDotToken !== undefined)
      return 'elsewhere';
    const binding = this.#names.scopes.resolve(parameter.name);
    if (binding === undefined) return 'elsewhere';
    const fate = this.fateOfBinding(binding, depth);
    return fate === 'read' || fate === 'dropped' ? 'argument' : fate;
  }

  #makesByApi(call: ts.CallExpression): boolean {
    const api = this.#names.api(call.expression);
    if (api === undefined) return false;
    if (api === 'tidy') return isTensor(this.#names.values.of(call)) && !this.#handsOnOuter(call);
    if (NOT_NEW.has(api)) return false;
    const value: Value | undefined = valueOfFunction(api);
    return isTensor(value?.kind === 'promise' ? value.of : value) && value?.kind !== 'variable';
  }

  /** Whether a tidy returns what a name outside of it holds too. */
  #handsOnOuter(call: ts.CallExpression): boolean {
    const body = call.arguments.at(-1);
    const target = body === undefined ? undefined : functionOf(body, this.#names.scopes);
    return (
      target !== undefined &&
      returnedExpressions(target).some((returned) => {
        const node = unwrap(returned);
        if (!ts.isIdentifier(node)) return !ts.isCallExpression(node);
        const declaration = this.#names.scopes.resolve(node)?.declaration;
        return declaration === undefined || declaration.pos < target.pos || declaration.end > target.end;
      })
    );
  }

  #isModelCall(call: ts.CallExpression): boolean {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !MODEL_CALLS.has(callee.name.text)) return false;
    const owner = this.#names.values.of(callee.expression);
    return owner?.kind === 'layers model' || owner?.kind === 'graph model' || owner?.kind === 'layer';
  }

  #isMethodOf(kind: Value['kind'], call: ts.CallExpression): boolean {
    const callee = unwrap(call.expression);
    return ts.isPropertyAccessExpression(callee) && this.#names.values.of(callee.expression)?.kind === kind;
  }
}

/** What changes nothing of a value: parentheses, casts, and waiting for it. */
function isTransparent(node: ts.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isAwaitExpression(node)
  );
}

function isComparison(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.EqualsEqualsToken ||
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.InstanceOfKeyword ||
    kind === ts.SyntaxKind.InKeyword
  );
}
