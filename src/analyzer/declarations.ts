import { ts } from './compiler.js';
import { NodeIndex } from './node-index.ts';
import { isAlwaysBefore, sharesLoop } from './control-flow.ts';
import {
  asFunction,
  classAround,
  functionAround,
  isDestructured,
  isFunctionWithBody,
  isInside,
  isNothing,
  nameOf,
  nameText,
  propertyOf,
} from './syntax.ts';
import type { FunctionWithBody } from './syntax.ts';
import type { Scopes } from './tensorflow/scopes.ts';
import { unwrap } from './unwrap.ts';

interface Write {
  /** The node that writes: a declaration with an initializer, or an assignment. */
  readonly node: ts.VariableDeclaration | ts.BinaryExpression | ts.PropertyDeclaration;
  readonly value: ts.Expression;
}

const CACHE = new WeakMap<Scopes, Declarations>();

/**
 * What the names of one file hold, by its scopes alone. It is wary: where two paths could give a variable different
 * values, the variable has none.
 */
export class Declarations {
  readonly #scopes: Scopes;
  /** Functions whose calls are being looked for. */
  readonly #looking = new Set<FunctionWithBody>();
  readonly #fields = new Map<ts.ClassLikeDeclaration, ReadonlyMap<string, readonly Write[]>>();

  /** The declarations of a file; the same for every rule. */
  static of(scopes: Scopes): Declarations {
    let declarations = CACHE.get(scopes);
    if (declarations === undefined) {
      declarations = new Declarations(scopes);
      CACHE.set(scopes, declarations);
    }
    return declarations;
  }

  private constructor(scopes: Scopes) {
    this.#scopes = scopes;
  }

  /** What declares the name that an identifier stands for; undefined for a global. */
  of(identifier: ts.Identifier): ts.Node | undefined {
    return this.#scopes.resolve(identifier)?.declaration;
  }

  /** Every mention of the name that an identifier stands for, its declaration left out, in the order of the text. */
  usesOf(identifier: ts.Identifier): readonly ts.Identifier[] {
    const binding = this.#scopes.resolve(identifier);
    return binding === undefined ? [] : this.#scopes.references(binding);
  }

  /**
   * The expression whose value an expression has: a variable's one value, a field's, an argument's where a function has
   * one call; casts, parentheses and `await` are passed through.
   */
  resolve(expression: ts.Expression, depth = 0): ts.Expression {
    const node = unwrap(expression);
    if (depth > 12) return node;
    if (ts.isAwaitExpression(node)) return this.resolve(node.expression, depth + 1);
    const value = this.valueOf(node);
    return value === undefined ? node : this.resolve(value, depth + 1);
  }

  /** One step of {@link resolve}: what a name or a field of `this` was given. */
  valueOf(expression: ts.Expression): ts.Expression | undefined {
    if (ts.isIdentifier(expression)) return this.#valueAt(expression);
    if (!ts.isPropertyAccessExpression(expression)) return undefined;
    if (expression.expression.kind === ts.SyntaxKind.ThisKeyword) {
      const owner = classAround(expression);
      return owner === undefined ? undefined : this.fieldOf(owner, expression.name.text);
    }
    const object = this.resolve(expression.expression);
    if (ts.isObjectLiteralExpression(object)) return propertyOf(object, expression.name.text);
    if (ts.isNewExpression(object)) {
      const owner = this.classOf(object.expression);
      return owner === undefined ? undefined : this.fieldOf(owner, expression.name.text);
    }
    return undefined;
  }

  /** The one value that a class gives a field, in its declaration or in a method; null and undefined don't count. */
  fieldOf(owner: ts.ClassLikeDeclaration, name: string): ts.Expression | undefined {
    let fields = this.#fields.get(owner);
    if (fields === undefined) {
      fields = fieldsOf(owner);
      this.#fields.set(owner, fields);
    }
    const writes = fields.get(name) ?? [];
    return writes.length === 1 ? writes[0]?.value : undefined;
  }

