import { ts } from '../compiler.js';
import { isPublic, nameOfFunction, nameText } from '../annotations/declared-function.ts';
import { isOverride, moduleBase } from '../annotations/module-classes.ts';
import { overFunctions } from '../annotations/over-functions.ts';
import { defineRule } from '../rule.ts';
import { takesTypes } from '../annotations/takes-types.ts';

export const missingParameterType = defineRule({
  id: 'missing-parameter-type',
  category: 'annotations',
  level: 'warning',
  needsTypes: false,
  description: 'A parameter of an exported function has no type.',
  messages: {
    missing:
      '{parameter} of {name} is `any`: a caller can hand over an array, a promise or a tensor of the wrong rank, and the ' +
      'compiler says nothing. Write its type, for a tensor its rank: `{parameter}: tf.Tensor4D`.',
  },
  example: {
    bad: 'export function normalize(images) { … }',
    good: "export function normalize(images: Shaped<'batch height width 3'>) { … }",
  },
  check: ({ source, names, report }) => {
    if (!takesTypes(source)) return {};
    return overFunctions((node) => {
      if (!isPublic(node)) return;
      // The rule about overrides says it in other words.
      if (
        ts.isMethodDeclaration(node) &&
        isOverride(node) &&
        ts.isClassLike(node.parent) &&
        moduleBase(node.parent, names) !== undefined
      ) {
        return;
      }
      for (const parameter of node.parameters) {
        const hasType = parameter.type !== undefined || parameter.initializer !== undefined;
        if (hasType || ts.getJSDocType(parameter) !== undefined) continue;
        const data = { parameter: nameText(parameter.name), name: nameOfFunction(node) };
        report({ at: parameter, message: 'missing', data });
      }
    });
  },
});
