/** A stretch of a source file: lines from 1, columns from 0, as coverage counts them. */
export interface Stretch {
  readonly start: Point;
  readonly end: Point;
}

export interface Point {
  readonly line: number;
  readonly column: number;
}

/**
 * How an error path looks in the source.
 * - `validation`: an `if` that ends in an error, or a `tf.util.assert` with a lazy message
 * - `throw`: any other `throw`
 * - `rejection`: `Promise.reject(…)`, and `reject(…)` of a promise's executor or of `Promise.withResolvers()`
 * - `catch`: a `catch` clause, and the handler of `.catch(…)`, of `.then(…, handler)` and of an `'error'` event
 */
export type ErrorPathKind = 'validation' | 'throw' | 'rejection' | 'catch';

/** A place of a source file where something goes wrong, or is met that did. */
export interface SourceErrorPath {
  readonly kind: ErrorPathKind;
  readonly at: Stretch;
  /** The function it is in, `Trainer.step`; `(module)` outside of all. */
  readonly in: string;
  /** The class of the error, or the call that makes it: `RangeError`, `refuse()`; left out where the source doesn't say. */
  readonly error?: string;
  /** How its message begins, with `…` for what only a run knows. */
  readonly message?: string;
  /** Of a validation: what is asked before. */
  readonly condition?: string;
  /** Where coverage says how often it was taken; left out for an empty `catch`, in which nothing can be counted. */
  readonly counted?: Point;
  /** Of what throws on what it caught: where that comes from. */
  readonly through?: Stretch;
  /** Whether that waits for something: an error that comes over an `await` may have lost the lines that led there. */
  readonly isAwaited?: boolean;
}