  /** The class of this file that an expression names. */
  classOf(expression: ts.Expression): ts.ClassLikeDeclaration | undefined {
    const node = unwrap(expression);
    if (ts.isClassExpression(node)) return node;
    if (!ts.isIdentifier(node)) return undefined;
    const declaration = this.of(node);
    if (declaration === undefined) return undefined;
    if (ts.isClassDeclaration(declaration) || ts.isClassExpression(declaration)) return declaration;
    const value = this.#valueAt(node);
    return value !== undefined && ts.isClassExpression(unwrap(value))
      ? (unwrap(value) as ts.ClassExpression) // just seen to be one
      : undefined;
  }

  /** The function of this file that a call enters: by name, `this.name` or as a method of a class made here. */
  functionOf(call: ts.CallExpression): FunctionWithBody | undefined {
    const callee = unwrap(call.expression);
    if (ts.isPropertyAccessExpression(callee)) {
      const owner =
        callee.expression.kind === ts.SyntaxKind.ThisKeyword
          ? classAround(callee)
          : this.#classMadeBy(callee.expression);
      const member = owner?.members.find(
        (each): each is ts.MethodDeclaration | ts.PropertyDeclaration =>
          (ts.isMethodDeclaration(each) || ts.isPropertyDeclaration(each)) &&
          ts.isIdentifier(each.name) &&
          each.name.text === callee.name.text,
      );
      if (member !== undefined && ts.isMethodDeclaration(member)) return member;
      const value = member?.initializer ?? this.valueOf(callee);
      return value === undefined ? undefined : asFunction(value);
    }
    if (!ts.isIdentifier(callee)) return asFunction(callee);
    const declaration = this.of(callee);
    if (declaration !== undefined && ts.isFunctionDeclaration(declaration)) return declaration;
    const value = this.#valueAt(callee);
    return value === undefined ? undefined : asFunction(value);
  }

  /** The calls of this file that enter a function of this file by its name or by `this`. */
  callsOf(called: FunctionWithBody): readonly ts.CallExpression[] {
    const name = nameOf(called);
    if (name === undefined) return [];
    // Whose method a call enters can depend on the very calls that are being looked for: then it is not known.
    if (this.#looking.has(called)) return [];
    this.#looking.add(called);
    const owner = ts.isMethodDeclaration(called) || ts.isPropertyDeclaration(called.parent);
    const callees = owner ? NodeIndex.of(name.getSourceFile()).accessesOf(name.text) : this.usesOf(name);
    const calls = callees.flatMap((callee) => {
      const call = callee.parent;
      return ts.isCallExpression(call) && call.expression === callee && this.functionOf(call) === called
        ? [call]
        : [];
    });
    this.#looking.delete(called);
    return calls;
  }

  #classMadeBy(expression: ts.Expression): ts.ClassLikeDeclaration | undefined {
    const made = this.resolve(expression);
    return ts.isNewExpression(made) ? this.classOf(made.expression) : undefined;
  }

