import { ArgumentError } from '../errors.ts';
import { parseShapeSpec, printShape } from '../tensor/shape-spec/index.ts';
import { describeKind } from '../tensor/subject.ts';
import type { ParsedShape, ShapeSpec, SignatureSlot } from '../tensor/shape-spec/index.ts';

/**
 * The shapes of one argument or of what a function returns: a spec for a tensor, a list for an array of that length, an object for
 * an object with at least those keys (`'mask?'` for a key that may be missing), `null` for something that is not checked.
 */
export type ShapeTree = ShapeSpec | null | readonly ShapeTree[] | { readonly [key: string]: ShapeTree };

/** Deeper than any function's values; a contract that contains itself ends there. */
const MAX_DEPTH = 16;

/** A shape tree that was read once: specs are parsed, and every part knows how messages call it. */
export type ContractNode = {
  /** `images`, `returned.boxes[1]`. */
  readonly label: string;
  /** Whether `undefined` and `null` are fine. */
  readonly optional: boolean;
} & (
  | { readonly kind: 'tensor'; readonly parsed: ParsedShape; readonly spec: string }
  | { readonly kind: 'list'; readonly items: readonly ContractNode[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [key: string, node: ContractNode])[] }
  | { readonly kind: 'unchecked' }
);

/** The node of one tensor of a signature. */
export function nodeOfSlot(slot: SignatureSlot, label: string): ContractNode {
  return {
    kind: 'tensor',
    label: slot.name ?? label,
    optional: slot.optional,
    parsed: slot.shape,
    spec: printShape(slot.shape),
  };
}

/** Splits `mask?` into the key and whether it may be missing. */
export function splitOptional(key: string): { readonly key: string; readonly optional: boolean } {
  return key.endsWith('?') ? { key: key.slice(0, -1), optional: true } : { key, optional: false };
}

function isIdentifier(key: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(key);
}

/** `returned` and `boxes` become `returned.boxes`; a key that is no identifier is quoted. */
export function labelOf(parent: string, key: string): string {
  return isIdentifier(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

/**
 * Reads a shape tree.
 * @param tree what the user wrote
 * @param label how messages call this part
 * @throws ShapeSpecError when a spec does not parse; ArgumentError when a part is neither spec, list, object nor null
 */
export function nodeOfTree(tree: ShapeTree, label: string, optional = false, depth = 0): ContractNode {
  if (depth > MAX_DEPTH) {
    throw new ArgumentError(`the contract of ${label.slice(0, 80)}… is nested deeper than ${MAX_DEPTH}.`, {
      argument: 'contract',
      expected: `at most ${MAX_DEPTH} levels`,
      actual: 'a deeper one, or one that contains itself',
    });
  }
  if (tree === null) return { kind: 'unchecked', label, optional };
  if (typeof tree === 'string') {
    const parsed = parseShapeSpec(tree);
    return { kind: 'tensor', label, optional, parsed, spec: printShape(parsed) };
  }
  if (isList(tree)) {
    return {
      kind: 'list',
      label,
      optional,
      items: tree.map((item, index) => nodeOfTree(item, `${label}[${index}]`, false, depth + 1)),
    };
  }
  const given: unknown = tree; // callers without types hand over anything
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(
      `the contract of ${label} must be a shape spec, a list, an object or null, got ${describeKind(given)}.`,
      {
        argument: label,
        expected: 'a shape spec, a list, an object or null',
        actual: describeKind(given),
      },
    );
  }
  return {
    kind: 'record',
    label,
    optional,
    entries: Object.entries(tree).map(([name, each]) => {
      const { key, optional: mayMiss } = splitOptional(name);
      return [key, nodeOfTree(each, labelOf(label, key), mayMiss, depth + 1)] as const;
    }),
  };
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(tree: ShapeTree): tree is readonly ShapeTree[] {
  return Array.isArray(tree);
}
