import { ArgumentError } from '../../errors.ts';
import { describeShape } from '../../tensor/describe.ts';
import { formatCount } from '../../tensor/print-number.ts';
import { printAxis, printShape, type ParsedShape } from '../../tensor/shape-spec/index.ts';
import { QuickRandom } from '../elements/quick-random.ts';
import { ShapeLayout, type ShapeDraw } from './shape-layout.ts';
import type { ShapeLimits } from './shape-options.ts';
import { simplerShapes, type ShapeProgress, type SimplerShape } from './simpler-shapes.ts';
import { drawSize, elementsOf } from './sizes.ts';

/** Elements of all tensors of a draw beyond which another is drawn; what the specs fix counts beside that. */
const MOST_ELEMENTS = 2 ** 24;
/** More than a process can ask for at once. */
const MOST_BYTES = 2 ** 31;
const TRIES = 300;

/** The shapes that some specs with shared names can have: drawn, shrunk, and read back from shapes that match. */
export class ShapeModel {
  readonly #parsed: readonly ParsedShape[];
  readonly #where: string;
  readonly #limits: ShapeLimits;
  readonly #layout: ShapeLayout;

  /**
   * @throws ArgumentError for specs that no shapes satisfy, for bindings of names that aren't there, and for shapes that
   *   no memory holds
   */
  constructor(parsed: readonly ParsedShape[], limits: ShapeLimits, where: string) {
    this.#parsed = parsed;
    this.#limits = limits;
    this.#where = where;
    this.#layout = new ShapeLayout(parsed, limits);
    this.#refuseStrangers();
    this.#refuseImpossible();
  }

  /** @returns shapes that satisfy the specs */
  draw(random: QuickRandom): ShapeDraw {
    let smallest: ShapeDraw | undefined;
    let least = Infinity;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const draw = this.#drawOnce(random);
      const shapes = this.shapes(draw);
      if (shapes === undefined) continue;
      const elements = elementsOf(shapes);
      if (elements <= MOST_ELEMENTS) return draw;
      if (elements < least) [smallest, least] = [draw, elements];
      if (attempt > 20) break;
    }
    if (smallest !== undefined) return smallest;
    throw this.#noShapes();
  }

  /** One shape for each spec; `undefined` where arithmetic gives no size. */
  shapes(draw: ShapeDraw): readonly (readonly number[])[] | undefined {
    return this.#layout.shapes(draw);
  }

  /** What shapes stand for; `undefined` where they don't match, or could be read in two ways. */
  read(shapes: readonly (readonly number[])[]): ShapeDraw | undefined {
    return this.#layout.read(shapes);
  }

  /** Simpler draws, the smallest first. */
  simpler(draw: ShapeDraw, progress: ShapeProgress): Generator<SimplerShape, void> {
    return simplerShapes(this.#layout, draw, progress, this.#limits);
  }

  #drawOnce(random: QuickRandom): ShapeDraw {
    const { minSize, maxSize, minRank, maxRank } = this.#limits;
    return {
      sizes: this.#layout.knobs.map(({ min, max }) => drawSize(random, min, max)),
      runs: Array.from({ length: this.#layout.runCount }, () =>
        Array.from({ length: random.integer(minRank, maxRank) }, () => drawSize(random, minSize, maxSize)),
      ),
      narrow: Array.from({ length: this.#layout.narrowCount }, () => random.oneIn(3)),
    };
  }

  /** A binding that nothing asks for is a misspelt one. */
  #refuseStrangers(): void {
    const { sizes, runs } = this.#limits.environment;
    const names = new Set<string>();
    for (const axis of this.#parsed.flatMap(({ axes }) => axes)) {
      if (axis.kind === 'name' || axis.kind === 'variadic') names.add(axis.name);
      if (axis.kind === 'expression') for (const name of axis.names) names.add(name);
    }
    for (const name of [...sizes.keys(), ...runs.keys()]) {
      if (names.has(name)) continue;
      throw new ArgumentError(`${this.#where}: bindings.${name} binds nothing in ${this.#specs()}.`, {
        argument: `bindings.${name}`,
        expected: [...names],
        actual: name,
      });
    }
  }

  #refuseImpossible(): void {
    const least = this.shapes(this.#layout.smallest()) ?? this.#search();
    if (least === undefined) throw this.#noShapes();
    const bytes = 4 * elementsOf(least);
    if (bytes < MOST_BYTES) return;
    throw new ArgumentError(
      `${this.#where}: the smallest tensors of ${this.#specs()} need ${formatCount(bytes)} bytes, got shapes ${least.map(describeShape).join(', ')}.`,
      { argument: 'spec', expected: `below ${formatCount(MOST_BYTES)} bytes`, actual: bytes },
    );
  }

  /** Any draw that has shapes. */
  #search(): readonly (readonly number[])[] | undefined {
    const random = new QuickRandom(1);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const shapes = this.shapes({ ...this.#drawOnce(random), runs: this.#layout.smallest().runs });
      if (shapes !== undefined) return shapes;
    }
    return undefined;
  }

  #noShapes(): ArgumentError {
    const arithmetic = this.#parsed
      .flatMap(({ axes }) => axes)
      .filter(({ kind }) => kind === 'expression')
      .map((axis) => `'${printAxis(axis)}'`);
    const { minSize, maxSize } = this.#limits;
    return new ArgumentError(
      `${this.#where}: no shapes satisfy ${this.#specs()} with sizes from ${minSize} to ${maxSize}: ${arithmetic.join(' and ')} is no size from 0 up in any of ${TRIES} draws.`,
      { argument: 'spec', expected: 'a spec that some sizes satisfy', actual: this.#specs() },
    );
  }

  #specs(): string {
    return this.#parsed.map((each) => `'${printShape(each)}'`).join(', ');
  }
}
