import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import {
  enclosingClass,
  functionOf,
  type FunctionNode,
  isAsync,
  isFunctionNode,
  returnedExpressions,
} from './functions.ts';
import type { ForeignFunction } from './foreign-function.ts';
import { tellsTensor, valueOfFunction, valueOfMethod } from './ops.ts';
import type { Binding } from './scopes.ts';
import { type TypeNames, valueOfType } from './types.ts';
import { either, isTensor, promiseOf, symbolicTensor, tensor, type Value } from './value.ts';

/** What the names of a file mean, as far as following values needs it. */
export interface ValueNames extends TypeNames {
  api(expression: ts.Expression): string | undefined;
  /** The function of another file that a callee names, where files are followed into. */
  foreign(callee: ts.Expression): ForeignFunction | undefined;
}

/** Functions that call a function of the user's with tensors. */
const GIVES_TENSORS: ReadonlySet<string> = new Set([
  'grad',
  'grads',
  'valueAndGrad',
  'valueAndGrads',
  'customGrad',
]);

/** How many functions of the file are followed into, one from inside another. */
const DEPTH = 2;

/**
 * What the expressions of a file hold, without types: by initialisers, annotations, chained calls, parameters of
 * callbacks, members of classes, and functions of the same file. Undefined is what is not certain.
 */
export class Values {
  readonly #names: ValueNames;
  readonly #known = new Map<ts.Node, Value | undefined>();
  #depth = 0;

  constructor(names: ValueNames) {
    this.#names = names;
  }

  /** What an expression holds. */
  of(expression: ts.Expression): Value | undefined {
    return this.#once(expression, () => this.#ofExpression(expression));
  }

  /** Whether an expression certainly holds a tensor: one that is made, one that is a variable's, or what a model gave. */
  isTensor(expression: ts.Expression): boolean {
    return isTensor(this.of(expression));
  }

  /** What a declared name holds. */
  ofBinding(binding: Binding): Value | undefined {
    return this.#once(binding.identifier, () => this.#ofDeclaration(binding));
  }

  /** What a call of a function gives: a promise, when it is async. */
  returned(node: FunctionNode): Value | undefined {
    return this.#once(node, () => {
      if (node.type !== undefined) return valueOfType(node.type, this.#names);
      const documented = ts.getJSDocReturnType(node);
      if (documented !== undefined) return valueOfType(documented, this.#names);
      if (ts.isFunctionLike(node) && 'asteriskToken' in node && node.asteriskToken !== undefined)
        return undefined;
      if (this.#depth >= DEPTH) return undefined;
      this.#depth += 1;
      const value = this.#agreement(returnedExpressions(node));
      this.#depth -= 1;
      if (!isAsync(node)) return value;
      return value?.kind === 'promise' ? value : promiseOf(value);
    });
  }

  #once(node: ts.Node, find: () => Value | undefined): Value | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    // Set first: what depends on itself is unknown, not endless.
    this.#known.set(node, undefined);
    const value = find();
    this.#known.set(node, value);
    return value;
  }

