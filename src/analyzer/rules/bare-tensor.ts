import { ts } from '../compiler.js';
import { isPublic, nameOfFunction, nameText } from '../annotations/declared-function.ts';
import { proseOfParameter, proseOfResult } from '../annotations/docstring-prose.ts';
import { docstringShape } from '../annotations/docstring-shape.ts';
import { overFunctions } from '../annotations/over-functions.ts';
import { typeFacts } from '../annotations/type-facts.ts';
import { TypeNames } from '../annotations/type-names.ts';
import { defineRule } from '../rule.ts';

export const bareTensor = defineRule({
  id: 'bare-tensor',
  category: 'annotations',
  level: 'hint',
  needsTypes: false,
  description: 'A public signature says only Tensor, without rank or shape.',
  messages: {
    bare:
      '{what} says only `{type}`: a vector where a batch of images is meant broadcasts, and nothing complains. Write a rank ' +
      "(`Tensor4D`), a shape (`Shaped<'batch height width 3'>`), or the shape in the docstring.",
  },
  example: {
    bad: 'export function normalize(images: tf.Tensor): tf.Tensor { … }',
    good: "export function normalize(images: Shaped<'batch height width 3'>): Shaped<'batch height width 3'> { … }",
  },
  check: ({ source, report }) => {
    const names = new TypeNames(source.tree);
    const look = (type: ts.TypeNode | undefined, prose: string, what: string): void => {
      if (type === undefined) return;
      const { tensor } = typeFacts(type, names);
      if (tensor?.detail !== 'bare' || docstringShape(prose, tensor.container) !== undefined) return;
      report({ at: type, message: 'bare', data: { what, type: source.textOf(type).replace(/\s+/g, ' ') } });
    };
    return overFunctions((node) => {
      if (!isPublic(node)) return;
      const name = nameOfFunction(node);
      for (const parameter of node.parameters) {
        look(parameter.type, proseOfParameter(parameter), `${nameText(parameter.name)} of ${name}`);
      }
      if (!ts.isConstructorDeclaration(node) && !ts.isSetAccessor(node))
        look(node.type, proseOfResult(node), `What ${name} returns`);
    });
  },
});
