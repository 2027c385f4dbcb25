import { ts } from '../compiler.js';
import { NodeIndex } from '../node-index.ts';
import { unwrap } from '../unwrap.ts';
import { type FunctionNode, functionOf, isFunctionNode, returnedExpressions } from './functions.ts';
import { hasNoGradient, hasZeroGradient, isOp, isTensorMethod } from './ops.ts';
import type { Ownership } from './ownership.ts';
import type { Regions } from './regions.ts';
import type { RoleNames } from './roles.ts';
import type { Binding } from './scopes.ts';

export interface FlowNames extends RoleNames {
  readonly regions: Regions;
  readonly ownership: Ownership;
}

/** How many functions of the file a gradient is followed into. */
const DEPTH = 2;

/** Calls that give plain numbers, through which no gradient flows. */
const DETACHES: ReadonlySet<string> = new Set([
  'dataSync',
  'arraySync',
  'bufferSync',
  'data',
  'array',
  'buffer',
]);
const MODEL_CALLS: ReadonlySet<string> = new Set(['predict', 'predictOnBatch', 'apply', 'execute']);

/**
 * What a gradient meets on its way through the functions of a file that it is sent back through: which expressions
 * depend on what is differentiated, and which of these the loss depends on.
 */
export class GradientFlow {
  readonly #names: FlowNames;
  readonly #depends = new Map<ts.Node, boolean>();
  /** Parameters that depend on what is differentiated. */
  readonly #sources = new Set<Binding>();
  readonly #functions = new Set<FunctionNode>();

  constructor(names: FlowNames, tree: ts.SourceFile) {
    this.#names = names;
    for (const node of NodeIndex.of(tree).all) if (isFunctionNode(node)) this.#enter(node);
  }

