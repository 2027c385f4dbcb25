import { isFlat, isProduct, isSpread, isView, isWeighted, otherFactor } from './kernels.ts';
import type { BlockReason, Place } from './flow-details.ts';
import type { Readout, Strand, TapeStep } from './tape-watch.ts';

/** An operation and the input at which a trail stops. */
export interface Stop {
  readonly step: TapeStep;
  readonly input: Strand;
}

/** Everything that is computed from one tensor. */
export interface Reach {
  readonly steps: ReadonlySet<TapeStep>;
  /** Ids of tensors, the first one included. */
  readonly tensors: ReadonlySet<number>;
  readonly data: ReadonlySet<object>;
}

/** The operations of a loss as a graph, and the ways that lead through it. */
export class Trails {
  readonly steps: readonly TapeStep[];
  readonly #readouts: readonly Readout[];
  readonly #loss: number;
  readonly #makers = new Map<number, TapeStep>();
  readonly #readers = new Map<number, TapeStep[]>();
  readonly #toLoss = new Set<TapeStep>();

  /** @param loss the id of the scalar */
  constructor(steps: readonly TapeStep[], readouts: readonly Readout[], loss: number) {
    this.steps = steps;
    this.#readouts = readouts;
    this.#loss = loss;
    for (const step of steps) {
      for (const { id } of step.outputs) this.#makers.set(id, step);
      for (const { id } of step.inputs) {
        const readers = this.#readers.get(id);
        if (readers === undefined) this.#readers.set(id, [step]);
        else readers.push(step);
      }
    }
    const open = [loss];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const maker = this.#makers.get(id);
      if (maker === undefined || this.#toLoss.has(maker)) continue;
      this.#toLoss.add(maker);
      open.push(...maker.inputs.map((input) => input.id));
    }
  }

  /** Whether the loss is computed from it. */
  leadsToLoss(step: TapeStep): boolean {
    return this.#toLoss.has(step);
  }

  /** The operation that computed a tensor; `undefined` for a weight and for data. */
  makerOf(id: number): TapeStep | undefined {
    return this.#makers.get(id);
  }

  /** The operations that take a tensor directly. */
  readersOf(id: number): readonly TapeStep[] {
    return this.#readers.get(id) ?? [];
  }

  /**
   * Everything computed from a tensor.
   * @param passes which inputs a trail goes through; all of them by default
   */
  reach(
    start: { readonly id: number; readonly data: object },
    passes: (stop: Stop) => boolean = () => true,
  ): Reach {
    const steps = new Set<TapeStep>();
    const tensors = new Set([start.id]);
    const data = new Set([start.data]);
    const open = [start.id];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const step of this.readersOf(id)) {
        if (steps.has(step)) continue;
        const isOpen = step.inputs.some((input) => input.id === id && passes({ step, input }));
        if (!isOpen) continue;
        steps.add(step);
        for (const output of step.outputs) {
          tensors.add(output.id);
          data.add(output.data);
          open.push(output.id);
        }
      }
    }
    return { steps, tensors, data };
  }

  /** Whether a trail arrives at the loss. */
  arrives({ tensors }: Reach): boolean {
    return tensors.has(this.#loss);
  }

  /** Where what was computed from a weight ends, without having become part of the loss. */
  deadEnd({ steps, data }: Reach): {
    readonly end: TapeStep | undefined;
    readonly readAt: readonly string[];
  } {
    const lines = this.#readouts.flatMap((readout) => (data.has(readout.data) ? [readout.line ?? ''] : []));
    return {
      end: this.steps.findLast((step) => steps.has(step)),
      readAt: [...new Set(lines)].filter((line) => line !== ''),
    };
  }

  /** Operations that lie on every way from a weight to the loss and are flat; none where one way is open. */
  flatStops(start: { readonly id: number; readonly data: object }): Stop[] {
    const closed: Stop[] = [];
    const open = this.reach(start, (stop) => {
      const isClosed = stop.step.truncates || isFlat(stop.step.kernel, stop.input.name);
      if (isClosed && this.leadsToLoss(stop.step)) closed.push(stop);
      return !isClosed;
    });
    return this.arrives(open) ? [] : closed;
  }

  /** Operations that a gradient came into and that passed nothing on to what was computed from a weight. */
  zeroStops({ steps, tensors }: Reach): Stop[] {
    return [...steps].flatMap((step) =>
      (step.incoming?.largest ?? 0) > 0
        ? step.inputs.flatMap((input) =>
            tensors.has(input.id) && step.outgoing.get(input.name)?.largest === 0 ? [{ step, input }] : [],
          )
        : [],
    );
  }

  /**
   * Whether a product lets nothing through only until its other factor moves away from zero, which it is about to do: it holds a
   * weight that gets a gradient. So it is with a residual branch that is zero at first, on purpose.
   * @param weights ids of the weights that are trained
   */
  opensByItself({ step, input }: Stop, weights: ReadonlySet<number>): boolean {
    const factor = otherFactor(step.kernel, input.name);
    const other = step.inputs.find(({ name }) => name === factor);
    if (other === undefined || (step.outgoing.get(other.name)?.largest ?? 0) === 0) return false;
    const seen = new Set<number>();
    const open = [other.id];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (weights.has(id)) return true;
      const maker = this.makerOf(id);
      for (const each of maker?.inputs ?? []) {
        if ((maker?.outgoing.get(each.name)?.largest ?? 0) > 0) open.push(each.id);
      }
    }
    return false;
  }

  /**
   * The layers in which a weight is used: products with it, or look-ups in it, also of a reshaped or transposed weight.
   */
  layersOf(weight: number): TapeStep[] {
    const found: TapeStep[] = [];
    const open = [weight];
    const seen = new Set<number>();
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      for (const step of this.readersOf(id)) {
        if (!this.leadsToLoss(step)) continue;
        if (isWeighted(step.kernel)) found.push(step);
        else if (isView(step.kernel)) open.push(...step.outputs.map((output) => output.id));
      }
    }
    return found;
  }

  /** The data that a layer reads in the end, following it back to where it came from. */
  sourcesOf(step: TapeStep, weights: ReadonlySet<number>): ReadonlySet<number> {
    const sources = new Set<number>();
    const seen = new Set<TapeStep>();
    const open = [step];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      for (const { id } of next.inputs) {
        const maker = this.makerOf(id);
        if (maker !== undefined) open.push(maker);
        else if (!weights.has(id)) sources.add(id);
      }
    }
    return sources;
  }
}

/** What a message needs to know of an operation. */
export function placeOf({ kernel, part, line }: TapeStep): Place {
  return { kernel, part, line };
}

/** Why nothing gets through. */
export function reasonOf({ step, input }: Stop): BlockReason {
  if (step.truncates) return 'truncates';
  if (isFlat(step.kernel, input.name)) return 'flat';
  if (isSpread(step.kernel, input.name)) return 'cancels';
  if (isProduct(step.kernel)) return 'zero-factor';
  return /^[a-z]/.test(step.kernel) ? 'own-gradient' : 'saturated';
}
