import { ts } from '../compiler.js';
import { nameOfFunction, nameText } from '../annotations/declared-function.ts';
import { isOverride, moduleBase } from '../annotations/module-classes.ts';
import { defineRule } from '../rule.ts';
import { takesTypes } from '../annotations/takes-types.ts';

export const overrideLosesTypes = defineRule({
  id: 'override-loses-types',
  category: 'annotations',
  level: 'warning',
  needsTypes: false,
  description: 'A method of a layer or module overrides one with types and has none.',
  messages: {
    lost:
      "{name} overrides a method of {base} and leaves out the type of {missing}: TypeScript does not take it from {base}'s, " +
      'so it is `any` or whatever the body gives. Write it again.',
  },
  example: {
    bad: 'class Scale extends tf.layers.Layer { call(inputs) { … } }',
    good: 'class Scale extends tf.layers.Layer { override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor { … } }',
  },
  check: ({ source, names, report }) => {
    if (!takesTypes(source)) return {};
    return {
      MethodDeclaration(node) {
        if (!ts.isClassLike(node.parent) || !isOverride(node)) return;
        const base = moduleBase(node.parent, names);
        if (base === undefined) return;
        const missing = node.parameters
          .filter(({ type, initializer }) => type === undefined && initializer === undefined)
          .map(({ name }) => nameText(name));
        if (missing.length === 0) return;
        report({
          at: node.name,
          message: 'lost',
          data: { name: nameOfFunction(node), base, missing: missing.join(' and ') },
        });
      },
    };
  },
});
