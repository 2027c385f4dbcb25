/** A shape in the project's grammar, e.g. `'batch height width 3'`; the empty string is a scalar. */
export type ShapeSpec = string;

/** Sizes that are known before a match: a number for one axis, a list for a variadic such as `*batch`. */
export type Bindings = Readonly<Record<string, number | readonly number[]>>;

/** Arithmetic inside one axis, as it was written. `//` is floor division, as in Python. */
export type Expression =
  | { readonly op: 'size'; readonly value: number }
  | { readonly op: 'name'; readonly name: string }
  | {
      readonly op: '+' | '-' | '*' | '//';
      readonly left: Expression;
      readonly right: Expression;
    };

interface Placed {
  /** Where the axis starts in its spec, in UTF-16 units; an error's caret stands there. */
  readonly offset: number;
}

/** `3`, or `#3` where `broadcast`: that size or 1. */
export interface FixedAxis extends Placed {
  readonly kind: 'fixed';
  readonly size: number;
  readonly broadcast: boolean;
}

/** `height` binds on first use and must agree afterwards; `#height` where `broadcast`: the bound size or 1. */
export interface NameAxis extends Placed {
  readonly kind: 'name';
  readonly name: string;
  readonly broadcast: boolean;
}

/** `_`, or `_label` which says the same and documents the axis: any size, binds nothing. */
export interface AnyAxis extends Placed {
  readonly kind: 'any';
  readonly label: string;
}

/** `...`, or `*_label` which says the same and documents the axes: any number of axes, binds nothing. */
export interface EllipsisAxis extends Placed {
  readonly kind: 'ellipsis';
  readonly label: string;
}

/** `*batch`: any number of axes, bound together; `#*batch` where `broadcast`: axes that broadcast with them. */
export interface VariadicAxis extends Placed {
  readonly kind: 'variadic';
  readonly name: string;
  readonly broadcast: boolean;
}

/** `2*height`, `height//2`, `(height+1)*width`; with `#` in front where `broadcast`: that size or 1. */
export interface ExpressionAxis extends Placed {
  readonly kind: 'expression';
  readonly expression: Expression;
  /** Every name in the expression, once each, in the order of first appearance. */
  readonly names: readonly string[];
  readonly broadcast: boolean;
}

/** `rows=3`: a fixed size with a name for the reader; binds nothing. */
export interface DocumentedAxis extends Placed {
  readonly kind: 'documented';
  readonly name: string;
  readonly size: number;
  readonly broadcast: boolean;
}

/** One axis (or one run of axes) of a spec; switch on `kind`. */
export type Axis =
  FixedAxis | NameAxis | AnyAxis | EllipsisAxis | VariadicAxis | ExpressionAxis | DocumentedAxis;

/** A spec that was read once and can be matched many times. */
export interface ParsedShape {
  /** The text it was read from; of a signature, the whole signature. */
  readonly source: string;
  readonly axes: readonly Axis[];
  /** How many axes stand for exactly one axis of a tensor; the least rank that can match. */
  readonly singles: number;
  /** How many stand for a run of axes; where it is 0 the rank is `singles`. */
  readonly runs: number;
  /** How many are arithmetic. */
  readonly expressions: number;
}

/** One tensor of a signature. */
export interface SignatureSlot {
  /** `images` of `'images: b h w 3'`; `undefined` where the signature gives no name. */
  readonly name: string | undefined;
  /** Whether the name was followed by `?`: the argument may be left out. */
  readonly optional: boolean;
  readonly shape: ParsedShape;
}

/** A function's shapes: `'batch h w 3, batch 4 -> batch classes'`. */
export interface ParsedSignature {
  readonly source: string;
  readonly inputs: readonly SignatureSlot[];
  readonly outputs: readonly SignatureSlot[];
}
