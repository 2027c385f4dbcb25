import { ts } from '../compiler.js';
import { hasModifier, nameText } from '../syntax.ts';
import type { Reading } from './reading.ts';

/** A class of the file that extends a layer of TensorFlow.js, itself or by another class of the file. */
export interface CustomLayer {
  readonly node: ts.ClassLikeDeclaration;
  readonly name: string;
  /** Whether it stands for others only. */
  readonly isAbstract: boolean;
  /** Itself and the classes of the file that it extends, nearest first. */
  readonly chain: readonly ts.ClassLikeDeclaration[];
}

/** Reads a class as a custom layer; undefined where it is none, or extends what isn't known here. */
export function customLayerOf(reading: Reading, node: ts.ClassLikeDeclaration): CustomLayer | undefined {
  const chain: ts.ClassLikeDeclaration[] = [];
  let at: ts.ClassLikeDeclaration | undefined = node;
  while (at !== undefined && !chain.includes(at)) {
    chain.push(at);
    const base = baseOf(at);
    if (base === undefined) return undefined;
    const api = reading.names.api(base);
    if (api === 'layers.Layer' || api === 'Layer')
      return {
        node,
        name: nameOfClass(node),
        isAbstract: hasModifier(node, ts.SyntaxKind.AbstractKeyword),
        chain,
      };
    at = reading.declarations.classOf(base);
  }
  return undefined;
}

/** A method, accessor or field of a class, or of what it extends in this file. */
export function memberOf(layer: CustomLayer, name: string, isStatic = false): ts.ClassElement | undefined {
  for (const node of layer.chain) {
    const found = node.members.find(
      (member) =>
        member.name !== undefined &&
        nameText(member.name) === name &&
        hasModifier(member, ts.SyntaxKind.StaticKeyword) === isStatic,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

export function constructorOf(layer: CustomLayer): ts.ConstructorDeclaration | undefined {
  return layer.node.members.find(
    (member): member is ts.ConstructorDeclaration =>
      ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
}

function baseOf(node: ts.ClassLikeDeclaration): ts.Expression | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

function nameOfClass(node: ts.ClassLikeDeclaration): string {
  if (node.name !== undefined) return node.name.text;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : 'this class';
}
