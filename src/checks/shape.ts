import {
  describeFailure,
  describeRows,
  Environment,
  matchShape,
  parseShapeSpec,
  shapeRows,
} from '../tensor/shape-spec/index.ts';
import { describeWithDtype, requireShape } from './has-shape.ts';
import { shapeHint } from './shape-hints.ts';
import type { Bindings, ParsedShape, ShapeFailure, ShapeRow, ShapeSpec } from '../tensor/shape-spec/index.ts';
import type { CheckResult } from './check-result.ts';
import type { HasShape } from './has-shape.ts';

/** What `checkShape` found. */
export interface ShapeDetails {
  readonly spec: ShapeSpec;
  /** `float32[2, 3]`. */
  readonly tensor: string;
  readonly shape: readonly number[];
  /** One row for each axis of the tensor. */
  readonly axes: readonly ShapeRow[];
  /** Everything that is bound afterwards: what was given, and what this tensor added. */
  readonly bindings: Bindings;
  /** The first axis that disagrees, and with whom; `null` where all agree. */
  readonly failure: ShapeFailure | null;
}

/** Evidence is worked out when it is read; a passing check costs the match alone. */
class ShapeCheck implements CheckResult<ShapeDetails> {
  readonly pass: boolean;
  readonly #dtype: string | undefined;
  readonly #shape: readonly number[];
  readonly #parsed: ParsedShape;
  readonly #given: Bindings | undefined;
  readonly #environment: Environment;
  readonly #failure: ShapeFailure | null;

  constructor(
    tensor: HasShape,
    shape: readonly number[],
    parsed: ParsedShape,
    bindings: Bindings | undefined,
  ) {
    this.#dtype = tensor.dtype;
    this.#shape = shape;
    this.#parsed = parsed;
    this.#given = bindings;
    this.#environment = new Environment(bindings);
    const match = matchShape(shape, parsed, this.#environment);
    this.pass = match.matches;
    this.#failure = match.matches ? null : match.failure;
  }

  #described(): string {
    return describeWithDtype({ dtype: this.#dtype }, this.#shape);
  }

  get details(): ShapeDetails {
    return {
      spec: this.#parsed.source,
      tensor: this.#described(),
      shape: this.#shape,
      axes: shapeRows(this.#shape, this.#parsed, this.#environment),
      bindings: this.#environment.bindings(),
      failure: this.#failure,
    };
  }

  message(): string {
    const spec = this.#parsed.source.trim();
    const row = describeRows([{ tensor: '', described: this.#described(), spec }]);
    if (this.#failure === null) {
      const bound = Object.entries(this.#environment.bindings()).map(([name, value]) =>
        typeof value === 'number' ? `${name} = ${value}` : `*${name} = [${value.join(', ')}]`,
      );
      return `the shape matches '${spec}', which it should not\n${row}${bound.length === 0 ? '' : `\n  with ${bound.join(', ')}`}`;
    }
    const hint = shapeHint(this.#shape, this.#parsed, this.#given);
    return `${describeFailure(this.#failure, this.#parsed)}\n${row}${hint === undefined ? '' : `\n  hint: ${hint}`}`;
  }
}

/**
 * Checks that a tensor's shape satisfies a shape spec.
 * @param tensor any tensor, or anything with a `shape`
 * @param spec e.g. `'batch height width 3'`
 * @param bindings sizes that are known already, e.g. `{ batch: 32 }`; names that the spec doesn't use are ignored
 * @returns passes when every axis agrees; `details.axes` has one row an axis
 * @throws SubjectError when `tensor` has no shape; ShapeSpecError when `spec` does not parse or leaves something open;
 * ArgumentError when `bindings` are not sizes
 * @example checkShape(tf.zeros([8, 32, 32, 3]), 'batch height width 3').pass // true
 */
export function checkShape(
  tensor: HasShape,
  spec: ShapeSpec,
  bindings?: Bindings,
): CheckResult<ShapeDetails> {
  const shape = requireShape(tensor, 'checkShape', 'tensor');
  return new ShapeCheck(tensor, shape, parseShapeSpec(spec), bindings);
}