  /** Whether a node stands in a function that a gradient is sent back through. */
  isDifferentiated(node: ts.Node): boolean {
    let at = node;
    while (!ts.isSourceFile(at)) {
      if (isFunctionNode(at)) {
        if (this.#functions.has(at)) return true;
        if (this.#names.regions.has(at, 'custom gradient')) return false;
      }
      at = at.parent;
    }
    return false;
  }

  /** Whether an expression's value depends on what is differentiated, by ops that have a gradient. */
  depends(expression: ts.Expression): boolean {
    const known = this.#depends.get(expression);
    if (known !== undefined) return known;
    this.#depends.set(expression, false);
    const depends = this.#dependsFresh(expression);
    this.#depends.set(expression, depends);
    return depends;
  }

  /** Whether the value of a node goes, by ops alone, into what its function returns. */
  reachesResult(node: ts.Node, seen: ReadonlySet<Binding> = new Set()): boolean {
    const { parent } = node;
    if (ts.isReturnStatement(parent)) return true;
    if (ts.isArrowFunction(parent)) return parent.body === node && this.#leavesFunction(parent);
    if (ts.isPropertyAccessExpression(parent)) {
      const call = parent.parent;
      const name = parent.name.text;
      if (ts.isCallExpression(call) && call.expression === parent)
        return isTensorMethod(name) && this.reachesResult(call, seen);
      return !READS.has(name) && this.reachesResult(parent, seen);
    }
    if (ts.isElementAccessExpression(parent))
      return parent.expression === node && this.reachesResult(parent, seen);
    if (ts.isCallExpression(parent)) {
      return parent.expression !== node && this.#passesOn(parent) && this.reachesResult(parent, seen);
    }
    if (ts.isVariableDeclaration(parent))
      return parent.initializer === node && this.#nameReaches(parent.name, seen);
    if (ts.isBinaryExpression(parent)) {
      if (
        parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        parent.right === node &&
        ts.isIdentifier(parent.left)
      ) {
        return this.#nameReaches(parent.left, seen);
      }
      return false;
    }
    if (ts.isConditionalExpression(parent))
      return parent.condition !== node && this.reachesResult(parent, seen);
    if (ts.isPropertyAssignment(parent)) return this.reachesResult(parent.parent, seen);
    return (
      (ts.isParenthesizedExpression(parent) ||
        ts.isAsExpression(parent) ||
        ts.isNonNullExpression(parent) ||
        ts.isArrayLiteralExpression(parent) ||
        ts.isSpreadElement(parent)) &&
      this.reachesResult(parent, seen)
    );
  }

  #enter(node: FunctionNode): void {
    const { regions } = this.#names;
    if (regions.has(node, 'differentiated')) {
      // A loss is given labels first: only its predictions are differentiated.
      this.#follow(node, isLoss(node, regions) ? [1] : node.parameters.map((_, index) => index), 0);
    } else if (/loss$/i.test(nameOf(node)) && node.parameters.length === 2 && givesPredictions(node)) {
      this.#follow(node, [1], 0);
    }
  }

  /** Marks parameters of a function as depending, and follows the functions of the file that it calls with such. */
  #follow(node: FunctionNode, indices: readonly number[], depth: number): void {
    this.#functions.add(node);
    for (const index of indices) {
      const parameter = node.parameters[index];
      if (parameter !== undefined) this.#markPattern(parameter.name);
    }
    if (depth >= DEPTH || node.body === undefined) return;
    const visit = (inner: ts.Node): void => {
      if (ts.isCallExpression(inner) && this.#names.api(inner.expression) === undefined) {
        const target = functionOf(inner.expression, this.#names.scopes);
        const given = inner.arguments.flatMap((argument, index) => (this.depends(argument) ? [index] : []));
        if (
          target !== undefined &&
          given.length > 0 &&
          !this.#functions.has(target) &&
          this.reachesResult(inner)
        ) {
          this.#follow(target, given, depth + 1);
        }
      }
      ts.forEachChild(inner, visit);
    };
    visit(node.body);
    // What was found to depend on nothing may do so now.
    this.#depends.clear();
  }

  #markPattern(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) {
      const binding = this.#names.scopes.resolve(name);
      if (binding !== undefined) this.#sources.add(binding);
    } else {
      for (const element of name.elements) if (ts.isBindingElement(element)) this.#markPattern(element.name);
    }
  }

  #dependsFresh(expression: ts.Expression): boolean {
    const node = unwrap(expression);
    if (ts.isIdentifier(node)) return this.#nameDepends(node);
    if (ts.isCallExpression(node)) return this.#callDepends(node);
    if (ts.isPropertyAccessExpression(node)) {
      if (READS.has(node.name.text)) return false;
      return this.#names.values.of(node)?.kind === 'variable' || this.depends(node.expression);
    }
    if (ts.isElementAccessExpression(node)) return this.depends(node.expression);
    if (ts.isArrayLiteralExpression(node)) {
      return node.elements.some((element) =>
        this.depends(ts.isSpreadElement(element) ? element.expression : element),
      );
    }
    if (ts.isConditionalExpression(node)) return this.depends(node.whenTrue) || this.depends(node.whenFalse);
    if (ts.isObjectLiteralExpression(node)) {
      return node.properties.some((part) => ts.isPropertyAssignment(part) && this.depends(part.initializer));
    }
    return false;
  }

  #callDepends(call: ts.CallExpression): boolean {
    const api = this.#names.api(call.expression);
    if (api !== undefined) {
      if (api === 'tidy') {
        const body = call.arguments.at(-1);
        const target = body === undefined ? undefined : functionOf(body, this.#names.scopes);
        return target !== undefined && returnedExpressions(target).some((part) => this.depends(part));
      }
      if (hasNoGradient(api) || hasZeroGradient(api) || !isOp(api)) return false;
      return call.arguments.some((argument) => this.depends(argument));
    }
    const callee = unwrap(call.expression);
    if (ts.isPropertyAccessExpression(callee)) {
      const method = callee.name.text;
      if (DETACHES.has(method) || hasNoGradient(method) || hasZeroGradient(method)) return false;
      const owner = this.#names.values.of(callee.expression)?.kind;
      if (MODEL_CALLS.has(method) && (owner === 'layers model' || owner === 'layer')) return true;
      // `model` is given by the caller, and its prediction is what a loss is made of.
      if ((method === 'predict' || method === 'apply') && owner === undefined && this.isDifferentiated(call))
        return true;
      if (isTensorMethod(method)) {
        return this.depends(callee.expression) || call.arguments.some((argument) => this.depends(argument));
      }
    }
    const target = functionOf(callee, this.#names.scopes);
    if (target === undefined) return false;
    return (
      call.arguments.some((argument) => this.depends(argument)) ||
      returnedExpressions(target).some((part) => this.depends(part))
    );
  }

  #nameDepends(node: ts.Identifier): boolean {
    const { scopes, values } = this.#names;
    const binding = scopes.resolve(node);
    if (binding === undefined) return false;
    if (this.#sources.has(binding)) return true;
    if (values.ofBinding(binding)?.kind === 'variable') return true;
    let { declaration } = binding;
    while (ts.isBindingElement(declaration)) declaration = declaration.parent.parent;
    if (
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      this.depends(declaration.initializer)
    ) {
      return true;
    }
    return scopes
      .writes(binding)
      .some(({ parent }) => ts.isBinaryExpression(parent) && this.depends(parent.right));
  }

  #nameReaches(name: ts.BindingName, seen: ReadonlySet<Binding>): boolean {
    if (!ts.isIdentifier(name)) {
      return name.elements.some(
        (element) => ts.isBindingElement(element) && this.#nameReaches(element.name, seen),
      );
    }
    const binding = this.#names.scopes.resolve(name);
    if (binding === undefined || seen.has(binding)) return false;
    const next = new Set([...seen, binding]);
    return this.#names.scopes.references(binding).some((use) => this.reachesResult(use, next));
  }

  /** Whether what a call is given goes into what it gives. */
  #passesOn(call: ts.CallExpression): boolean {
    const api = this.#names.api(call.expression);
    if (api !== undefined) return isOp(api) || api === 'tidy' || api === 'keep';
    const callee = unwrap(call.expression);
    if (ts.isPropertyAccessExpression(callee) && isTensorMethod(callee.name.text)) return true;
    return functionOf(callee, this.#names.scopes) !== undefined;
  }

  /** Whether what an arrow function gives is what the function around it gives, too: the body of a tidy. */
  #leavesFunction(node: ts.ArrowFunction): boolean {
    const roles = this.#names.regions.rolesOf(node);
    if (roles.includes('tidy') && ts.isCallExpression(node.parent)) {
      return this.#functions.has(node) || this.reachesResult(node.parent);
    }
    return true;
  }
}

const READS: ReadonlySet<string> = new Set(['shape', 'dtype', 'rank', 'size', 'id', 'strides', 'isDisposed']);

/** Given to compile as its loss, rather than to grad or minimize. */
function isLoss(node: FunctionNode, regions: Regions): boolean {
  return node.parameters.length === 2 && (givesPredictions(node) || !regions.has(node, 'differentiated'));
}

/** Whether a function's parameters are labels and predictions, by their names. */
function givesPredictions(node: FunctionNode): boolean {
  const [first, second] = node.parameters.map(({ name }) => name.getText());
  return (
    /true|label|target|^ys?$|actual|expected/i.test(first ?? '') &&
    /pred|logit|output|hat|prob/i.test(second ?? '')
  );
}

function nameOf(node: FunctionNode): string {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name?.getText() ?? '';
  const { parent } = node;
  return ts.isVariableDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent)
    ? parent.name.getText()
    : '';
}
