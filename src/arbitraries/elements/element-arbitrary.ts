import { Arbitrary, Stream, Value, type Random } from 'fast-check';
import type { ElementSource } from './element-source.ts';
import { QuickRandom } from './quick-random.ts';

/** What the context of a shrunk element is: the simpler value that is known to pass. */
class Passed {
  readonly value: number | undefined;
  constructor(value: number | undefined) {
    this.value = value;
  }
}

/** An arbitrary of single elements, which a tensor takes as a whole. */
export class ElementArbitrary extends Arbitrary<number> {
  readonly source: ElementSource;

  constructor(source: ElementSource) {
    super();
    this.source = source;
  }

  generate(mrng: Random): Value<number> {
    return new Value(
      this.source.draw(new QuickRandom(mrng.nextInt(-(2 ** 31), 2 ** 31 - 1)), mrng),
      new Passed(undefined),
    );
  }

  canShrinkWithoutContext(value: unknown): value is number {
    return typeof value === 'number' && this.source.admits(value);
  }

  shrink(value: number, context: unknown): Stream<Value<number>> {
    const passed = context instanceof Passed ? context.value : undefined;
    return new Stream(this.#simpler(value, passed));
  }

  *#simpler(value: number, known: number | undefined): Generator<Value<number>, void> {
    for (const { value: simpler, passed } of this.source.simpler(value, known)) {
      yield new Value(simpler, new Passed(passed));
    }
  }
}
