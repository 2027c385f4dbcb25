import { ts } from '../compiler.js';
import { parseShapeSpec } from '../../tensor/shape-spec/index.ts';
import type { ParsedShape } from '../../tensor/shape-spec/index.ts';
import { docstringShape } from '../annotations/docstring-shape.ts';
import { overDocumented } from '../annotations/over-functions.ts';
import { rankOfType } from '../annotations/rank-of-type.ts';
import { defineRule } from '../rule.ts';
import { lastName } from '../syntax.ts';

export const docstringShapeDisagrees = defineRule({
  id: 'docstring-shape-disagrees',
  category: 'annotations',
  level: 'warning',
  needsTypes: false,
  description: 'A docstring gives another shape than the annotation.',
  messages: {
    rank:
      'The docstring of {what} says {documented}, {documentedRank}; its type `{type}` has {rank}. Whoever reads one of them ' +
      'reshapes to the wrong rank: make them say the same.',
    size: 'The docstring of {what} says {documented}, but axis {axis} of its type `{type}` is {size}. Make them say the same.',
  },
  example: {
    bad: '/** @param images of shape [batch, height, width, 3] */\nfunction f(images: tf.Tensor3D) { … }',
    good: '/** @param images of shape [batch, height, width, 3] */\nfunction f(images: tf.Tensor4D) { … }',
  },
  check: ({ source, report }) => {
    const look = (type: ts.TypeNode | undefined, prose: string, what: string): void => {
      const said = type === undefined ? undefined : shapeOfType(type);
      if (type === undefined || said === undefined) return;
      const documented = docstringShape(prose);
      if (documented === undefined || isOpen(documented.shape)) return;
      const { axes } = documented.shape;
      const data = { what, documented: documented.written, type: source.textOf(type) };
      if (axes.length !== said.length) {
        report({
          at: type,
          message: 'rank',
          data: { ...data, rank: rankText(said.length), documentedRank: rankText(axes.length) },
        });
        return;
      }
      for (const [axis, size] of said.entries()) {
        const other = axes[axis];
        if (size === undefined || other?.kind !== 'fixed' || other.size === size) continue;
        report({ at: type, message: 'size', data: { ...data, axis, size } });
        return;
      }
    };
    return overDocumented(look);
  },
});

/** The size of each axis as far as a type says it: a rank is that many unknown sizes. */
function shapeOfType(type: ts.TypeNode): readonly (number | undefined)[] | undefined {
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const name = lastName(type.typeName);
  const [argument] = type.typeArguments ?? [];
  if (name === 'Shaped') {
    if (argument === undefined || !ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal))
      return undefined;
    return sizesOf(argument.literal.text);
  }
  if (name === 'Promise' && argument !== undefined) return shapeOfType(argument);
  const axes = rankOfType(type);
  return axes === undefined ? undefined : Array.from({ length: axes }, () => undefined);
}

function sizesOf(spec: string): readonly (number | undefined)[] | undefined {
  try {
    const shape = parseShapeSpec(spec);
    if (isOpen(shape)) return undefined;
    return shape.axes.map((axis) => (axis.kind === 'fixed' && !axis.broadcast ? axis.size : undefined));
  } catch {
    return undefined;
  }
}

/** Whether a shape has any number of axes. */
function isOpen({ axes }: ParsedShape): boolean {
  return axes.some(({ kind }) => kind === 'ellipsis' || kind === 'variadic');
}

function rankText(rank: number): string {
  return `rank ${rank}`;
}
