import { ts } from '../compiler.js';
import { NodeIndex } from '../node-index.ts';
import { enclosingClass, enclosingFunction, type FunctionNode, isAsync } from './functions.ts';
import { isExported, type Role, type RoleNames, roleAt, roleOfItself } from './roles.ts';

/** Whether what a place makes is disposed of by a tidy around it; `unknown` where that is up to a caller elsewhere. */
export type Tidied = 'inside' | 'outside' | 'unknown';

/** Why a place runs more than once. */
export type Repetition = 'loop' | 'epoch' | 'frame' | 'timer' | 'request' | 'event' | 'call';

/** How many functions are followed from a callee to its callers. */
const DEPTH = 3;

const DISPOSES: ReadonlySet<Role | undefined> = new Set<Role>([
  'tidy',
  'differentiated',
  'custom gradient',
  'layer',
]);
/** Called from the event loop, where no tidy is open. */
const FRESH: ReadonlySet<Role | undefined> = new Set<Role>([
  'frame', 'timer', 'request', 'event', 'promise', 'test', 'epoch',
]); // prettier-ignore

/** In what surroundings the places of a file run: in a tidy, in a loss, in a loop, in a handler. */
export class Regions {
  readonly #names: RoleNames;
  readonly #roles = new Map<FunctionNode, readonly Role[]>();
  readonly #scoped = new Map<FunctionNode, boolean>();

  constructor(names: RoleNames) {
    this.#names = names;
  }

  /** The roles of a function: where it is written, and wherever its name is given away. */
  rolesOf(node: FunctionNode): readonly Role[] {
    let roles = this.#roles.get(node);
    if (roles === undefined) {
      this.#roles.set(node, []);
      const here =
        ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? roleAt(node, this.#names) : undefined;
      const named = this.#uses(node).map((use) => (isCalled(use) ? undefined : roleAt(use, this.#names)));
      roles = [here, roleOfItself(node), ...named].filter((role) => role !== undefined);
      this.#roles.set(node, roles);
    }
    return roles;
  }

  /** Whether a function has a role. */
  has(node: FunctionNode, role: Role): boolean {
    return this.rolesOf(node).includes(role);
  }

  /** The innermost function around a node that gradients are sent back through. */
  differentiated(node: ts.Node): FunctionNode | undefined {
    let at = enclosingFunction(node);
    while (at !== undefined) {
      const roles = this.rolesOf(at);
      if (roles.includes('custom gradient')) return undefined;
      if (roles.includes('differentiated')) return at;
      at = enclosingFunction(at);
    }
    return undefined;
  }

  /** Whether what a node makes is disposed of by a tidy around it. */
  tidied(node: ts.Node, depth = 0): Tidied {
    const around = enclosingFunction(node);
    if (around === undefined) return 'outside';
    if (this.#opensScope(around)) return 'inside';
    const roles = this.rolesOf(around);
    if (roles.some((role) => DISPOSES.has(role))) return 'inside';
    if (roles.some((role) => FRESH.has(role))) return 'outside';
    if (roles.includes('element') || roles.includes('at once')) return this.tidied(around, depth);
    if (isAsync(around)) return 'outside';
    const calls = this.callsOf(around);
    if (calls.length > 0 && depth < DEPTH) {
      const places = calls.map((call) => this.tidied(call, depth + 1));
      if (places.every((place) => place === 'inside')) return 'inside';
      if (!this.#isReachable(around) && places.every((place) => place === 'outside')) return 'outside';
      return 'unknown';
    }
    // A function that is handed to something unknown runs, at the earliest, where it stands.
    if (calls.length === 0 && this.tidied(around, depth + 1) === 'inside') return 'inside';
    return 'unknown';
  }

  /** Why a node runs more than once; undefined where it runs once, as far as the file says. */
  repetition(node: ts.Node, depth = 0): Repetition | undefined {
    if (loopAround(node) !== undefined) return 'loop';
    const around = enclosingFunction(node);
    if (around === undefined) return undefined;
    const roles = this.rolesOf(around);
    for (const role of roles) {
      if (role === 'frame' || role === 'timer' || role === 'request' || role === 'event') return role;
      if (role === 'element') return 'loop';
      if (role === 'epoch') return role;
    }
    if (roles.length > 0 && !roles.every((role) => role === 'test')) return this.repetition(around, depth);
    if (roles.includes('test')) return undefined;
    const calls = this.callsOf(around);
    if (depth < DEPTH) {
      for (const call of calls) {
        // A function that calls itself is a loop only when something else lets it go on.
        if (enclosingFunction(call) === around) continue;
        const repetition = this.repetition(call, depth + 1);
        if (repetition !== undefined && repetition !== 'call') return repetition;
      }
    }
    return calls.length === 0 ||
      this.#isReachable(around) ||
      calls.some((call) => enclosingFunction(call) !== undefined && this.repetition(call, DEPTH) === 'call')
      ? 'call'
      : undefined;
  }

  /** The calls of a function within the file. */
  callsOf(node: FunctionNode): readonly ts.CallExpression[] {
    return this.#uses(node).flatMap((use) => {
      const call = callOf(use);
      return call === undefined ? [] : [call];
    });
  }

  /** Every place that names a function: its identifier, or `this.name` for a method. */
  #uses(node: FunctionNode): readonly ts.Expression[] {
    if (ts.isMethodDeclaration(node) || isMemberFunction(node)) return this.#usesOfMember(node);
    const name = nameOf(node);
    const binding = name === undefined ? undefined : this.#names.scopes.resolve(name);
    return binding === undefined ? [] : this.#names.scopes.references(binding);
  }

