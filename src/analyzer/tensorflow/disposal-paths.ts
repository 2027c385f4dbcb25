import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import { functionOf, type FunctionNode, isFunctionNode } from './functions.ts';
import type { Regions } from './regions.ts';
import type { RoleNames } from './roles.ts';
import type { Binding } from './scopes.ts';
import { isTensor } from './value.ts';

/** A use of something that was disposed of before, on some path. */
export interface LateUse {
  readonly use: ts.Identifier;
  readonly disposal: ts.Node;
  /** `always`: on every path; `sometimes`: on one of them; `next turn`: in the loop's next turn. */
  readonly when: 'always' | 'sometimes' | 'next turn';
}

interface Disposal {
  readonly node: ts.Node;
  /** Whether every path to here goes through it. */
  readonly certain: boolean;
  /** How many conditions were open where it became uncertain: a use under more of them may follow another branch. */
  readonly conditions: number;
}

type State = Map<Binding, Disposal>;

export interface PathNames extends RoleNames {
  readonly regions: Regions;
}

/** What only asks about a tensor, and may do so after it is gone. */
const HARMLESS: ReadonlySet<string> = new Set([
  'shape', 'dtype', 'rank', 'rankType', 'size', 'id', 'strides', 'isDisposed', 'isDisposedInternal', 'dispose', 'name',
  'kept', 'dataId',
]); // prettier-ignore

/** Follows the paths through a function and finds what is used after it was disposed of. */
export function lateUses(body: ts.Node, names: PathNames): readonly LateUse[] {
  const walk = new DisposalWalk(names);
  walk.run(body);
  return [...walk.found.values()];
}

class DisposalWalk {
  readonly found = new Map<Binding, LateUse>();
  readonly #names: PathNames;
  #state: State | undefined = new Map();
  #conditions = 0;
  /** Where a loop's second turn begins to run, what was disposed of in the first. */
  #turns: readonly (readonly [ts.Node, ReadonlySet<ts.Node>])[] = [];
  #inlined: readonly FunctionNode[] = [];

  constructor(names: PathNames) {
    this.#names = names;
  }

  run(node: ts.Node): void {
    this.#visit(node);
  }