  #ofExpression(node: ts.Expression): Value | undefined {
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node)
    ) {
      return this.of(node.expression);
    }
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
      return valueOfType(node.type, this.#names) ?? this.of(node.expression);
    }
    if (ts.isIdentifier(node)) {
      const binding = this.#names.scopes.resolve(node);
      return binding === undefined ? undefined : this.ofBinding(binding);
    }
    if (ts.isCallExpression(node)) return this.#ofCall(node);
    if (ts.isAwaitExpression(node)) {
      const value = this.of(node.expression);
      return value?.kind === 'promise' ? value.of : value;
    }
    if (ts.isConditionalExpression(node)) return either(this.of(node.whenTrue), this.of(node.whenFalse));
    if (ts.isPropertyAccessExpression(node)) return this.#ofProperty(node);
    if (ts.isElementAccessExpression(node)) return this.#ofElement(node);
    if (ts.isArrayLiteralExpression(node)) {
      if (node.elements.length === 0) return undefined;
      const element = this.#agreement(
        node.elements.map((part) => (ts.isSpreadElement(part) ? part.expression : part)),
        node.elements.map((part) => ts.isSpreadElement(part)),
      );
      return element === undefined ? undefined : { kind: 'array', of: element };
    }
    if (ts.isObjectLiteralExpression(node)) return this.#ofObject(node);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      return { kind: 'function', returns: this.returned(node) };
    }
    if (ts.isNewExpression(node)) return this.#ofNew(node);
    if (ts.isBinaryExpression(node)) {
      const operator = node.operatorToken.kind;
      if (operator === ts.SyntaxKind.EqualsToken) return this.of(node.right);
      if (operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken) {
        return either(this.of(node.left), this.of(node.right)) ?? this.of(node.left);
      }
      if (operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.CommaToken) {
        return this.of(node.right);
      }
    }
    return undefined;
  }

  #ofCall(call: ts.CallExpression): Value | undefined {
    const api = this.#names.api(call.expression);
    if (api !== undefined) return this.#ofApiCall(call, api);
    const callee = unwrap(call.expression);
    if (ts.isPropertyAccessExpression(callee)) {
      const method = this.#ofMethodCall(call, callee);
      if (method !== undefined) return method;
    }
    const value = this.of(callee);
    if (value?.kind === 'function' && value.returns !== undefined) return value.returns;
    const target = functionOf(callee, this.#names.scopes);
    return target === undefined ? this.#names.foreign(callee)?.returned() : this.returned(target);
  }

  #ofApiCall(call: ts.CallExpression, api: string): Value | undefined {
    if (api === 'tidy' || api === 'profile') {
      const body = call.arguments.at(-1);
      const value = body === undefined ? undefined : this.#ofResult(body);
      return api === 'tidy' ? value : promiseOf();
    }
    if (api === 'keep' || api === 'clone') {
      const [argument] = call.arguments;
      return (argument === undefined ? undefined : this.of(argument)) ?? tensor;
    }
    return valueOfFunction(api);
  }

  #ofMethodCall(call: ts.CallExpression, callee: ts.PropertyAccessExpression): Value | undefined {
    const method = callee.name.text;
    const owner = this.of(callee.expression);
    if (owner === undefined) {
      return tellsTensor(method) ? valueOfMethod('tensor', method) : undefined;
    }
    if ((owner.kind === 'layer' || owner.kind === 'layers model') && method === 'apply') {
      const [argument] = call.arguments;
      const given = argument === undefined ? undefined : this.of(argument);
      const input = given?.kind === 'array' ? given.of : given;
      if (input?.kind === 'symbolic tensor') return symbolicTensor;
      return isTensor(input) ? tensor : undefined;
    }
    if (owner.kind === 'array') {
      if (method === 'map') {
        const [callback] = call.arguments;
        return { kind: 'array', of: callback === undefined ? undefined : this.#ofResult(callback) };
      }
      if (['slice', 'filter', 'concat', 'reverse', 'sort', 'toSorted'].includes(method)) return owner;
      return ['pop', 'shift', 'at', 'find'].includes(method) ? owner.of : undefined;
    }
    return valueOfMethod(owner.kind, method);
  }

  /** What calling an expression gives: the function may be written there, or be one of the file. */
  #ofResult(callee: ts.Expression): Value | undefined {
    const target = functionOf(callee, this.#names.scopes);
    if (target !== undefined) return this.returned(target);
    const value = this.of(callee);
    return value?.kind === 'function' ? value.returns : undefined;
  }

  #ofProperty(node: ts.PropertyAccessExpression): Value | undefined {
    const name = node.name.text;
    if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return this.#ofMember(node, name);
    const owner = this.of(node.expression);
    if (owner?.kind === 'object') return owner.members.get(name) ?? owner.others;
    if (owner?.kind === 'layers model') {
      if (name === 'optimizer') return { kind: 'optimizer' };
      if (name === 'layers') return { kind: 'array', of: { kind: 'layer' } };
      if (name === 'inputs' || name === 'outputs') return { kind: 'array', of: symbolicTensor };
      if (name === 'input' || name === 'output') return symbolicTensor;
    }
    return undefined;
  }

  #ofElement(node: ts.ElementAccessExpression): Value | undefined {
    const owner = this.of(node.expression);
    if (owner?.kind === 'array') return owner.of;
    if (owner?.kind === 'prediction') return tensor;
    if (owner?.kind !== 'object') return undefined;
    const key = node.argumentExpression;
    return (ts.isStringLiteralLike(key) ? owner.members.get(key.text) : undefined) ?? owner.others;
  }

  #ofObject(node: ts.ObjectLiteralExpression): Value | undefined {
    const members = new Map<string, Value>();
    for (const property of node.properties) {
      if (property.name === undefined || !ts.isIdentifier(property.name)) continue;
      const value = ts.isPropertyAssignment(property)
        ? this.of(property.initializer)
        : ts.isShorthandPropertyAssignment(property)
          ? this.of(property.name)
          : undefined;
      if (value !== undefined) members.set(property.name.text, value);
    }
    return members.size === 0 ? undefined : { kind: 'object', members };
  }

  #ofNew(node: ts.NewExpression): Value | undefined {
    const api = this.#names.api(node.expression);
    if (api === undefined) return undefined;
    if (api.endsWith('Optimizer')) return { kind: 'optimizer' };
    return api === 'Sequential' || api === 'LayersModel' ? { kind: 'layers model' } : undefined;
  }

  /** What `this.name` holds: by the annotation of its declaration, or by what the class assigns to it. */
  #ofMember(node: ts.PropertyAccessExpression, name: string): Value | undefined {
    const owner = enclosingClass(node);
    if (owner === undefined) return undefined;
    for (const member of owner.members) {
      if (ts.isPropertyDeclaration(member) && ts.isIdentifier(member.name) && member.name.text === name) {
        const type = member.type ?? ts.getJSDocType(member);
        if (type !== undefined) return valueOfType(type, this.#names);
        if (member.initializer !== undefined && !isNothing(member.initializer))
          return this.of(member.initializer);
      }
      if (!ts.isConstructorDeclaration(member)) continue;
      const parameter = member.parameters.find(
        (part) => ts.isParameterPropertyDeclaration(part, member) && part.name.getText() === name,
      );
      if (parameter !== undefined) return this.#ofParameter(parameter);
    }
    return this.#agreement(this.#assignedMembers(owner).get(name) ?? []);
  }

  readonly #members = new WeakMap<ts.ClassLikeDeclaration, ReadonlyMap<string, readonly ts.Expression[]>>();

  #assignedMembers(owner: ts.ClassLikeDeclaration): ReadonlyMap<string, readonly ts.Expression[]> {
    const known = this.#members.get(owner);
    if (known !== undefined) return known;
    const assigned = new Map<string, ts.Expression[]>();
    const visit = (node: ts.Node): void => {
      if (
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        ts.isPropertyAccessExpression(node.left) &&
        node.left.expression.kind === ts.SyntaxKind.ThisKeyword &&
        !isNothing(node.right)
      ) {
        const name = node.left.name.text;
        assigned.set(name, [...(assigned.get(name) ?? []), node.right]);
      }
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(owner, visit);
    this.#members.set(owner, assigned);
    return assigned;
  }

  #ofDeclaration(binding: Binding): Value | undefined {
    const { declaration, kind } = binding;
    if (ts.isVariableDeclaration(declaration)) return this.#ofVariable(declaration, binding);
    if (ts.isParameter(declaration)) return this.#ofParameter(declaration);
    if (ts.isBindingElement(declaration)) return this.#ofPatternElement(declaration);
    if (kind === 'function' && isFunctionNode(declaration)) {
      return { kind: 'function', returns: this.returned(declaration) };
    }
    return undefined;
  }

  #ofVariable(node: ts.VariableDeclaration, binding: Binding): Value | undefined {
    const type = node.type ?? ts.getJSDocType(node);
    if (type !== undefined) {
      const value = valueOfType(type, this.#names);
      if (value !== undefined) return value;
    }
    if (node.initializer !== undefined && !isNothing(node.initializer)) return this.of(node.initializer);
    const loop = node.parent.parent;
    if (ts.isForOfStatement(loop)) {
      const over = this.of(loop.expression);
      return over?.kind === 'array' ? over.of : undefined;
    }
    // `let model;` takes its meaning from what is assigned to it.
    return this.#agreement(
      this.#names.scopes
        .writes(binding)
        .flatMap(({ parent }) =>
          ts.isBinaryExpression(parent) && !isNothing(parent.right) ? [parent.right] : [],
        ),
    );
  }

  #ofParameter(node: ts.ParameterDeclaration): Value | undefined {
    const type = node.type ?? ts.getJSDocType(node);
    if (type !== undefined) return valueOfType(type, this.#names);
    if (node.initializer !== undefined && !isNothing(node.initializer)) return this.of(node.initializer);
    const target = node.parent;
    if (!isFunctionNode(target)) return undefined;
    const index = target.parameters.indexOf(node);
    const fromCallback = this.#ofCallbackParameter(target, index);
    if (fromCallback !== undefined) return fromCallback;
    // What every call in the file gives.
    const name = nameOfFunction(target);
    const binding = name === undefined ? undefined : this.#names.scopes.resolve(name);
    if (binding === undefined || this.#depth >= DEPTH) return undefined;
    const given = this.#names.scopes
      .references(binding)
      .flatMap(({ parent }) =>
        ts.isCallExpression(parent) && parent.arguments[index] !== undefined ? [parent.arguments[index]] : [],
      );
    this.#depth += 1;
    const value = this.#agreement(given);
    this.#depth -= 1;
    return value;
  }

  #ofCallbackParameter(target: FunctionNode, index: number): Value | undefined {
    if (!ts.isArrowFunction(target) && !ts.isFunctionExpression(target)) return undefined;
    const { parent } = target;
    if (!ts.isCallExpression(parent)) return undefined;
    const api = this.#names.api(parent.expression);
    if (api !== undefined) {
      return GIVES_TENSORS.has(api) && !(api === 'customGrad' && index === target.parameters.length - 1)
        ? tensor
        : undefined;
    }
    const callee = unwrap(parent.expression);
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    const owner = this.of(callee.expression);
    if (owner?.kind === 'promise' && callee.name.text === 'then') return index === 0 ? owner.of : undefined;
    if (owner?.kind !== 'array') return undefined;
    const position = callee.name.text === 'reduce' ? 1 : 0;
    return index === position ? owner.of : undefined;
  }

  #ofPatternElement(node: ts.BindingElement): Value | undefined {
    const pattern = node.parent;
    const { parent } = pattern;
    const owner = ts.isBindingElement(parent)
      ? this.#ofPatternElement(parent)
      : ts.isParameter(parent)
        ? this.#ofParameter(parent)
        : this.#ofPatternSource(parent);
    if (owner === undefined) return undefined;
    if (ts.isArrayBindingPattern(pattern)) {
      return owner.kind === 'array' ? owner.of : owner.kind === 'prediction' ? tensor : undefined;
    }
    const key = node.propertyName ?? node.name;
    if (owner.kind !== 'object' || !ts.isIdentifier(key) || node.dotDotDotToken !== undefined)
      return undefined;
    return owner.members.get(key.text) ?? owner.others;
  }

  #ofPatternSource(node: ts.VariableDeclaration): Value | undefined {
    if (node.type !== undefined) return valueOfType(node.type, this.#names);
    if (node.initializer !== undefined) return this.of(node.initializer);
    const loop = node.parent.parent;
    if (!ts.isForOfStatement(loop)) return undefined;
    const over = this.of(loop.expression);
    return over?.kind === 'array' ? over.of : undefined;
  }

  /** What all expressions hold, when they agree; those marked as spread count by their elements. */
  #agreement(expressions: readonly ts.Expression[], spread: readonly boolean[] = []): Value | undefined {
    const values = expressions
      .filter((expression) => !isNothing(expression))
      .map((expression, index) => {
        const value = this.of(expression);
        return spread[index] === true ? (value?.kind === 'array' ? value.of : undefined) : value;
      });
    const [first, ...rest] = values;
    return rest.reduce(either, first);
  }
}

/** `null` and `undefined`: what a name holds before it holds something. */
function isNothing(expression: ts.Expression): boolean {
  const node = unwrap(expression);
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
}

function nameOfFunction(node: FunctionNode): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : undefined;
}
