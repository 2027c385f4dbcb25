import { ArgumentError } from '../errors.ts';
import { DTYPES } from '../tensor/dtypes.ts';
import type { DType } from '../tensor/dtypes.ts';
import { parseShapeSpec } from '../tensor/shape-spec/index.ts';
import type { ParsedShape, ShapeSpec } from '../tensor/shape-spec/index.ts';
import { describeKind } from '../tensor/subject.ts';

/** A tensor that a module reads or gives, with more than its shape. */
export interface TensorDeclaration {
  /** e.g. `'batch height//4 width//4 32'`. */
  readonly shape: ShapeSpec;
  /** @defaultValue 'float32' */
  readonly dtype?: DType;
}

/** A map with its stride: what a backbone or an encoder gives, and what a head or a decoder may insist on. */
export interface FeatureMap extends TensorDeclaration {
  /** How many pixels of the image one step in the map stands for, along both sides. */
  readonly stride: number;
}

/** One tensor: its shape, or its shape and more. */
export type SingleDeclaration = ShapeSpec | TensorDeclaration;

/** Several tensors by name, maps with their strides among them. */
export type NamedDeclarations = Readonly<Record<string, SingleDeclaration | FeatureMap>>;

/** What a module reads or gives: one tensor, or several by name. */
export type Declaration = SingleDeclaration | FeatureMap | NamedDeclarations;

/** A declaration that was read. */
export interface DeclaredTensor {
  /** `undefined` where the declaration is of one tensor, which needs no name. */
  readonly name: string | undefined;
  readonly shape: ParsedShape;
  readonly dtype: DType;
  /** Of what is given, what it is; of what is read, what it must be. `undefined` where the module doesn't say. */
  readonly stride: number | undefined;
}

/** What a module reads and gives, read from its fields. */
export interface ModuleDeclaration {
  readonly reads: readonly DeclaredTensor[];
  readonly gives: readonly DeclaredTensor[];
}

function isSingle(declaration: unknown): declaration is SingleDeclaration {
  if (typeof declaration === 'string') return true;
  if (typeof declaration !== 'object' || declaration === null || !('shape' in declaration)) return false;
  return typeof declaration.shape === 'string';
}

function readSingle(
  declaration: SingleDeclaration | FeatureMap,
  name: string | undefined,
  where: string,
): DeclaredTensor {
  if (typeof declaration === 'string') {
    return { name, shape: parseShapeSpec(declaration), dtype: 'float32', stride: undefined };
  }
  const dtype = declaration.dtype ?? 'float32';
  if (!DTYPES.includes(dtype)) {
    throw new ArgumentError(
      `${where}: dtype must be one of ${DTYPES.join(', ')}, got ${describeKind(dtype)}.`,
      {
        argument: 'dtype',
        expected: DTYPES,
        actual: dtype,
      },
    );
  }
  const stride = 'stride' in declaration ? declaration.stride : undefined;
  if (stride !== undefined && !(Number.isSafeInteger(stride) && stride > 0)) {
    throw new ArgumentError(
      `${where}: stride must be a whole number from 1 up, got ${describeKind(stride)}.`,
      {
        argument: 'stride',
        expected: 'a whole number from 1 up',
        actual: stride,
      },
    );
  }
  return { name, shape: parseShapeSpec(declaration.shape), dtype, stride };
}

/**
 * Reads what a module declares.
 * @param declaration one tensor, or several by name
 * @param where whose it is, as the user knows it, e.g. `ConvBackbone.featureMaps`
 * @throws ArgumentError for anything but that, and for a declaration that is empty
 * @throws ShapeSpecError for a shape that does not parse
 */
export function readDeclaration(declaration: unknown, where: string): readonly DeclaredTensor[] {
  if (isSingle(declaration)) return [readSingle(declaration, undefined, where)];
  const entries: readonly (readonly [string, unknown])[] =
    typeof declaration === 'object' && declaration !== null && !Array.isArray(declaration)
      ? Object.entries(declaration)
      : [];
  if (entries.length === 0) {
    throw new ArgumentError(`${where} must declare at least one shape, got ${describeKind(declaration)}.`, {
      argument: where,
      expected: "a shape spec such as 'batch height width 3', or several by name",
      actual: declaration,
    });
  }
  return entries.map(([name, each]) => {
    if (isSingle(each)) return readSingle(each, name, `${where}.${name}`);
    throw new ArgumentError(`${where}.${name} must be a shape spec, got ${describeKind(each)}.`, {
      argument: `${where}.${name}`,
      expected: "a shape spec such as 'batch height width 3', or { shape, dtype }",
      actual: each,
    });
  });
}
