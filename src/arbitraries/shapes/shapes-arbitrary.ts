import { Arbitrary, Stream, Value, type Random } from 'fast-check';
import { QuickRandom } from '../elements/quick-random.ts';
import type { ShapeDraw } from './shape-layout.ts';
import type { ShapeModel } from './shape-model.ts';
import type { ShapeProgress } from './simpler-shapes.ts';

/** The draw behind a value, and where its shrinking goes on. */
class Context {
  readonly draw: ShapeDraw;
  readonly progress: ShapeProgress;
  constructor(draw: ShapeDraw, progress: ShapeProgress) {
    this.draw = draw;
    this.progress = progress;
  }
}

const BEGIN: ShapeProgress = { step: 0, passed: undefined };

/** An arbitrary of shapes that share names. */
export class ShapesArbitrary<Shapes> extends Arbitrary<Shapes> {
  readonly #model: ShapeModel;
  readonly #join: (shapes: readonly (readonly number[])[]) => Shapes;
  readonly #split: (value: unknown) => readonly (readonly number[])[] | undefined;

  /**
   * @param join makes the value that the user sees
   * @param split takes it apart again; `undefined` for something else
   */
  constructor(
    model: ShapeModel,
    join: (shapes: readonly (readonly number[])[]) => Shapes,
    split: (value: unknown) => readonly (readonly number[])[] | undefined,
  ) {
    super();
    this.#model = model;
    this.#join = join;
    this.#split = split;
  }

  generate(mrng: Random): Value<Shapes> {
    return this.#value(this.#model.draw(new QuickRandom(mrng.nextInt(-(2 ** 31), 2 ** 31 - 1))), BEGIN);
  }

  canShrinkWithoutContext(value: unknown): value is Shapes {
    const shapes = this.#split(value);
    return shapes !== undefined && this.#model.read(shapes) !== undefined;
  }

  shrink(value: Shapes, context: unknown): Stream<Value<Shapes>> {
    if (context instanceof Context) return new Stream(this.#simpler(context.draw, context.progress));
    const shapes = this.#split(value);
    const draw = shapes && this.#model.read(shapes);
    return draw === undefined ? Stream.nil() : new Stream(this.#simpler(draw, BEGIN));
  }

  *#simpler(from: ShapeDraw, progress: ShapeProgress): Generator<Value<Shapes>, void> {
    for (const { draw, next } of this.#model.simpler(from, progress)) yield this.#value(draw, next);
  }

  #value(draw: ShapeDraw, progress: ShapeProgress): Value<Shapes> {
    return new Value(this.#join(this.#model.shapes(draw) ?? []), new Context(draw, progress));
  }
}

/** Whether something is a list of sizes. */
export function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0); // checked on the left
}
