import { ts } from '../compiler.js';
import { dtypeOf } from '../models/dtype.ts';
import { inferenceOf } from '../models/inference.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { classAround, nameText } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';

/** One tensor that a graph model is given. */
interface GivenInput {
  readonly at: ts.Expression;
  readonly dtype: 'float32' | 'int32';
  /** How the model is written. */
  readonly model: string;
}

export const graphInputDtype = defineRule({
  id: 'graph-input-dtype',
  category: 'data',
  level: 'error',
  needsTypes: false,
  description: 'A graph model is given float32 in one place and int32 in another.',
  messages: {
    differs:
      'A graph takes one type of input and converts none. {model} gets int32 elsewhere in this file and float32 here: one of the two throws "dtype … must be int32, but was float32". Make them agree: tf.zeros(shape, \'int32\') for a warm-up, .toFloat() for pixels that the graph takes as floats.',
  },
  check(context) {
    const reading = readingOf(context);
    const given = new Map<ts.Node, GivenInput[]>();
    return {
      CallExpression(call) {
        const run = inferenceOf(reading, call);
        // A layers model converts what it gets; only graphs execute.
        if (!run?.method.startsWith('execute')) return;
        const [at, ...others] = run.inputs;
        const dtype = at === undefined || others.length > 0 ? undefined : dtypeOf(reading, at);
        if (at === undefined || (dtype !== 'float32' && dtype !== 'int32')) return;
        const holder = holderIn(run.receiver);
        if (holder === undefined) return;
        const model = context.source.textOf(run.receiver);
        const inputs = given.get(holder);
        if (inputs === undefined) given.set(holder, [{ at, dtype, model }]);
        else inputs.push({ at, dtype, model });
      },
      end() {
        for (const inputs of given.values()) {
          if (!inputs.some(({ dtype }) => dtype === 'int32')) continue;
          for (const { at, dtype, model } of inputs)
            if (dtype === 'float32') context.report({ at, message: 'differs', data: { model } });
        }
      },
    };

    /** What holds one model throughout: a variable or a field that is given one value, or a parameter. */
    function holderIn(receiver: ts.Expression): ts.Node | undefined {
      const node = unwrap(receiver);
      if (ts.isIdentifier(node)) {
        const { scopes } = context.names;
        const binding = scopes.resolve(node);
        if (binding === undefined) return undefined;
        const { declaration, identifier } = binding;
        const isGiven = ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined;
        return scopes.writes(binding).length + (isGiven ? 1 : 0) > 1 ? undefined : identifier;
      }
      if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword)
        return undefined;
      const { text } = node.name;
      const field = classAround(node)?.members.find(
        (member) => member.name !== undefined && nameText(member.name) === text,
      );
      return field ?? reading.declarations.valueOf(node);
    }
  },
});