  #usesOfMember(node: FunctionNode): readonly ts.Expression[] {
    const owner = enclosingClass(node);
    const name = ts.isMethodDeclaration(node) ? node.name.getText() : memberName(node);
    if (owner === undefined || name === undefined) return [];
    return NodeIndex.of(owner.getSourceFile()).fieldsWithin(owner, name);
  }

  /** `tf.engine().startScope()`: a tidy by hand. */
  #opensScope(node: FunctionNode): boolean {
    let opens = this.#scoped.get(node);
    if (opens === undefined) {
      opens = node.body !== undefined && /\.startScope\s*\(/.test(node.body.getText());
      this.#scoped.set(node, opens);
    }
    return opens;
  }

  /** Whether something outside of the file can call a function: it is exported, or a method, or given away. */
  #isReachable(node: FunctionNode): boolean {
    if (ts.isMethodDeclaration(node) || isMemberFunction(node)) {
      const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
      return !(modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) ?? false);
    }
    if (isExported(node)) return true;
    const name = nameOf(node);
    if (name === undefined) return true;
    const declaration = name.parent;
    if (ts.isVariableDeclaration(declaration) && isExported(declaration.parent.parent)) return true;
    return this.#uses(node).some((use) => !isCalled(use));
  }
}

/** The loop in whose body (or condition) a node stands, within the same function. */
export function loopAround(node: ts.Node): ts.IterationStatement | undefined {
  let at: ts.Node = node;
  while (!ts.isSourceFile(at)) {
    const { parent } = at;
    if (ts.isIterationStatement(parent, false)) {
      const once =
        (ts.isForStatement(parent) && parent.initializer === at) ||
        ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.statement !== at);
      if (!once) return parent;
    }
    if (ts.isFunctionLike(parent)) return undefined;
    at = parent;
  }
  return undefined;
}

function isCalled(use: ts.Expression): boolean {
  return callOf(use) !== undefined;
}

function callOf(use: ts.Expression): ts.CallExpression | undefined {
  let at: ts.Node = use;
  while (ts.isParenthesizedExpression(at.parent) || ts.isNonNullExpression(at.parent)) at = at.parent;
  return ts.isCallExpression(at.parent) && at.parent.expression === at ? at.parent : undefined;
}

function nameOf(node: FunctionNode): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name;
  return ts.isFunctionExpression(node) ? node.name : undefined;
}

function isMemberFunction(node: FunctionNode): boolean {
  return ts.isPropertyDeclaration(node.parent);
}

function memberName(node: FunctionNode): string | undefined {
  return ts.isPropertyDeclaration(node.parent) ? node.parent.name.getText() : undefined;
}
