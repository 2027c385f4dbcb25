import { ArgumentError } from '../../errors.ts';
import { describeShape } from '../../tensor/describe.ts';
import { formatCount } from '../../tensor/print-number.ts';
import { printAxis, printShape, type Axis, type ParsedShape } from '../../tensor/shape-spec/index.ts';
import { reduce } from '../../tensor/shape-spec/expression.ts';
import type { QuickRandom } from '../elements/quick-random.ts';
import type { ShapeLimits } from './shape-options.ts';

/** A size that is drawn: of a name, in all places where it stands, or of one axis without. */
interface SizeKnob {
  readonly label: string;
  readonly min: number;
  readonly max: number;
}

/** What the open places of some specs stand for; everything else follows from it. */
export interface ShapeDraw {
  /** One for each open size. */
  readonly sizes: readonly number[];
  /** One for each open run of axes. */
  readonly runs: readonly (readonly number[])[];
  /** For each axis that broadcasts, whether it is 1 here. */
  readonly narrow: readonly boolean[];
}

/** Where the search for a simpler shape goes on. */
export interface ShapeProgress {
  /** Which of the open places it is at. */
  readonly step: number;
  /** The nearest smaller size that is known to pass. */
  readonly passed: number | undefined;
}

interface SimplerShape {
  readonly draw: ShapeDraw;
  /** Where to go on if this one fails too. */
  readonly next: ShapeProgress;
}

/** Where an axis of a spec gets its sizes from. */
type Place =
  | { readonly kind: 'size'; readonly size: number; readonly narrow: number }
  | { readonly kind: 'knob'; readonly knob: number; readonly narrow: number }
  | { readonly kind: 'run'; readonly run: number; readonly narrow: number }
  | { readonly kind: 'given'; readonly sizes: readonly number[]; readonly narrow: number }
  | { readonly kind: 'expression'; readonly axis: Axis & { kind: 'expression' }; readonly narrow: number };

/** Elements of all tensors of a draw beyond which another is drawn; what the specs fix counts beside that. */
const MOST_ELEMENTS = 2 ** 24;
/** More than a process can ask for at once. */
const MOST_BYTES = 2 ** 31;
const TRIES = 300;

/** The shapes that some specs with shared names can have: drawn, shrunk, and read back from shapes that match. */
export class ShapeModel {
  readonly parsed: readonly ParsedShape[];
  readonly #where: string;
  readonly #limits: ShapeLimits;
  readonly #knobs: SizeKnob[] = [];
  readonly #knobOf = new Map<string, number>();
  readonly #runOf = new Map<string, number>();
  #runCount = 0;
  #narrowCount = 0;
  readonly #places: readonly (readonly Place[])[];
  readonly #hasArithmetic: boolean;

  /**
   * @throws ArgumentError for specs that no shapes satisfy, for bindings of names that aren't there, and for shapes that
   *   no memory holds
   */
  constructor(parsed: readonly ParsedShape[], limits: ShapeLimits, where: string) {
    this.parsed = parsed;
    this.#limits = limits;
    this.#where = where;
    this.#places = parsed.map(({ axes }) => axes.map((axis) => this.#placeOf(axis)));
    this.#hasArithmetic = parsed.some(({ expressions }) => expressions > 0);
    this.#refuseStrangers();
    this.#refuseImpossible();
  }

