import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { enclosingFunction } from '../tensorflow/functions.ts';
import { isTestFile } from '../test-files.ts';
import { unwrap } from '../unwrap.ts';

type Names = RuleContext['names'];

export const undisposedGradients = defineRule({
  id: 'undisposed-gradients',
  category: 'memory',
  level: 'warning',
  needsTypes: false,
  description: 'What variableGrads, computeGradients, grads or valueAndGrads give is not disposed of.',
  messages: {
    grads:
      '{call} gives a gradient for each variable, and applyGradients frees none of them: as many tensors as there are ' +
      'variables stay in memory with every step. Call `tf.dispose({name})` after using them.',
    value:
      '{call} gives the value of the loss too, as a tensor of its own: one more stays in memory with every step. ' +
      'Take `{name}` as well, and dispose of it.',
    dropped:
      'Nothing holds what {call} gives, so nothing can dispose of it: gradients stay in memory with every step. ' +
      'Take `value` and `grads`, and call `tf.dispose([value, grads])`.',
  },
  check: ({ source, names, report }) => {
    if (isTestFile(source.path)) return {};
    return {
      CallExpression(call) {
        const made = gradientsOf(call, names);
        if (made === undefined || names.regions.tidied(call) === 'inside') return;
        if (names.regions.repetition(call) === undefined) return;
        const data = { call: `\`${made.name}\`` };
        let node: ts.Node = call;
        while (isTransparent(node.parent)) node = node.parent;
        const { parent } = node;
        if (ts.isExpressionStatement(parent)) {
          report({ at: call, message: 'dropped', data });
        } else if (ts.isVariableDeclaration(parent)) {
          for (const { part, name, at } of partsOf(parent.name, made, names)) {
            report({ at: at ?? call, message: part, data: { ...data, name } });
          }
        } else if (ts.isPropertyAccessExpression(parent)) {
          // variableGrads(f).grads: the value is out of reach.
          const lost = parent.name.text === made.value ? made.grads : made.value;
          if (lost !== undefined)
            report({
              at: call,
              message: lost === made.value ? 'value' : 'grads',
              data: { ...data, name: lost },
            });
        }
      },
    };
  },
});

interface Made {
  /** As a message calls it. */
  readonly name: string;
  /** The member that holds the value, and the one that holds the gradients; none where the result is a list. */
  readonly value?: string;
  readonly grads?: string;
}

function gradientsOf(call: ts.CallExpression, names: Names): Made | undefined {
  const api = names.api(call.expression);
  if (api === 'variableGrads') return { name: 'tf.variableGrads', value: 'value', grads: 'grads' };
  const callee = unwrap(call.expression);
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'computeGradients' && api === undefined) {
    return { name: 'computeGradients', value: 'value', grads: 'grads' };
  }
  // tf.grads(f)([a, b]), or const gradient = tf.grads(f); gradient([a, b])
  const maker = makerOf(callee, names);
  if (maker === 'valueAndGrad') return { name: 'tf.valueAndGrad', value: 'value', grads: 'grad' };
  if (maker === 'valueAndGrads') return { name: 'tf.valueAndGrads', value: 'value', grads: 'grads' };
  return maker === 'grads' || maker === 'grad' ? { name: `tf.${maker}` } : undefined;
}

function makerOf(callee: ts.Expression, names: Names): string | undefined {
  if (ts.isCallExpression(callee)) return names.api(callee.expression);
  if (!ts.isIdentifier(callee)) return undefined;
  const declaration = names.scopes.resolve(callee)?.declaration;
  if (
    declaration === undefined ||
    !ts.isVariableDeclaration(declaration) ||
    declaration.initializer === undefined
  )
    return undefined;
  const value = unwrap(declaration.initializer);
  return ts.isCallExpression(value) ? names.api(value.expression) : undefined;
}

interface LostPart {
  readonly part: 'grads' | 'value';
  readonly name: string;
  readonly at?: ts.Node;
}

/** The parts of a result that nothing disposes of, by the names they are given. */
function partsOf(name: ts.BindingName, { value, grads }: Made, names: Names): readonly LostPart[] {
  if (ts.isIdentifier(name)) {
    const isLost = isNeverFreed(name, names);
    return isLost ? [{ part: 'grads', name: name.text, at: name }] : [];
  }
  if (value === undefined || grads === undefined || ts.isArrayBindingPattern(name)) {
    return name.elements.flatMap((element) =>
      ts.isBindingElement(element) && ts.isIdentifier(element.name) && isNeverFreed(element.name, names)
        ? [{ part: 'grads' as const, name: element.name.text, at: element.name }]
        : [],
    );
  }
  const lost: LostPart[] = [];
  for (const [part, member] of [
    ['value', value],
    ['grads', grads],
  ] as const) {
    const element = name.elements.find(
      ({ name: bound, propertyName }) => (propertyName ?? bound).getText() === member,
    );
    if (element === undefined) {
      if (!name.elements.some(({ dotDotDotToken }) => dotDotDotToken !== undefined))
        lost.push({ part, name: member });
    } else if (ts.isIdentifier(element.name) && isNeverFreed(element.name, names)) {
      lost.push({ part, name: element.name.text, at: element.name });
    }
  }
  return lost;
}

/** Whether nothing disposes of what a name holds, hands it on, or stores it. */
function isNeverFreed(name: ts.Identifier, { scopes }: Names): boolean {
  const binding = scopes.resolve(name);
  if (binding === undefined) return false;
  return scopes.references(binding).every((use) => {
    const statement = statementOf(use);
    // `Object.values(grads).forEach((g) => g.dispose())`, `for (const n in grads) grads[n].dispose()`
    if (/\bdispose\b/.test(statement.getText())) return false;
    let node: ts.Node = use;
    while (isTransparent(node.parent) || (isAccess(node.parent) && node.parent.expression === node))
      node = node.parent;
    const { parent } = node;
    if (ts.isCallExpression(parent)) {
      if (parent.expression === node) return true;
      const callee = parent.expression.getText();
      return (
        /\bapplyGradients$|^Object\.(keys|values|entries)$|^console\./.test(callee) &&
        enclosingFunction(parent) === enclosingFunction(name)
      );
    }
    return (
      ts.isExpressionStatement(parent) ||
      ts.isTemplateSpan(parent) ||
      ts.isForOfStatement(parent) ||
      ts.isForInStatement(parent)
    );
  });
}

function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function isTransparent(node: ts.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAwaitExpression(node)
  );
}

/** The statement around a use, or the loop whose head it is. */
function statementOf(node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isStatement(at) && !ts.isSourceFile(at)) at = at.parent;
  return at;
}
