import type { ts } from './compiler.js';
import type { Edit, Level } from './finding.ts';
import type { SourceText } from './source-text.ts';
import type { TensorFlowNames } from './tensorflow/names.ts';

/** What a rule is about; reports group by it. */
export type RuleCategory =
  'annotations' | 'memory' | 'async' | 'gradients' | 'model' | 'data' | 'numerics' | 'tests' | 'suppressions';

/** A value that an option of a rule can have; options come from a configuration file, so they are plain data. */
export type OptionValue = boolean | number | string | readonly string[];

/** The options of a rule with their defaults; a configuration may give any of them. */
export type RuleOptions = Readonly<Record<string, OptionValue>>;

/** What a rule says of one place. */
export interface Report<MessageId extends string> {
  /** Where: a node, or a part of the text. */
  readonly at: ts.Node | { readonly start: number; readonly end: number };
  readonly message: MessageId;
  /** What stands for `{name}` in the message. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** A rewrite that is certain to be right; a rule that isn't certain gives none. */
  readonly fix?: { readonly description: string; readonly edits: readonly Edit[] };
}

/** What a rule has at hand while it looks at one file. */
export interface RuleContext<MessageId extends string = string, Options extends RuleOptions = RuleOptions> {
  readonly source: SourceText;
  readonly options: Options;
  /** What the names of this file mean in TensorFlow.js: read from its imports, without types. */
  readonly names: TensorFlowNames;
  readonly report: (what: Report<MessageId>) => void;
  /**
   * The type checker of the file's program.
   * @throws Error when the rule does not say that it needs types: its program is then not there
   */
  readonly checker: () => ts.TypeChecker;
  /** The type checker where this run has one, for a rule that says more, or offers a fix, with types. */
  readonly typesIfThere?: () => ts.TypeChecker | undefined;
}

/**
 * What a rule does at the nodes of one walk, by the name of their syntax kind. All rules share that walk, so a rule
 * costs what its own nodes cost. `SourceFile` comes first, `end` after the last node.
 */
export type Visitors = { readonly [Kind in keyof typeof ts.SyntaxKind]?: (node: NodeOf<Kind>) => void } & {
  readonly end?: () => void;
};

/** The node types that rules name most; every other kind is a plain node that the rule narrows itself. */
interface NodesByKind {
  ArrowFunction: ts.ArrowFunction;
  AsExpression: ts.AsExpression;
  AwaitExpression: ts.AwaitExpression;
  BinaryExpression: ts.BinaryExpression;
  CallExpression: ts.CallExpression;
  ClassDeclaration: ts.ClassDeclaration;
  ClassExpression: ts.ClassExpression;
  ExpressionStatement: ts.ExpressionStatement;
  FunctionDeclaration: ts.FunctionDeclaration;
  FunctionExpression: ts.FunctionExpression;
  ImportDeclaration: ts.ImportDeclaration;
  InterfaceDeclaration: ts.InterfaceDeclaration;
  MethodDeclaration: ts.MethodDeclaration;
  NewExpression: ts.NewExpression;
  NonNullExpression: ts.NonNullExpression;
  Parameter: ts.ParameterDeclaration;
  PropertyAccessExpression: ts.PropertyAccessExpression;
  PropertyDeclaration: ts.PropertyDeclaration;
  ReturnStatement: ts.ReturnStatement;
  SourceFile: ts.SourceFile;
  TypeReference: ts.TypeReferenceNode;
  VariableDeclaration: ts.VariableDeclaration;
}

type NodeOf<Kind> = Kind extends keyof NodesByKind ? NodesByKind[Kind] : ts.Node;

/** A rule: what it is called, what it says, and what it looks at. */
export interface Rule<MessageId extends string = string, Options extends RuleOptions = RuleOptions> {
  /** As it is written in a configuration and in a suppression, e.g. `async-in-tidy`. */
  readonly id: string;
  readonly category: RuleCategory;
  /** What its findings count as unless a configuration says otherwise. */
  readonly level: Level;
  /** To be raised when a rule of your own changes by what it imports: a cache of results sees only its own text. */
  readonly version?: string;
  /** Whether it asks the type checker; a run of rules that don't never pays for one. */
  readonly needsTypes: boolean;
  /** One sentence: what it finds. */
  readonly description: string;
  /** By id; `{name}` is filled from the data of a report. Each says what happens at run time and what to write. */
  readonly messages: Readonly<Record<MessageId, string>>;
  /** Its options with their defaults. */
  readonly options?: Options;
  /** What to write, beside what not to; `tensorproof audit explain` shows it. */
  readonly example?: { readonly bad: string; readonly good: string };
  /** Passes over a file early: a cheap look at its text. Left out, only files that name TensorFlow.js are looked at. */
  concerns?(source: SourceText): boolean;
  check(context: RuleContext<MessageId, Options>): Visitors;
}

/**
 * Defines a rule; it only gives the literal its types.
 * @example
 *   export const noDataSync = defineRule({
 *     id: 'no-data-sync',
 *     category: 'async',
 *     level: 'warning',
 *     needsTypes: false,
 *     description: 'Finds dataSync().',
 *     messages: { sync: '{call} blocks the event loop until the device is done; write `await t.data()`.' },
 *     check: ({ names, report }) => ({
 *       CallExpression(call) {
 *         if (names.method(call) === 'dataSync') report({ at: call, message: 'sync', data: { call: 'dataSync()' } });
 *       },
 *     }),
 *   });
 */
export function defineRule<const MessageId extends string, const Options extends RuleOptions>(
  rule: Rule<MessageId, Options>,
): Rule<MessageId, Options> {
  return rule;
}
