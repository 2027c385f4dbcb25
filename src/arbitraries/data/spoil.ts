import { describeShape } from '../../tensor/describe.ts';
import { sizeOf } from '../shapes/sizes.ts';
import { allocate, type PlainTensor } from '../tensors/plain-tensor.ts';
import { moveSlot, fillSlot, slotOf } from '../tensors/slot-draw.ts';

/** What can be wrong with an input that is almost right. */
export type BadInputKind =
  | 'axis off by one'
  | 'axes swapped'
  | 'missing batch axis'
  | 'extra batch axis'
  | 'wrong channels'
  | 'wrong dtype'
  | 'empty'
  | 'NaN'
  | 'Infinity'
  | 'out of range'
  | 'disposed'
  | 'nested array'
  | 'promise'
  | 'undefined'
  | 'null';

/** A tensor that is almost right, as data, and in words what is wrong with it. */
export interface Spoilt {
  readonly plain: PlainTensor;
  readonly detail: string;
}

/** What has to be known of the right ones. */
export interface Rules {
  /** Whether a shape satisfies the spec after all. */
  readonly fits: (shape: readonly number[]) => boolean;
  /** Whether an element could have been drawn. */
  readonly admits: (value: number) => boolean;
}

type Spoil = (plain: PlainTensor, pick: number, rules: Rules) => Spoilt | undefined;

/** The first of some shapes, counted from one that was picked, that doesn't satisfy the spec. */
function reshaped(
  plain: PlainTensor,
  candidates: readonly { readonly shape: readonly number[]; readonly detail: string }[],
  pick: number,
  fits: Rules['fits'],
): Spoilt | undefined {
  for (let i = 0; i < candidates.length; i += 1) {
    const candidate = candidates[(i + pick) % candidates.length];
    if (candidate === undefined || fits(candidate.shape)) continue;
    const slot = moveSlot(slotOf(plain), plain.shape, candidate.shape);
    return { plain: fillSlot(slot, candidate.shape, plain.dtype), detail: candidate.detail };
  }
  return undefined;
}

function withElement(plain: PlainTensor, pick: number, value: number): Spoilt | undefined {
  if (plain.data.length === 0) return undefined;
  const data = plain.data.slice();
  const at = pick % data.length;
  data[at] = value;
  return { plain: { ...plain, data }, detail: `element ${at} is ${value}` };
}

const onlyFloats =
  (value: number): Spoil =>
  (plain, pick, { admits }) =>
    plain.dtype !== 'float32' || admits(value) ? undefined : withElement(plain, pick, value);

/** How a tensor is spoilt in each way that leaves a tensor; `undefined` where it can't be. */
export const SPOIL: Readonly<Partial<Record<BadInputKind, Spoil>>> = {
  'axis off by one'(plain, pick, { fits }) {
    const candidates = plain.shape.flatMap((size, axis) =>
      [size + 1, size - 1]
        .filter((each) => each > 0)
        .map((each) => ({
          shape: plain.shape.with(axis, each),
          detail: `axis ${axis} is ${each}, where ${size} would fit`,
        })),
    );
    return reshaped(plain, candidates, pick, fits);
  },
  'axes swapped'(plain, pick, { fits }) {
    const { shape } = plain;
    const candidates = shape.flatMap((size, left) =>
      shape.slice(left + 1).map((other, i) => ({
        shape: shape.with(left, other).with(left + 1 + i, size),
        detail: `axes ${left} and ${left + 1 + i} are swapped`,
      })),
    );
    return reshaped(plain, candidates, pick, fits);
  },
  'missing batch axis'(plain, pick, { fits }) {
    const shape = plain.shape.slice(1);
    if (plain.shape.length === 0) return undefined;
    return reshaped(
      plain,
      [{ shape, detail: `the first of ${plain.shape.length} axes is missing` }],
      pick,
      fits,
    );
  },
  'extra batch axis'(plain, pick, { fits }) {
    return reshaped(
      plain,
      [{ shape: [1, ...plain.shape], detail: 'an axis of size 1 stands in front' }],
      pick,
      fits,
    );
  },
  'wrong channels'(plain, pick, { fits }) {
    const last = plain.shape.at(-1);
    const candidates = [1, 3, 4]
      .filter((channels) => last !== undefined && channels !== last)
      .map((channels) => ({
        shape: plain.shape.with(-1, channels),
        detail: `the last axis is ${channels}, where ${last ?? 0} would fit`,
      }));
    return reshaped(plain, candidates, pick, fits);
  },
  'wrong dtype'({ dtype, shape, data }) {
    const other = dtype === 'int32' ? 'float32' : 'int32';
    const changed = allocate(other, data.length);
    changed.set(data);
    return { plain: { dtype: other, shape, data: changed }, detail: `${other}, where ${dtype} would fit` };
  },
  empty({ dtype, shape }, pick) {
    if (shape.length === 0) return undefined;
    const empty = shape.with(pick % shape.length, 0);
    return {
      plain: { dtype, shape: empty, data: allocate(dtype, sizeOf(empty)) },
      detail: `no elements, in shape ${describeShape(empty)}`,
    };
  },
  NaN: onlyFloats(NaN),
  Infinity: (plain, pick, rules) => onlyFloats(pick % 2 === 0 ? Infinity : -Infinity)(plain, pick, rules),
  'out of range'(plain, pick, { admits }) {
    if (plain.dtype === 'bool') return undefined;
    const value = [2, -1, -2, 256, 1e6, -1e6].find((each) => !admits(each));
    return value === undefined ? undefined : withElement(plain, pick, value);
  },
};
