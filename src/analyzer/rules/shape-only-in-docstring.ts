import { ts } from '../compiler.js';
import { parseShapeSpec } from '../../tensor/shape-spec/index.ts';
import { docstringShape } from '../annotations/docstring-shape.ts';
import { overDocumented } from '../annotations/over-functions.ts';
import { rankOfType } from '../annotations/rank-of-type.ts';
import { isTypeScript } from '../annotations/takes-types.ts';
import type { Edit } from '../finding.ts';
import { defineRule } from '../rule.ts';
import { lastName } from '../syntax.ts';

export const shapeOnlyInDocstring = defineRule({
  id: 'shape-only-in-docstring',
  category: 'annotations',
  level: 'off',
  needsTypes: false,
  description: 'A shape stands in the docstring, where neither the compiler nor a check reads it.',
  messages: {
    docstring:
      "The shape of {what} stands only in its docstring, which nobody checks: write `Shaped<'{spec}'>`, which the compiler " +
      'reads, and `checked` checks when it runs.',
  },
  example: {
    bad: '/** @param images of shape [batch, height, width, 3] */\nfunction f(images: tf.Tensor4D) { … }',
    good: "function f(images: Shaped<'batch height width 3'>) { … }",
  },
  concerns: (source) => isTypeScript(source) && /@(?:param|returns?)\b/.test(source.text),
  check: ({ source, report }) => {
    const importEdit = importOfShaped(source.tree);
    const look = (type: ts.TypeNode | undefined, prose: string, what: string): void => {
      if (type === undefined) return;
      const inner = promised(type);
      // A variable is more than a tensor, and `Shaped` would forget that.
      const rank = isVariable(inner) ? undefined : rankOfType(inner);
      const documented = docstringShape(prose);
      // Another rank is another rule's; where it is the same, `Shaped` takes what the old type took, and gives what it gave.
      if (rank === undefined || documented?.shape.axes.length !== rank) return;
      const spec = specOf(documented.spec, rank);
      if (spec === undefined) return;
      report({
        at: type,
        message: 'docstring',
        data: { what, spec },
        ...(importEdit === undefined
          ? {}
          : {
              fix: {
                description: `write Shaped<'${spec}'>`,
                edits: [
                  ...importEdit,
                  { start: inner.getStart(source.tree), end: inner.end, text: `Shaped<'${spec}'>` },
                ],
              },
            }),
      });
    };
    return overDocumented(look);
  },
});

function isVariable(type: ts.TypeNode): boolean {
  return ts.isTypeReferenceNode(type) && lastName(type.typeName) === 'Variable';
}

/** The type inside of a promise. */
function promised(type: ts.TypeNode): ts.TypeNode {
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return type;
  const [argument] = type.typeArguments ?? [];
  return type.typeName.text === 'Promise' && argument !== undefined ? argument : type;
}

/** A spec that says something, in one line, and reads as it was meant between quotes. */
function specOf(spec: string, rank: number): string | undefined {
  const text = spec.trim().replace(/\s+/g, ' ');
  if (text.includes("'") || text.includes('\\') || /^[_ ]*$/.test(text)) return undefined;
  const { axes } = parseShapeSpec(text);
  const isClosed = axes.every(({ kind }) => kind === 'fixed' || kind === 'name' || kind === 'any');
  return isClosed && axes.length === rank ? text : undefined;
}

/** What brings `Shaped` into a file: nothing where it is there; undefined where the name means something else. */
function importOfShaped(tree: ts.SourceFile): readonly Edit[] | undefined {
  const imports = tree.statements.filter(ts.isImportDeclaration);
  for (const { importClause, moduleSpecifier } of imports) {
    const bindings = importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    if (bindings.elements.some(({ name }) => name.text === 'Shaped'))
      return ts.isStringLiteral(moduleSpecifier) ? [] : undefined;
  }
  if (/\b(?:type|interface|class|enum|namespace)\s+Shaped\b/.test(tree.text)) return undefined;
  const lineEnd = tree.text.includes('\r\n') ? '\r\n' : '\n';
  const line = "import type { Shaped } from 'tensorproof';";
  const last = imports.at(-1);
  // Without an import there may be a licence, a pragma or `#!` at the top: whoever has that file knows the place.
  if (last === undefined) return undefined;
  return [{ start: last.end, end: last.end, text: `${lineEnd}${line}` }];
}
