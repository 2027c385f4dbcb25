import { ts } from '../compiler.js';
import { defineRule } from '../rule.ts';
import type { Repetition } from '../tensorflow/regions.ts';
import { isTestFile } from '../test-files.ts';
import { unwrap } from '../unwrap.ts';

const EACH: Readonly<Record<Repetition, string>> = {
  loop: 'with every turn of the loop',
  epoch: 'with every call of the callback',
  frame: 'with every frame',
  timer: 'every time the timer fires',
  request: 'with every request',
  event: 'with every event',
  call: 'with every call',
};

export const undisposedTensor = defineRule({
  id: 'undisposed-tensor',
  category: 'memory',
  level: 'warning',
  needsTypes: false,
  description: 'What an op gives is neither disposed of, nor kept, nor returned, nor inside a tidy.',
  messages: {
    dropped:
      'Nothing holds the tensor that {made} gives, so nothing can dispose of it: one more stays in memory {each}. ' +
      'Ops change no tensor in place; use what it gives, or leave it out.',
    chained:
      '{made} gives a tensor of its own, which the next call does not free: one more stays in memory {each}. ' +
      'Wrap the chain in `tf.tidy(() => …)` and return its last tensor.',
    argument:
      'The tensor that {made} gives is read by {call} and then forgotten: one more stays in memory {each}. ' +
      'Wrap both in `tf.tidy(() => …)`, or give it a name and dispose of it.',
    read:
      'The tensor that {made} gives is read and then forgotten: one more stays in memory {each}. ' +
      'Give it a name and dispose of it after reading, or compute it in `tf.tidy(() => …)`.',
    named:
      '`{name}` is never disposed of, and nothing else holds it: one more tensor stays in memory {each}. ' +
      'Call `{name}.dispose()` when it is no longer needed, or compute with it in `tf.tidy(() => …)`.',
  },
  check: ({ source, names, report }) => {
    if (isTestFile(source.path)) return {};
    const { ownership, regions } = names;
    const look = (made: ts.CallExpression | ts.AwaitExpression): void => {
      if (!ownership.makesTensor(made)) return;
      const fate = ownership.fateOf(made);
      if (fate === 'freed' || fate === 'elsewhere') return;
      const tidied = regions.tidied(made);
      const each = regions.repetition(made);
      if (tidied === 'inside' || each === undefined) return;
      // A caller's tidy would free it in the end; in a loop, that end is too far away.
      if (tidied === 'unknown' && each !== 'loop') return;
      const call = ts.isAwaitExpression(made) ? unwrap(made.expression) : made;
      const callee = ts.isCallExpression(call) ? call.expression : call;
      const data = { made: `\`${shortText(source.textOf(callee))}(…)\``, each: EACH[each] };
      const variable = variableOf(made);
      if (variable !== undefined) {
        report({ at: variable, message: 'named', data: { ...data, name: variable.text } });
      } else if (fate === 'argument') {
        const consumer = consumerOf(made);
        // Of `sum(mul(tensor(…), x))` the outermost tells what to wrap, and that frees the others.
        if (consumer !== undefined && isForgotten(consumer)) return;
        const reader = consumer === undefined ? 'it' : shortText(consumer.expression.getText());
        report({ at: made, message: 'argument', data: { ...data, call: `\`${reader}(…)\`` } });
      } else {
        report({ at: made, message: fate, data });
      }
    };
    return { CallExpression: look, AwaitExpression: look };

    /** Whether a call gives a tensor that is reported, and would be freed by a tidy around it. */
    function isForgotten(call: ts.CallExpression): boolean {
      if (!ownership.makesTensor(call) || variableOf(call) !== undefined) return false;
      const fate = ownership.fateOf(call);
      return fate !== 'freed' && fate !== 'elsewhere';
    }
  },
});

/** The name that a call's value is given by the declaration it initialises. */
function variableOf(call: ts.Node): ts.Identifier | undefined {
  let node = call;
  while (!ts.isVariableDeclaration(node.parent)) {
    const { parent } = node;
    if (
      !ts.isAwaitExpression(parent) &&
      !ts.isAsExpression(parent) &&
      !ts.isParenthesizedExpression(parent) &&
      !ts.isNonNullExpression(parent)
    ) {
      return undefined;
    }
    node = parent;
  }
  const { name } = node.parent;
  return ts.isIdentifier(name) ? name : undefined;
}

/** The call that is given the value of a node. */
function consumerOf(node: ts.Node): ts.CallExpression | undefined {
  let at = node.parent;
  while (!ts.isCallExpression(at) && !ts.isSourceFile(at)) at = at.parent;
  return ts.isCallExpression(at) ? at : undefined;
}

/** A callee as a message shows it: the end of a long chain, on one line. */
function shortText(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/ ?\. ?/g, '.');
  return line.length <= 40 ? line : `…${line.slice(line.lastIndexOf('.'))}`;
}
