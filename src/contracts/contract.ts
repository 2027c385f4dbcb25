import { ArgumentError } from '../errors.ts';
import { requireOptions } from '../checks/options.ts';
import { boundNames, parseSignature } from '../tensor/shape-spec/index.ts';
import { describeKind } from '../tensor/subject.ts';
import { nodeOfSlot, nodeOfTree, splitOptional } from './contract-node.ts';
import type { ContractNode, ShapeTree } from './contract-node.ts';

/** A function's shapes as an object, for what a signature can't say: nested values, names and values that are not checked. */
export interface ContractShapes {
  /** One for each argument, in order: a list, or an object whose keys name them in messages. Further arguments pass unchecked. */
  readonly args?: readonly ShapeTree[] | Readonly<Record<string, ShapeTree>>;
  /** What the function returns, or resolves to; not checked when left out. */
  readonly returns?: ShapeTree;
}

/** A contract that was read once, when the function was wrapped. */
export interface Contract {
  readonly inputs: readonly ContractNode[];
  /** `undefined` where what is returned is not checked. */
  readonly output: ContractNode | undefined;
  /** Whether shapes can be matched one after the other: no run of axes or arithmetic that may have to wait for another tensor. */
  readonly isPlain: boolean;
}

function isPlain(node: ContractNode): boolean {
  return (
    node.kind === 'unchecked' ||
    (node.kind === 'tensor' && node.parsed.expressions === 0 && node.parsed.runs < 2)
  );
}

/** Every name that a contract binds, of an axis or of a run of axes, once each. */
export function axesOf({ inputs, output }: Contract): string[] {
  const names = new Set<string>();
  const visit = (node: ContractNode): void => {
    if (node.kind === 'list') node.items.forEach(visit);
    if (node.kind === 'record') for (const [, each] of node.entries) visit(each);
    if (node.kind === 'tensor') for (const name of boundNames(node.parsed)) names.add(name);
  };
  inputs.forEach(visit);
  if (output !== undefined) visit(output);
  return [...names];
}

/** Several outputs are an array, or with a name each an object. */
function outputOf(
  outputs: readonly ContractNode[],
  names: readonly (string | undefined)[],
): ContractNode | undefined {
  if (outputs.length < 2) return outputs[0];
  const place = { label: 'returned', optional: false };
  const keys = names.filter((name) => name !== undefined);
  if (keys.length < outputs.length) return { ...place, kind: 'list', items: outputs };
  return {
    ...place,
    kind: 'record',
    entries: outputs.map((node, index) => [keys[index] ?? '', node] as const),
  };
}

function contractOf(inputs: readonly ContractNode[], output: ContractNode | undefined): Contract {
  return { inputs, output, isPlain: [...inputs, ...(output === undefined ? [] : [output])].every(isPlain) };
}

function readSignature(text: string): Contract {
  const { inputs, outputs } = parseSignature(text);
  const names = outputs.map((slot) => slot.name);
  const label = (index: number): string => (outputs.length === 1 ? 'returned' : `returned[${index}]`);
  return contractOf(
    inputs.map((slot, index) => nodeOfSlot(slot, `args[${index}]`)),
    outputOf(
      outputs.map((slot, index) => nodeOfSlot(slot, label(index))),
      names,
    ),
  );
}

function readArgs(args: NonNullable<ContractShapes['args']>): readonly ContractNode[] {
  const given: unknown = args; // callers without types hand over anything
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(
      `checked: args must be a list or an object of shapes, got ${describeKind(given)}.`,
      {
        argument: 'args',
        expected: 'a list or an object of shapes',
        actual: describeKind(given),
      },
    );
  }
  if (Array.isArray(given)) {
    const trees = given as readonly ShapeTree[]; // nodeOfTree refuses whatever is no tree
    return trees.map((tree, index) => nodeOfTree(tree, `args[${index}]`));
  }
  return Object.entries(given as Readonly<Record<string, ShapeTree>>).map(([name, tree]) => {
    // the order of an object's keys is the order in which they were written, but for numbers, which come first
    if (/^\d+$/.test(name)) {
      throw new ArgumentError(`checked: args can't name an argument ${name}; write a list.`, {
        argument: `args.${name}`,
        expected: "the argument's name",
        actual: name,
      });
    }
    const { key, optional } = splitOptional(name);
    return nodeOfTree(tree, key, optional);
  });
}

/**
 * Reads a contract: a signature, or an object of shapes.
 * @throws ShapeSpecError when a spec does not parse; ArgumentError when it is no contract at all
 */
export function readContract(contract: string | ContractShapes): Contract {
  if (typeof contract === 'string') return readSignature(contract);
  const given: unknown = contract; // callers without types hand over anything
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ArgumentError(
      `checked: the contract must be a signature such as 'batch 4 -> batch', or { args, returns }, got ${describeKind(given)}.`,
      { argument: 'contract', expected: 'a signature or { args, returns }', actual: describeKind(given) },
    );
  }
  requireOptions(contract, ['args', 'returns'], 'checked');
  const { args, returns } = contract;
  return contractOf(
    args === undefined ? [] : readArgs(args),
    returns === undefined ? undefined : nodeOfTree(returns, 'returned'),
  );
}
