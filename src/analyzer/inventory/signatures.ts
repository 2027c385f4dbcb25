import { boundNames, parseShapeSpec, parseSignature } from '../../tensor/shape-spec/index.ts';
import { isDeclaredFunction, nameOfFunction, nameText } from '../annotations/declared-function.ts';
import type { DeclaredFunction } from '../annotations/declared-function.ts';
import { TypeNames } from '../annotations/type-names.ts';
import { ts } from '../compiler.js';
import { NodeIndex } from '../node-index.ts';
import type { SourceText } from '../source-text.ts';
import { propertyOf } from '../syntax.ts';
import { unwrap } from '../unwrap.ts';
import { itemOf, type InventoryItem } from './item.ts';

/** The shapes that a function says of itself. */
export interface SourceSignature extends InventoryItem {
  /** A contract of `checked` is checked in every call; annotations (`Shaped`) alone are gone when it runs. */
  readonly kind: 'contract' | 'annotations';
  /** The names that it gives to axes and runs of axes; left out of a contract that is no literal. */
  readonly axes?: readonly string[];
}

/** The contracts and the annotated functions of a file; a function that a contract wraps is only the contract's. */
export function signaturesIn(source: SourceText): SourceSignature[] {
  const { all } = NodeIndex.of(source.tree);
  const contracts = all.filter(isContract);
  const wrapped = new Set<string>();
  for (const call of contracts) {
    const fn = call.arguments[1];
    if (fn !== undefined && ts.isIdentifier(fn)) wrapped.add(fn.text);
  }
  const types = new TypeNames(source.tree);
  return [
    ...contracts.map((call): SourceSignature => {
      const axes = axesOfContract(call);
      return {
        ...itemOf(source, call, nameOfContract(call)),
        kind: 'contract',
        ...(axes === undefined ? {} : { axes }),
      };
    }),
    ...all.filter(isDeclaredFunction).flatMap((node): SourceSignature[] => {
      const hasBody = 'body' in node && node.body !== undefined;
      if (!hasBody || wrapped.has(nameOfFunction(node))) return [];
      const specs = specsOf(node, types);
      if (specs.length === 0) return [];
      const place = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node.parent : node;
      return [
        {
          ...itemOf(source, place, nameOfFunction(node)),
          kind: 'annotations',
          axes: [...new Set(specs.flatMap(axesOfSpec))],
        },
      ];
    }),
  ];
}

/** `checked(contract, fn)`, whatever module it came through. */
function isContract(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return false;
  const callee = unwrap(node.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return ts.isIdentifier(name) && name.text === 'checked';
}

function nameOfContract({ arguments: [, fn, options], parent }: ts.CallExpression): string {
  const given =
    options !== undefined && ts.isObjectLiteralExpression(options) ? propertyOf(options, 'name') : undefined;
  if (given !== undefined && ts.isStringLiteralLike(given)) return given.text;
  const named = fn !== undefined && (ts.isFunctionExpression(fn) || ts.isIdentifier(fn)) ? fn : undefined;
  if (named !== undefined) {
    const name = ts.isIdentifier(named) ? named : named.name;
    if (name !== undefined) return name.text;
  }
  if (
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent)
  ) {
    return nameText(parent.name);
  }
  return 'checked';
}

function axesOfContract({ arguments: [contract] }: ts.CallExpression): readonly string[] | undefined {
  if (contract === undefined) return undefined;
  if (ts.isStringLiteralLike(contract)) {
    const parsed = attempt(() => parseSignature(contract.text));
    return parsed && namesOf([...parsed.inputs, ...parsed.outputs].map(({ shape }) => shape));
  }
  if (!ts.isObjectLiteralExpression(contract)) return undefined;
  const shapes = new Set<string>();
  /** @returns whether it is a literal, wholly */
  const visit = (node: ts.Expression): boolean => {
    if (ts.isStringLiteralLike(node)) {
      for (const name of axesOfSpec(node.text)) shapes.add(name);
      return true;
    }
    if (ts.isArrayLiteralExpression(node)) return node.elements.every(visit);
    if (!ts.isObjectLiteralExpression(node)) return node.kind === ts.SyntaxKind.NullKeyword;
    return node.properties.every((each) => ts.isPropertyAssignment(each) && visit(each.initializer));
  };
  return visit(contract) ? [...shapes] : undefined;
}

/** The specs of `Shaped<'…'>` in the types of the parameters and the result. */
function specsOf(node: DeclaredFunction, types: TypeNames): string[] {
  const specs: string[] = [];
  const visit = (type: ts.Node): void => {
    if (ts.isTypeReferenceNode(type) && types.meaning(type.typeName) === 'shaped') {
      const spec = type.typeArguments?.[0];
      if (spec !== undefined && ts.isLiteralTypeNode(spec) && ts.isStringLiteralLike(spec.literal))
        specs.push(spec.literal.text);
      return;
    }
    ts.forEachChild(type, visit);
  };
  for (const { type } of node.parameters) if (type !== undefined) visit(type);
  if (node.type !== undefined) visit(node.type);
  return specs;
}

function axesOfSpec(spec: string): string[] {
  const parsed = attempt(() => parseShapeSpec(spec));
  return parsed === undefined ? [] : boundNames(parsed);
}

function namesOf(shapes: readonly Parameters<typeof boundNames>[0][]): string[] {
  return [...new Set(shapes.flatMap(boundNames))];
}

/** A spec that can't be read is refused when it runs, and by the compiler; here it only names nothing. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
