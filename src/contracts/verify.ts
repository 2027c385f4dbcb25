import { matchShape, matchShapes } from '../tensor/shape-spec/index.ts';
import { describeKind, isTensor } from '../tensor/subject.ts';
import type { Environment, ShapeEntry, ShapeFailure } from '../tensor/shape-spec/index.ts';
import type { ContractNode } from './contract-node.ts';

/** A tensor that was found where the contract has one. */
export interface FoundTensor extends ShapeEntry {
  readonly spec: string;
  readonly dtype: string;
}

/** What breaks a contract: a value of the wrong kind, or a shape. */
export type Breach =
  | { readonly kind: 'value'; readonly label: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'shape'; readonly failure: ShapeFailure };

function expectedOf(node: ContractNode): string {
  switch (node.kind) {
    case 'tensor':
      return node.spec === '' ? 'a scalar tensor' : `a tensor '${node.spec}'`;
    case 'list':
      return `an array of length ${node.items.length}`;
    case 'record':
      return `an object with ${node.entries.map(([key]) => key).join(', ')}`;
    case 'unchecked':
      return 'anything';
  }
}

function wrongValue(node: ContractNode, value: unknown): Breach {
  const actual =
    isTensor(value) && value.isDisposed ? `${describeKind(value)} that is disposed` : describeKind(value);
  return { kind: 'value', label: node.label, expected: expectedOf(node), actual };
}

/**
 * Collects the tensors of a value in the order of its contract.
 * @param found where they go
 * @returns the first part whose kind is wrong
 */
export function gather(node: ContractNode, value: unknown, found: FoundTensor[]): Breach | undefined {
  if (node.kind === 'unchecked' || (node.optional && (value === undefined || value === null)))
    return undefined;
  switch (node.kind) {
    case 'tensor':
      if (!isTensor(value) || value.isDisposed) return wrongValue(node, value);
      found.push({
        tensor: node.label,
        shape: value.shape,
        dtype: value.dtype,
        parsed: node.parsed,
        spec: node.spec,
      });
      return undefined;
    case 'list':
      if (!Array.isArray(value) || value.length !== node.items.length) return wrongValue(node, value);
      return gatherEach(
        node.items.map((item, index) => [item, value[index] as unknown] as const),
        found,
      );
    case 'record': {
      if (typeof value !== 'object' || value === null || isTensor(value)) return wrongValue(node, value);
      const fields = value as Readonly<Record<string, unknown>>; // an object, and each field is looked at before use
      return gatherEach(
        node.entries.map(([key, item]) => [item, fields[key]] as const),
        found,
      );
    }
  }
}

function gatherEach(
  parts: readonly (readonly [ContractNode, unknown])[],
  found: FoundTensor[],
): Breach | undefined {
  for (const [node, value] of parts) {
    const breach = gather(node, value, found);
    if (breach !== undefined) return breach;
  }
  return undefined;
}

/** Matches tensors one after the other, without a list; `undefined` is a pass. */
function verifyInOrder(
  nodes: readonly ContractNode[],
  values: readonly unknown[],
  environment: Environment,
): Breach | undefined {
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index];
    const value = values[index];
    if (node?.kind !== 'tensor') continue;
    if (!isTensor(value) || value.isDisposed) {
      if (node.optional && (value === undefined || value === null)) continue;
      return wrongValue(node, value);
    }
    const match = matchShape(value.shape, node.parsed, environment, node.label);
    if (!match.matches) return { kind: 'shape', failure: match.failure };
  }
  return undefined;
}

/**
 * Checks values against their contract.
 * @param nodes one for each value; further values are not looked at
 * @param environment grows by what the shapes bind
 * @param isPlain whether shapes can be matched in order, as nearly all can
 * @returns the first breach; `undefined` where the contract is kept
 */
export function verify(
  nodes: readonly ContractNode[],
  values: readonly unknown[],
  environment: Environment,
  isPlain: boolean,
): Breach | undefined {
  if (isPlain) return verifyInOrder(nodes, values, environment);
  const found: FoundTensor[] = [];
  const breach = gatherEach(
    nodes.map((node, index) => [node, values[index]] as const),
    found,
  );
  if (breach !== undefined) return breach;
  const match = matchShapes(found, environment);
  return match.matches ? undefined : { kind: 'shape', failure: match.failure };
}
