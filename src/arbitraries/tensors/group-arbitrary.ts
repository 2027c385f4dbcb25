import type { Tensor } from '@tensorflow/tfjs-core';
import { Arbitrary, cloneMethod, Stream, Value, type Random } from 'fast-check';
import type { ElementSource } from '../elements/element-source.ts';
import { QuickRandom } from '../elements/quick-random.ts';
import { watchRuns } from '../runs/watch-runs.ts';
import type { ShapeModel } from '../shapes/shape-model.ts';
import { sizeOf } from '../shapes/sizes.ts';
import type { PlainTensor } from './plain-tensor.ts';
import { readData } from './known-data.ts';
import { realize } from './realize.ts';
import { BEGIN, simplerDraws, type GroupDraw, type Progress } from './simpler-draws.ts';
import { drawSlot, fillSlot, slotOf } from './slot-draw.ts';

/** What an arbitrary of tensors is made of. */
export interface TensorGroup<Group> {
  readonly model: ShapeModel;
  /** One for each shape of the model. */
  readonly sources: readonly ElementSource[];
  /** The dtypes, where they aren't those of the sources. */
  readonly dtypes?: readonly PlainTensor['dtype'][];
  /**
   * Makes of what was drawn what has the structure that is wanted: sorted rows, boxes with corners in order. What has it
   * already must come out as it went in: by that a user's example is known.
   */
  readonly arrange?: (drawn: readonly PlainTensor[]) => readonly PlainTensor[];
  /** Makes the value that the user sees. */
  readonly join: (tensors: readonly Tensor[]) => Group;
  /** Takes it apart again; `undefined` for something else. */
  readonly split: (value: unknown) => readonly Tensor[] | undefined;
}

class Context {
  readonly draw: GroupDraw;
  readonly progress: Progress;
  constructor(draw: GroupDraw, progress: Progress) {
    this.draw = draw;
    this.progress = progress;
  }
}

/** An arbitrary of one or several tensors, which are drawn and shrunk as a whole. */
export class TensorGroupArbitrary<Group> extends Arbitrary<Group> {
  readonly #group: TensorGroup<Group>;
  readonly #slots: readonly { readonly source: ElementSource; readonly dtype: PlainTensor['dtype'] }[];

  constructor(group: TensorGroup<Group>) {
    super();
    watchRuns();
    this.#group = group;
    this.#slots = group.sources.map((source, i) => ({ source, dtype: group.dtypes?.[i] ?? source.dtype }));
  }

  generate(mrng: Random): Value<Group> {
    const random = new QuickRandom(mrng.nextInt(-(2 ** 31), 2 ** 31 - 1));
    const { model } = this.#group;
    const shape = model.draw(random);
    const shapes = model.shapes(shape) ?? [];
    const slots = this.#slots.map(({ source }, i) => drawSlot(sizeOf(shapes[i] ?? []), source, random, mrng));
    return this.#value({ shape, slots }, BEGIN);
  }

  canShrinkWithoutContext(value: unknown): value is Group {
    return this.#read(value) !== undefined;
  }

  shrink(value: Group, context: unknown): Stream<Value<Group>> {
    if (context instanceof Context) return new Stream(this.#simpler(context.draw, context.progress));
    const draw = this.#read(value);
    return draw === undefined ? Stream.nil() : new Stream(this.#simpler(draw, BEGIN));
  }

  *#simpler(from: GroupDraw, progress: Progress): Generator<Value<Group>, void> {
    for (const simpler of simplerDraws(this.#group, from, progress)) {
      yield this.#value(simpler.draw, simpler.progress);
    }
  }

  #value(draw: GroupDraw, progress: Progress): Value<Group> {
    return new Value(this.#build(draw), new Context(draw, progress));
  }

  #build(draw: GroupDraw): Group {
    const { join } = this.#group;
    const tensors = this.#slots.map((_, i) => realize(() => this.#plain(draw, i)));
    const group = join(tensors);
    if (!isObject(group) || cloneMethod in group) return group;
    // fast-check reuses a value beside another that shrinks, when its tensors are gone.
    return Object.defineProperty(group, cloneMethod, { value: () => this.#build(draw) });
  }

  /** The data of one of the tensors. */
  #plain(draw: GroupDraw, index: number): PlainTensor {
    const { arrange } = this.#group;
    const plains = arrange === undefined ? undefined : this.#arranged(draw, arrange);
    return plains?.[index] ?? this.#drawn(draw, index);
  }

  #arranged(
    draw: GroupDraw,
    arrange: (drawn: readonly PlainTensor[]) => readonly PlainTensor[],
  ): readonly PlainTensor[] {
    return arrange(this.#slots.map((_, i) => this.#drawn(draw, i)));
  }

  #drawn(draw: GroupDraw, index: number): PlainTensor {
    const shape = this.#group.model.shapes(draw.shape)?.[index] ?? [];
    return fillSlot(draw.slots[index] ?? NOTHING, shape, this.#slots[index]?.dtype ?? 'float32');
  }

  /** The draw that a value would have come from; `undefined` for one that can't come from here. */
  #read(value: unknown): GroupDraw | undefined {
    const { model, arrange, split } = this.#group;
    const plains = split(value)?.map(readData);
    if (plains?.length !== this.#slots.length) return undefined;
    const known = plains.filter((plain) => plain !== undefined);
    if (known.length !== plains.length) return undefined;
    const shape = model.read(known.map((plain) => plain.shape));
    const suits = known.every(({ dtype, data }, i) => {
      const slot = this.#slots[i];
      return (
        dtype === slot?.dtype &&
        (arrange !== undefined || data.every((element) => slot.source.admits(element)))
      );
    });
    if (shape === undefined || !suits) return undefined;
    if (arrange !== undefined && !arrange(known).every((plain, i) => isSame(plain, known[i])))
      return undefined;
    return { shape, slots: known.map(slotOf) };
  }
}

const NOTHING = { fill: 0, at: [], values: [] };

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isSame(left: PlainTensor, right: PlainTensor | undefined): boolean {
  return (
    right?.data.length === left.data.length &&
    left.data.every((element, i) => Object.is(element, right.data[i])) &&
    left.shape.every((size, axis) => size === right.shape[axis])
  );
}