  #visit(node: ts.Node): void {
    if (this.#state === undefined) return;
    if (ts.isIdentifier(node)) {
      this.#use(node);
    } else if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      const [condition, yes, no] = ts.isIfStatement(node)
        ? [node.expression, node.thenStatement, node.elseStatement]
        : [node.condition, node.whenTrue, node.whenFalse];
      this.#visit(condition);
      this.#branch([yes, no]);
    } else if (ts.isBinaryExpression(node)) {
      this.#binary(node);
    } else if (ts.isIterationStatement(node, false)) {
      this.#loop(node);
    } else if (ts.isTryStatement(node)) {
      this.#try(node);
    } else if (ts.isSwitchStatement(node)) {
      this.#visit(node.expression);
      this.#branch([...node.caseBlock.clauses, undefined]);
    } else if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) {
      if (node.expression !== undefined) this.#visit(node.expression);
      this.#state = undefined;
    } else if (ts.isBreakOrContinueStatement(node)) {
      this.#state = undefined;
    } else if (ts.isVariableDeclaration(node)) {
      if (node.initializer !== undefined) this.#visit(node.initializer);
      this.#renew(node.name);
    } else if (ts.isCallExpression(node)) {
      this.#call(node);
    } else if (isFunctionNode(node)) {
      this.#function(node);
    } else if (!ts.isTypeNode(node) && !ts.isClassLike(node)) {
      ts.forEachChild(node, (child) => {
        this.#visit(child);
      });
    }
  }

  #binary(node: ts.BinaryExpression): void {
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left)) {
      this.#visit(node.right);
      this.#renew(node.left);
    } else if (
      operator === ts.SyntaxKind.AmpersandAmpersandToken ||
      operator === ts.SyntaxKind.BarBarToken ||
      operator === ts.SyntaxKind.QuestionQuestionToken
    ) {
      this.#visit(node.left);
      this.#branch([node.right, undefined]);
    } else {
      this.#visit(node.left);
      this.#visit(node.right);
    }
  }

  /** Runs each branch from the same state, and goes on with what any of them may have left. */
  #branch(branches: readonly (ts.Node | undefined)[]): void {
    const before = this.#state;
    if (before === undefined) return;
    const after: State[] = [];
    this.#conditions += 1;
    for (const branch of branches) {
      this.#state = new Map(before);
      if (branch !== undefined) this.#visit(branch);
      // Read through a function: what a visit does to the state is out of the compiler's sight.
      const left = this.#current();
      if (left !== undefined) after.push(left);
    }
    this.#conditions -= 1;
    this.#state = join(after, this.#conditions);
  }

  #current(): State | undefined {
    return this.#state;
  }

  #loop(node: ts.IterationStatement): void {
    if (ts.isForStatement(node) && node.initializer !== undefined) this.#visit(node.initializer);
    if (ts.isForOfStatement(node) || ts.isForInStatement(node)) this.#visit(node.expression);
    if (this.#state === undefined) return;
    const before = new Map(this.#state);
    this.#turn(node);
    const first = this.#current();
    if (first !== undefined) {
      const fresh = new Set(
        [...first].filter(([binding]) => !before.has(binding)).map(([, { node: at }]) => at),
      );
      this.#turns = [...this.#turns, [node, fresh]];
      this.#state = new Map(first);
      this.#turn(node);
      this.#turns = this.#turns.slice(0, -1);
    }
    this.#state = join([before, ...(first === undefined ? [] : [first])], this.#conditions);
  }

  #turn(node: ts.IterationStatement): void {
    if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
      if (ts.isVariableDeclarationList(node.initializer)) this.#visit(node.initializer);
      else if (ts.isIdentifier(node.initializer)) this.#renew(node.initializer);
    }
    if (ts.isWhileStatement(node)) this.#visit(node.expression);
    if (ts.isForStatement(node) && node.condition !== undefined) this.#visit(node.condition);
    this.#visit(node.statement);
    if (ts.isDoStatement(node)) this.#visit(node.expression);
    if (ts.isForStatement(node) && node.incrementor !== undefined) this.#visit(node.incrementor);
  }

  #try(node: ts.TryStatement): void {
    const before = this.#state === undefined ? undefined : new Map(this.#state);
    this.#visit(node.tryBlock);
    const after = this.#current();
    const ends: State[] = after === undefined ? [] : [after];
    if (node.catchClause !== undefined && before !== undefined) {
      this.#state = new Map(before);
      this.#visit(node.catchClause.block);
      const caught = this.#current();
      if (caught !== undefined) ends.push(caught);
    }
    this.#state = join(ends, this.#conditions);
    if (node.finallyBlock === undefined) return;
    const ended = this.#state === undefined;
    this.#state ??= new Map(before);
    this.#visit(node.finallyBlock);
    if (ended) this.#state = undefined;
  }

  #call(call: ts.CallExpression): void {
    const disposed = this.#disposedBy(call);
    if (disposed === undefined) {
      this.#visit(call.expression);
      for (const argument of call.arguments) this.#visit(argument);
      const target = unwrap(call.expression);
      if (ts.isIdentifier(target) && target.text === 'exit') this.#state = undefined;
      return;
    }
    for (const identifier of disposed) {
      const binding = this.#names.scopes.resolve(identifier);
      if (binding === undefined || !isDisposable(this.#names, binding)) continue;
      // A second time does nothing.
      if (this.#state?.get(binding)?.certain === true) continue;
      this.#state?.set(binding, { node: call, certain: true, conditions: this.#conditions });
    }
  }

  #disposedBy(call: ts.CallExpression): readonly ts.Identifier[] | undefined {
    if (this.#names.api(call.expression) === 'dispose') {
      const [argument] = call.arguments;
      if (argument === undefined) return undefined;
      const given = unwrap(argument);
      const parts = ts.isArrayLiteralExpression(given)
        ? given.elements.map(unwrap)
        : ts.isObjectLiteralExpression(given)
          ? given.properties.flatMap((part) => (ts.isShorthandPropertyAssignment(part) ? [part.name] : []))
          : [given];
      return parts.filter(ts.isIdentifier);
    }
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'dispose') return undefined;
    const owner = unwrap(callee.expression);
    return ts.isIdentifier(owner) ? [owner] : undefined;
  }

  /** A function that runs where it stands, or that is named nowhere else, is a part of the path. */
  #function(node: FunctionNode): void {
    if (node.body === undefined || this.#inlined.includes(node)) return;
    const roles = this.#names.regions.rolesOf(node);
    const runsHere = roles.includes('at once') || roles.includes('tidy') || roles.includes('element');
    if (!runsHere || functionOf(node as ts.Expression, this.#names.scopes) === undefined) return;
    const before = this.#state === undefined ? undefined : new Map(this.#state);
    this.#inlined = [...this.#inlined, node];
    this.#visit(node.body);
    this.#inlined = this.#inlined.slice(0, -1);
    // A return ends the function, not the path around it.
    this.#state ??= before;
  }

  #renew(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) {
      const binding = this.#names.scopes.resolve(name);
      if (binding !== undefined) this.#state?.delete(binding);
      return;
    }
    for (const element of name.elements) if (ts.isBindingElement(element)) this.#renew(element.name);
  }

  #use(identifier: ts.Identifier): void {
    const binding = this.#names.scopes.resolve(identifier);
    if (binding === undefined || identifier === binding.identifier) return;
    const disposal = this.#state?.get(binding);
    if (disposal === undefined || this.found.has(binding) || !isRealUse(identifier)) return;
    if (!disposal.certain && this.#conditions > disposal.conditions) return;
    const isNextTurn =
      this.#turns.some(([, fresh]) => fresh.has(disposal.node)) && identifier.pos < disposal.node.end;
    const when = isNextTurn ? 'next turn' : disposal.certain ? 'always' : 'sometimes';
    this.found.set(binding, { use: identifier, disposal: disposal.node, when });
  }
}

/** What may be disposed of where several paths meet: certain only where all of them do it. */
function join(states: readonly State[], conditions: number): State | undefined {
  const [first, ...rest] = states;
  if (first === undefined) return undefined;
  const joined: State = new Map();
  for (const state of states) {
    for (const [binding, disposal] of state) {
      const everywhere = states.every((other) => other.get(binding)?.certain === true);
      if (everywhere) joined.set(binding, first.get(binding) ?? disposal);
      else if (!joined.has(binding)) joined.set(binding, { node: disposal.node, certain: false, conditions });
    }
  }
  return rest.length === 0 ? first : joined;
}

function isDisposable({ values }: RoleNames, binding: Binding): boolean {
  const value = values.ofBinding(binding);
  return isTensor(value) || value?.kind === 'layers model' || value?.kind === 'graph model';
}

function isRealUse(identifier: ts.Identifier): boolean {
  let node: ts.Node = identifier;
  while (
    ts.isParenthesizedExpression(node.parent) ||
    ts.isAsExpression(node.parent) ||
    ts.isNonNullExpression(node.parent)
  ) {
    node = node.parent;
  }
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    return parent.expression === node && !HARMLESS.has(parent.name.text);
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent) || ts.isTypeOfExpression(parent))
    return false;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (ts.isBinaryExpression(parent))
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === node;
  if (ts.isBindingElement(parent) || ts.isParameter(parent)) return parent.initializer === node;
  return true;
}
