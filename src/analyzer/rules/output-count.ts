import { ts } from '../compiler.js';
import { inferenceOf } from '../models/inference.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';

export const outputCount = defineRule({
  id: 'output-count',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'A prediction is used as if the model had another number of outputs.',
  messages: {
    several:
      'This model has {count} outputs, so {method}() gives an array of {count} tensors, and an array has no .{member}: "is not a function". Take them apart: const [a, b] = model.{method}(x).',
    one: 'This model has one output, so {method}() gives the tensor itself and no array: taking it apart throws "is not iterable", and an index gives undefined. Write const y = model.{method}(x).',
    fewer:
      'This model has {count} outputs, and number {wanted} is taken: it is undefined. Take {count} or give the model another output.',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const run = inferenceOf(reading, call);
        if (run?.model === undefined || run.method.startsWith('execute')) return;
        const count = run.model.style === 'sequential' ? 1 : run.model.outputs?.length;
        if (count === undefined) return;
        const { method } = run;
        for (const { at, taken } of usesOfValue(reading, call)) {
          if (typeof taken === 'string') {
            if (count > 1 && !(taken in Array.prototype))
              context.report({ at, message: 'several', data: { count, method, member: taken } });
          } else if (count === 1) context.report({ at, message: 'one', data: { method } });
          else if (taken > count) context.report({ at, message: 'fewer', data: { count, wanted: taken } });
        }
      },
    };
  },
});

/** How a value is used: the name of a member, or how many elements of an array are taken from it. */
interface Use {
  readonly at: ts.Node;
  readonly taken: string | number;
}

function usesOfValue(reading: Reading, value: ts.Expression): readonly Use[] {
  let at: ts.Expression = value;
  while (isWrapper(at.parent)) at = at.parent;
  const { parent } = at;
  const direct = useIn(parent, at);
  if (direct !== undefined) return [direct];
  if (!ts.isVariableDeclaration(parent)) return [];
  const { name } = parent;
  if (ts.isArrayBindingPattern(name)) {
    const rest = name.elements.some(
      (element) => ts.isBindingElement(element) && element.dotDotDotToken !== undefined,
    );
    return [{ at: name, taken: rest ? 1 : name.elements.length }];
  }
  if (!ts.isIdentifier(name)) return [];
  return reading.declarations.usesOf(name).flatMap((use) => {
    if (reading.declarations.resolve(use) !== value) return [];
    let held: ts.Expression = use;
    while (isWrapper(held.parent)) held = held.parent;
    const found = useIn(held.parent, held);
    return found === undefined ? [] : [found];
  });
}

function useIn(parent: ts.Node, value: ts.Expression): Use | undefined {
  if (ts.isPropertyAccessExpression(parent) && parent.expression === value)
    return { at: parent, taken: parent.name.text };
  if (ts.isElementAccessExpression(parent) && parent.expression === value) {
    const { argumentExpression: index } = parent;
    return ts.isNumericLiteral(index) ? { at: parent, taken: Number(index.text) + 1 } : undefined;
  }
  return undefined;
}

function isWrapper(node: ts.Node): node is ts.Expression {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isAwaitExpression(node)
  );
}
