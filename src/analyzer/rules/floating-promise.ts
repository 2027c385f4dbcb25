import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { enclosingFunction, isAsync } from '../tensorflow/functions.ts';
import { startedBy } from '../tensorflow/training-promises.ts';
import { unwrap } from '../unwrap.ts';

type Names = RuleContext['names'];

/** What may be asked of a promise itself. */
const PROMISE_MEMBERS: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

export const floatingPromise = defineRule({
  id: 'floating-promise',
  category: 'async',
  level: 'error',
  needsTypes: false,
  description: 'The promise of a training, a loading, a saving or a reading is not waited for.',
  messages: {
    floating:
      'Nothing waits for `{call}`: the lines after it run before it is done, a second call meets the first one still ' +
      'going on, and an error is lost. {advice}',
    used: '`{call}` gives a promise, and `{member}` is asked of the promise: it is undefined. {advice}',
  },
  check: ({ names, report }) => ({
    CallExpression(call) {
      const started = startedBy(call, names);
      if (started === undefined || !isFloating(call, names)) return;
      const fix = fixOf(call);
      report({
        at: call,
        message: 'floating',
        data: { call: `${started}(…)`, advice: adviceFor(call) },
        ...(fix === undefined ? {} : { fix }),
      });
    },
    PropertyAccessExpression(access) {
      if (PROMISE_MEMBERS.has(access.name.text)) return;
      const call = promiseIn(access.expression, names);
      const started = call === undefined ? undefined : startedBy(call, names);
      if (started === undefined) return;
      report({
        at: access,
        message: 'used',
        data: { call: `${started}(…)`, member: access.name.text, advice: adviceFor(access) },
      });
    },
    ElementAccessExpression(node) {
      if (!ts.isElementAccessExpression(node)) return;
      const call = promiseIn(node.expression, names);
      const started = call === undefined ? undefined : startedBy(call, names);
      if (started === undefined) return;
      const member = node.argumentExpression.getText();
      report({
        at: node,
        message: 'used',
        data: { call: `${started}(…)`, member: `[${member}]`, advice: adviceFor(node) },
      });
    },
  }),
});

/** Whether a promise is dropped: by a statement, by `void`, by a forEach, or under a name that nobody asks. */
function isFloating(call: ts.CallExpression, names: Names): boolean {
  let node: ts.Node = call;
  for (;;) {
    const { parent } = node;
    const isLastOperand =
      ts.isBinaryExpression(parent) &&
      parent.right === node &&
      (parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
        parent.operatorToken.kind === ts.SyntaxKind.BarBarToken ||
        parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken);
    const isBranch = ts.isConditionalExpression(parent) && parent.condition !== node;
    if (!isLastOperand && !isBranch && !ts.isParenthesizedExpression(parent) && !ts.isVoidExpression(parent))
      break;
    node = parent;
  }
  const { parent } = node;
  if (ts.isExpressionStatement(parent)) return true;
  if (ts.isArrowFunction(parent) && parent.body === node && ts.isCallExpression(parent.parent)) {
    const callee = unwrap(parent.parent.expression);
    return (
      ts.isPropertyAccessExpression(callee) &&
      callee.name.text === 'forEach' &&
      names.regions.has(parent, 'element')
    );
  }
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== node || !ts.isIdentifier(parent.name))
    return false;
  const binding = names.scopes.resolve(parent.name);
  const isExported =
    ts.isVariableStatement(parent.parent.parent) && parent.parent.parent.modifiers !== undefined;
  return binding !== undefined && !isExported && names.scopes.references(binding).length === 0;
}

/** The call whose promise an expression is, without anything having waited for it. */
function promiseIn(expression: ts.Expression, { scopes }: Names): ts.CallExpression | undefined {
  const node = unwrap(expression);
  if (ts.isCallExpression(node)) return node;
  if (!ts.isIdentifier(node)) return undefined;
  const binding = scopes.resolve(node);
  if (binding === undefined || !ts.isVariableDeclaration(binding.declaration)) return undefined;
  const { initializer, name } = binding.declaration;
  const written = scopes
    .writes(binding)
    .map(({ parent }) => (ts.isBinaryExpression(parent) ? parent.right : undefined));
  const given = [...(initializer === undefined || !ts.isIdentifier(name) ? [] : [initializer]), ...written];
  const [only] = given;
  if (given.length !== 1 || only === undefined) return undefined;
  const value = unwrap(only);
  return ts.isCallExpression(value) ? value : undefined;
}

function adviceFor(node: ts.Node): string {
  const around = enclosingFunction(node);
  return around === undefined || isAsync(around)
    ? 'Write `await` before it.'
    : 'Make the function `async` and write `await` before it, or return the promise.';
}

/** `await` before a statement's call, where a function around it can wait. */
function fixOf(
  call: ts.CallExpression,
): { description: string; edits: { start: number; end: number; text: string }[] } | undefined {
  const around = enclosingFunction(call);
  if (around === undefined || !isAsync(around) || !ts.isExpressionStatement(call.parent)) return undefined;
  const start = call.getStart();
  return { description: 'Wait for the promise.', edits: [{ start, end: start, text: 'await ' }] };
}
