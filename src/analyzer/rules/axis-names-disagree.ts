import { ts } from '../compiler.js';
import { isDeclaredFunction, nameOfFunction } from '../annotations/declared-function.ts';
import type { DeclaredFunction } from '../annotations/declared-function.ts';
import { overFunctions } from '../annotations/over-functions.ts';
import { defineRule } from '../rule.ts';
import { parseShapeSpec } from '../../tensor/shape-spec/index.ts';

/** Short names and what they stand for; `n` is a batch only where it comes first. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  b: ['batch'],
  bs: ['batch'],
  n: ['batch'],
  h: ['height'],
  w: ['width'],
  c: ['channels', 'channel', 'classes'],
  ch: ['channels', 'channel'],
  t: ['time', 'steps'],
  d: ['depth', 'dim'],
  f: ['features'],
  l: ['length'],
  s: ['sequence', 'sources'],
};

interface Spec {
  readonly node: ts.StringLiteral;
  readonly names: readonly (string | undefined)[];
}

export const axisNamesDisagree = defineRule({
  id: 'axis-names-disagree',
  category: 'annotations',
  level: 'warning',
  needsTypes: false,
  description: 'Two shapes of one signature call the same axis by different names.',
  messages: {
    differ:
      "{name} calls one axis '{a}' and '{b}': two names are two sizes, so nothing checks that they are the same. Use one name.",
  },
  example: {
    bad: "function loss(logits: Shaped<'batch classes'>, labels: Shaped<'b classes'>): Shaped<''>",
    good: "function loss(logits: Shaped<'batch classes'>, labels: Shaped<'batch classes'>): Shaped<''>",
  },
  check: ({ report }) =>
    overFunctions((node) => {
      const specs = specsOf(node);
      const said = new Set<string>();
      specs.forEach((spec, index) => {
        for (const before of specs.slice(0, index)) {
          for (const [axis, b] of spec.names.entries()) {
            const a = before.names[axis];
            if (a === undefined || b === undefined || a === b || said.has(`${a} ${b}`)) continue;
            if (!meanTheSame(a, b) || before.names.includes(b) || spec.names.includes(a)) continue;
            said.add(`${a} ${b}`);
            report({ at: spec.node, message: 'differ', data: { name: nameOfFunction(node), a, b } });
          }
        }
      });
    }),
});

function meanTheSame(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return (
    x === y ||
    x === `${y}s` ||
    y === `${x}s` ||
    SHORT[x]?.includes(y) === true ||
    SHORT[y]?.includes(x) === true
  );
}

function specsOf(node: DeclaredFunction): readonly Spec[] {
  const specs: Spec[] = [];
  const visit = (child: ts.Node): void => {
    if (child !== node && isDeclaredFunction(child)) return;
    if (
      ts.isTypeReferenceNode(child) &&
      ts.isIdentifier(child.typeName) &&
      child.typeName.text === 'Shaped'
    ) {
      const argument = child.typeArguments?.[0];
      if (argument !== undefined && ts.isLiteralTypeNode(argument) && ts.isStringLiteral(argument.literal)) {
        const names = namesOf(argument.literal.text);
        if (names !== undefined) specs.push({ node: argument.literal, names });
      }
    }
    ts.forEachChild(child, visit);
  };
  for (const parameter of node.parameters) if (parameter.type !== undefined) visit(parameter.type);
  if (node.type !== undefined) visit(node.type);
  return specs;
}

/** The name of each axis, undefined where an axis has none; nothing for a spec with any number of axes. */
function namesOf(spec: string): readonly (string | undefined)[] | undefined {
  try {
    const { axes } = parseShapeSpec(spec);
    if (axes.some(({ kind }) => kind === 'ellipsis' || kind === 'variadic')) return undefined;
    return axes.map((axis) => (axis.kind === 'name' ? axis.name : undefined));
  } catch {
    // The compiler says what is wrong with it.
    return undefined;
  }
}
