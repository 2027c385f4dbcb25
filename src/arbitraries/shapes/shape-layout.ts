import { reduce } from '../../tensor/shape-spec/expression.ts';
import { describeShape } from '../../tensor/describe.ts';
import type { Axis, ParsedShape } from '../../tensor/shape-spec/index.ts';
import type { ShapeLimits } from './shape-options.ts';

/** A size that is drawn: of a name, in all places where it stands, or of one axis without. */
export interface SizeKnob {
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

/** Where an axis of a spec gets its sizes from. */
type Place =
  | { readonly kind: 'size'; readonly size: number; readonly narrow: number }
  | { readonly kind: 'knob'; readonly knob: number; readonly narrow: number }
  | { readonly kind: 'run'; readonly run: number; readonly narrow: number }
  | { readonly kind: 'given'; readonly sizes: readonly number[]; readonly narrow: number }
  | { readonly kind: 'expression'; readonly axis: Axis & { kind: 'expression' }; readonly narrow: number };

/** How the shapes of some specs with shared names follow from a draw, and a draw from shapes. */
export class ShapeLayout {
  readonly #limits: ShapeLimits;
  readonly #knobs: SizeKnob[] = [];
  readonly #knobOf = new Map<string, number>();
  readonly #runOf = new Map<string, number>();
  readonly #places: readonly (readonly Place[])[];
  #runCount = 0;
  #narrowCount = 0;

  constructor(parsed: readonly ParsedShape[], limits: ShapeLimits) {
    this.#limits = limits;
    this.#places = parsed.map(({ axes }) => axes.map((axis) => this.#placeOf(axis)));
  }

  /** The open sizes. */
  get knobs(): readonly SizeKnob[] {
    return this.#knobs;
  }

  /** How many runs of axes are open. */
  get runCount(): number {
    return this.#runCount;
  }

  /** How many axes broadcast. */
  get narrowCount(): number {
    return this.#narrowCount;
  }

  /** The draw whose shapes are the smallest. */
  smallest(): ShapeDraw {
    const { minRank, minSize } = this.#limits;
    return {
      sizes: this.#knobs.map(({ min }) => min),
      runs: Array.from({ length: this.#runCount }, () => Array.from({ length: minRank }, () => minSize)),
      narrow: Array.from({ length: this.#narrowCount }, () => false),
    };
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
    const { minSize, maxSize, least = {} } = this.#limits;
    const min = Math.max(minSize, least[label] ?? 0);
    return this.#knobs.push({ label, min, max: Math.max(min, maxSize) }) - 1;
  }
}
