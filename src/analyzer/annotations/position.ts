/** A place of the code that has a type of its own. */
export type PositionKind = 'parameter' | 'return' | 'property' | 'constant';

/**
 * How its type is known: written down; not written, but certain from what stands there; `any` that was written, `any` that
 * the compiler puts where nothing is written; or not written and not certain.
 */
export type Annotation = 'annotated' | 'inferred' | 'explicit-any' | 'implicit-any' | 'missing';

/** What a position says of the tensors it holds; the least of them counts where it holds several. */
export type TensorDetail = 'bare' | 'ranked' | 'shaped';

/** Where a shape is said: in the type (`Shaped`), in a contract that is checked at run time, or in the docstring. */
export type ShapeSource = 'type' | 'contract' | 'docstring';

/** What a position says of tensors. */
export interface TensorFacts {
  readonly detail: TensorDetail;
  /** Whether they are inside something: `Tensor[]`, `Record<string, Tensor>`, a promise, a tuple. */
  readonly container: boolean;
}

/** One parameter, return type, property or exported constant. */
export interface Position {
  readonly kind: PositionKind;
  readonly name: string;
  /** The function or class it belongs to, e.g. `ConvBlock.call`; empty for a constant of the module. */
  readonly owner: string;
  /** From 1. */
  readonly line: number;
  readonly annotation: Annotation;
  readonly tensor?: TensorFacts & { readonly shapedBy?: ShapeSource };
}

/** Casts that hide what the compiler knows. */
export interface HidingCasts {
  /** `x as any` */
  readonly toAny: number;
  /** `x as unknown as T` */
  readonly throughUnknown: number;
  /** `x!` where `x` is said to hold a tensor */
  readonly nonNullTensor: number;
}

/** What one file's annotations say. */
export interface FileAnnotations {
  readonly positions: readonly Position[];
  readonly casts: HidingCasts;
}