  #valueAt(identifier: ts.Identifier): ts.Expression | undefined {
    const declaration = this.of(identifier);
    if (declaration === undefined) return undefined;
    if (ts.isParameter(declaration)) return this.#argumentOf(declaration);
    if (ts.isBindingElement(declaration)) return this.#destructured(declaration);
    if (!ts.isVariableDeclaration(declaration)) return undefined;
    const writes = this.#writesOf(declaration);
    if (writes === undefined) return undefined;
    const [only] = writes;
    if (writes.length === 1) return only?.value;
    return reaching(writes, identifier)?.value;
  }

  /** Every value given to a variable; undefined where it is also changed in a way that gives no value (`+=`, a loop). */
  #writesOf(declaration: ts.VariableDeclaration): readonly Write[] | undefined {
    const { name, parent: list } = declaration;
    if (!ts.isIdentifier(name)) return undefined;
    const writes: Write[] = [];
    if (
      ts.isVariableDeclarationList(list) &&
      (ts.isForOfStatement(list.parent) || ts.isForInStatement(list.parent))
    )
      return undefined;
    if (declaration.initializer !== undefined && !isNothing(declaration.initializer))
      writes.push({ node: declaration, value: declaration.initializer });
    for (const use of this.usesOf(name)) {
      const { parent } = use;
      if (ts.isBinaryExpression(parent) && parent.left === use) {
        if (parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
          if (!isNothing(parent.right)) writes.push({ node: parent, value: parent.right });
        } else if (isCompound(parent.operatorToken.kind)) return undefined;
      } else if (
        (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) &&
        (parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken)
      ) {
        return undefined;
      } else if (isDestructured(use)) return undefined;
    }
    return writes;
  }

  /** What a parameter gets where its function is called once in this file. */
  #argumentOf(parameter: ts.ParameterDeclaration): ts.Expression | undefined {
    const { name, parent: called } = parameter;
    if (!isFunctionWithBody(called) || !ts.isIdentifier(name) || parameter.dotDotDotToken !== undefined)
      return undefined;
    if (
      this.usesOf(name).some(
        (use) =>
          ts.isBinaryExpression(use.parent) &&
          use.parent.left === use &&
          use.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken,
      )
    )
      return undefined;
    const calls = this.callsOf(called);
    const [call] = calls;
    if (calls.length !== 1 || call === undefined) return undefined;
    if (call.arguments.some((argument) => ts.isSpreadElement(argument))) return undefined;
    // A recursive call hands on what it got.
    if (isInside(call, called)) return undefined;
    return call.arguments[called.parameters.indexOf(parameter)] ?? parameter.initializer;
  }

  /** `const { units } = options`, where `options` is a literal of this file. */
  #destructured(element: ts.BindingElement): ts.Expression | undefined {
    const pattern = element.parent;
    if (!ts.isObjectBindingPattern(pattern) || element.dotDotDotToken !== undefined) return undefined;
    const holder = pattern.parent;
    if (!ts.isVariableDeclaration(holder) || holder.initializer === undefined) return undefined;
    const object = this.resolve(holder.initializer);
    const name = element.propertyName ?? element.name;
    if (!ts.isObjectLiteralExpression(object) || !ts.isIdentifier(name)) return undefined;
    return propertyOf(object, name.text);
  }
}

/** The last of several writes that a use must have passed, where no other could have come between. */
function reaching(writes: readonly Write[], use: ts.Identifier): Write | undefined {
  const around = functionAround(use);
  const own = writes.filter(({ node }) => functionAround(node) === around);
  // A variable that another function writes to can hold anything by now.
  if (own.length !== writes.length) return undefined;
  let last: Write | undefined;
  for (const write of own) {
    if (write.node.end <= use.getStart()) last = write;
    else if (sharesLoop(write.node, use) && (last === undefined || !sharesLoop(last.node, use)))
      return undefined;
  }
  return last !== undefined && isAlwaysBefore(last.node, use) ? last : undefined;
}

function fieldsOf(owner: ts.ClassLikeDeclaration): ReadonlyMap<string, readonly Write[]> {
  const fields = new Map<string, Write[]>();
  const add = (name: string, write: Write): void => {
    if (isNothing(write.value)) return;
    const writes = fields.get(name);
    if (writes === undefined) fields.set(name, [write]);
    else writes.push(write);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) return;
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(node.left) &&
      node.left.expression.kind === ts.SyntaxKind.ThisKeyword
    ) {
      add(node.left.name.text, { node, value: node.right });
    }
    ts.forEachChild(node, visit);
  };
  for (const member of owner.members) {
    if (ts.isPropertyDeclaration(member) && member.initializer !== undefined) {
      const name = nameText(member.name);
      if (name !== undefined) add(name, { node: member, value: member.initializer });
    }
    ts.forEachChild(member, visit);
  }
  return fields;
}

function isCompound(kind: ts.SyntaxKind): boolean {
  return kind > ts.SyntaxKind.EqualsToken && kind <= ts.SyntaxKind.LastAssignment;
}