  /** Whether all shapes are the same in every draw. */
  get isFixed(): boolean {
    return this.#knobs.length === 0 && this.#runCount === 0 && this.#narrowCount === 0;
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
    const all: number[][] = [];
    for (const places of this.#places) {
      const shape: number[] = [];
      for (const place of places) {
        if (!this.#append(shape, place, draw)) return undefined;
      }
      all.push(shape);
    }
    return all;
  }

  /** What shapes stand for; `undefined` where they don't match, or could be read in two ways. */
  read(shapes: readonly (readonly number[])[]): ShapeDraw | undefined {
    if (shapes.length !== this.#places.length) return undefined;
    const sizes: number[] = this.#knobs.map(() => -1);
    const runs: (readonly number[])[] = Array.from({ length: this.#runCount }, () => []);
    const narrow: boolean[] = Array.from({ length: this.#narrowCount }, () => false);
    for (const [at, places] of this.#places.entries()) {
      const shape = shapes[at] ?? [];
      const open = places.filter(({ kind }) => kind === 'run').length;
      if (open > 1) return undefined;
      const fixed = places.reduce(
        (sum, place) => sum + (place.kind === 'given' ? place.sizes.length : 1),
        -open,
      );
      const length = shape.length - fixed;
      let axis = 0;
      for (const place of places) {
        if (place.kind === 'run') {
          runs[place.run] = shape.slice(axis, axis + length);
          axis += length;
          continue;
        }
        if (place.kind === 'given') {
          axis += place.sizes.length;
          continue;
        }
        const size = shape[axis] ?? 0;
        if (place.kind === 'knob') {
          if (place.narrow >= 0 && size === 1) narrow[place.narrow] = true;
          else sizes[place.knob] = size;
        } else if (place.kind === 'size' && place.narrow >= 0) narrow[place.narrow] = size === 1;
        axis += 1;
      }
    }
    const draw = {
      sizes: sizes.map((size, i) => (size < 0 ? (this.#knobs[i]?.min ?? 1) : size)),
      runs,
      narrow,
    };
    const again = this.shapes(draw);
    const same = again?.every((shape, i) => describeShape(shape) === describeShape(shapes[i] ?? []));
    return same === true && this.#holds(draw) ? draw : undefined;
  }

  /** Simpler draws, the smallest first. */
  *simpler(draw: ShapeDraw, { step: from, passed }: ShapeProgress): Generator<SimplerShape, void> {
    const { minRank, minSize } = this.#limits;
    // What is offered has a shape, and isn't what we came from.
    const offer = (simpler: ShapeDraw, step: number, below?: number): readonly SimplerShape[] =>
      this.shapes(simpler) === undefined || sameDraw(simpler, draw)
        ? []
        : [{ draw: simpler, next: { step, passed: below } }];
    if (from <= 0) yield* offer(this.#smallest(draw), 1);
    let step = 1;
    for (const [at, run] of draw.runs.entries()) {
      if (from <= step) {
        const put = (sizes: readonly number[]): ShapeDraw => ({ ...draw, runs: draw.runs.with(at, sizes) });
        for (let length = minRank; length < run.length; length += 1)
          yield* offer(put(run.slice(0, length)), step);
        for (let axis = 0; run.length > minRank && axis < run.length; axis += 1)
          yield* offer(put(run.toSpliced(axis, 1)), step);
        for (const [axis, size] of run.entries()) {
          for (const less of towards(size, minSize)) yield* offer(put(run.with(axis, less)), step);
        }
      }
      step += 1;
    }
    for (const [at, size] of draw.sizes.entries()) {
      if (from <= step) {
        let below = from === step ? passed : undefined;
        const least = this.#knobs[at]?.min ?? 1;
        for (const less of below === undefined ? towards(size, least) : between(size, below)) {
          yield* offer({ ...draw, sizes: draw.sizes.with(at, less) }, step, below);
          below = less;
        }
      }
      step += 1;
    }
    for (const [at, isNarrow] of draw.narrow.entries()) {
      if (from <= step && isNarrow) yield* offer({ ...draw, narrow: draw.narrow.with(at, false) }, step);
      step += 1;
    }
  }

  #smallest({ runs, narrow }: ShapeDraw): ShapeDraw {
    const { minRank, minSize } = this.#limits;
    return {
      sizes: this.#knobs.map(({ min }) => min),
      runs: runs.map(() => Array.from({ length: minRank }, () => minSize)),
      narrow: narrow.map(() => false),
    };
  }

  #drawOnce(random: QuickRandom): ShapeDraw {
    const { minSize, maxSize, minRank, maxRank } = this.#limits;
    return {
      sizes: this.#knobs.map(({ min, max }) => drawSize(random, min, max)),
      runs: Array.from({ length: this.#runCount }, () =>
        Array.from({ length: random.integer(minRank, maxRank) }, () => drawSize(random, minSize, maxSize)),
      ),
      narrow: Array.from({ length: this.#narrowCount }, () => random.oneIn(3)),
    };
  }

  #holds({ sizes, runs }: ShapeDraw): boolean {
    const { minSize, maxSize, minRank, maxRank } = this.#limits;
    return (
      sizes.every((size, i) => size >= (this.#knobs[i]?.min ?? 0) && size <= (this.#knobs[i]?.max ?? 0)) &&
      runs.every(
        (run) =>
          run.length >= minRank &&
          run.length <= maxRank &&
          run.every((size) => size >= minSize && size <= maxSize),
      )
    );
  }

  #append(shape: number[], place: Place, draw: ShapeDraw): boolean {
    const isNarrow = place.narrow >= 0 && draw.narrow[place.narrow] === true;
    switch (place.kind) {
      case 'size':
        shape.push(isNarrow ? 1 : place.size);
        return true;
      case 'knob':
        shape.push(isNarrow ? 1 : (draw.sizes[place.knob] ?? 0));
        return true;
      case 'run':
        for (const size of draw.runs[place.run] ?? []) shape.push(isNarrow ? 1 : size);
        return true;
      case 'given':
        for (const size of place.sizes) shape.push(isNarrow ? 1 : size);
        return true;
      case 'expression': {
        const size = reduce(place.axis.expression, (name) => this.#sizeOf(name, draw));
        if (typeof size !== 'number' || size < 0) return false;
        shape.push(isNarrow ? 1 : size);
        return true;
      }
    }
  }

  #sizeOf(name: string, draw: ShapeDraw): number | undefined {
    const bound = this.#limits.environment.sizes.get(name);
    if (bound !== undefined) return bound.size;
    const knob = this.#knobOf.get(name);
    return knob === undefined ? undefined : draw.sizes[knob];
  }

  #placeOf(axis: Axis): Place {
    const narrow = 'broadcast' in axis && axis.broadcast ? this.#narrowCount++ : -1;
    switch (axis.kind) {
      case 'fixed':
      case 'documented':
        return { kind: 'size', size: axis.size, narrow };
      case 'any':
        return { kind: 'knob', knob: this.#addKnob('_'), narrow };
      case 'ellipsis':
        return { kind: 'run', run: this.#runCount++, narrow };
      case 'name': {
        const bound = this.#limits.environment.sizes.get(axis.name);
        if (bound !== undefined) return { kind: 'size', size: bound.size, narrow };
        return { kind: 'knob', knob: this.#knobNamed(axis.name), narrow };
      }
      case 'variadic': {
        const bound = this.#limits.environment.runs.get(axis.name);
        if (bound !== undefined) return { kind: 'given', sizes: bound.sizes, narrow };
        const run = this.#runOf.get(axis.name) ?? this.#runCount++;
        this.#runOf.set(axis.name, run);
        return { kind: 'run', run, narrow };
      }
      case 'expression':
        for (const name of axis.names) if (!this.#limits.environment.sizes.has(name)) this.#knobNamed(name);
        return { kind: 'expression', axis, narrow };
    }
  }

  #knobNamed(name: string): number {
    const knob = this.#knobOf.get(name) ?? this.#addKnob(name);
    this.#knobOf.set(name, knob);
    return knob;
  }

  #addKnob(label: string): number {
    const { minSize: min, maxSize: max } = this.#limits;
    return this.#knobs.push({ label, min, max }) - 1;
  }

  /** A binding that nothing asks for is a misspelt one. */
  #refuseStrangers(): void {
    const { sizes, runs } = this.#limits.environment;
    const names = new Set<string>();
    for (const axis of this.parsed.flatMap(({ axes }) => axes)) {
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
    const smallest = this.#smallest({
      sizes: [],
      runs: Array.from({ length: this.#runCount }, () => []),
      narrow: Array.from({ length: this.#narrowCount }, () => false),
    });
    let least = this.shapes(smallest);
    if (least === undefined && this.#hasArithmetic) least = this.#search();
    if (least === undefined) throw this.#noShapes();
    const bytes = 4 * elementsOf(least);
    if (bytes < MOST_BYTES) return;
    throw new ArgumentError(
      `${this.#where}: the smallest tensors of ${this.#specs()} need ${formatCount(bytes)} bytes, got shapes ${least.map(describeShape).join(', ')}.`,
      { argument: 'spec', expected: `below ${formatCount(MOST_BYTES)} bytes`, actual: bytes },
    );
  }

  /** Any draw that has shapes, one size after the other. */
  #search(): readonly (readonly number[])[] | undefined {
    let state = 1;
    const next = (range: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 2 ** 32) * range);
    };
    const { minRank, minSize } = this.#limits;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const shapes = this.shapes({
        sizes: this.#knobs.map(({ min, max }) => min + next(max - min + 1)),
        runs: Array.from({ length: this.#runCount }, () => Array.from({ length: minRank }, () => minSize)),
        narrow: [],
      });
      if (shapes !== undefined) return shapes;
    }
    return undefined;
  }

  #noShapes(): ArgumentError {
    const arithmetic = this.parsed
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
    return this.parsed.map((each) => `'${printShape(each)}'`).join(', ');
  }
}

/** Small ranges evenly; of large ones the ends and the small sizes as often as all the others. */
function drawSize(random: QuickRandom, min: number, max: number): number {
  if (max - min < 16 || random.oneIn(2)) return random.integer(min, max);
  return random.oneIn(2) ? random.integer(min, min + 8) : random.pick([min, min + 1, max - 1, max]);
}

/** Smaller sizes: the least, then halfway and halfway again. */
function* towards(size: number, least: number): Generator<number, void> {
  for (let gap = size - least; gap > 0; gap = Math.floor(gap / 2)) yield size - gap;
}

/** Sizes from the middle between one that passes and one that fails towards the failing one. */
function* between(size: number, passed: number): Generator<number, void> {
  for (let gap = Math.floor((size - passed) / 2); gap > 0; gap = Math.floor(gap / 2)) yield size - gap;
}

function elementsOf(shapes: readonly (readonly number[])[]): number {
  let elements = 0;
  for (const shape of shapes) elements += sizeOf(shape);
  return elements;
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const each of shape) size *= each;
  return size;
}

function sameDraw(left: ShapeDraw, right: ShapeDraw): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
