import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { oneof, type Arbitrary } from 'fast-check';
import { requireChoice, requireFlag, requireOptions } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import type { ElementSource } from './elements/element-source.ts';
import { floatSource } from './elements/floats32.ts';
import { integerSource } from './elements/integers.ts';
import { SHAPE_OPTIONS, type ShapeOptions } from './shapes/shape-options.ts';
import { structured } from './tensors/structured.ts';

/** What the pixels are: 0 to 255 as int32, 0 to 1 or -1 to 1 as float32. */
export type PixelRange = 'uint8' | 'unit' | 'signed';

/** Which images are wanted. */
export interface ImageOptions<Batched extends boolean = boolean> extends ShapeOptions {
  /** Grey, colours, colours with transparency. @defaultValue [1, 3, 4] */
  readonly channels?: number | readonly number[];
  /** @defaultValue 'unit' */
  readonly range?: PixelRange;
  /** Whether a batch axis stands in front. @defaultValue false */
  readonly batched?: Batched;
}

/**
 * Images: grey, in colours and with an alpha channel; black, white and with single pixels that differ among them.
 * @param options channels, range of the pixels, sizes; in `bindings` the axes are `batch`, `height` and `width`
 * @returns an arbitrary of tensors `'height width channels'`, or `'batch height width channels'`
 * @throws ArgumentError for channels that are none, and for another range
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { image } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(image({ channels: [1, 3], range: 'uint8', minSize: 2 }), (pixels) => {
 *     return tf.max(pixels).dataSync()[0]! <= 255 && pixels.shape[2] !== 4;
 *   }),
 * );
 */
export function image<const Batched extends boolean = false>(
  options: ImageOptions<Batched> = {},
): Arbitrary<Batched extends true ? Tensor4D : Tensor3D> {
  const { channels, range, batched, ...sizes } = requireOptions(
    options,
    [...SHAPE_OPTIONS, 'channels', 'range', 'batched'],
    'image',
  );
  const source = sourceOf(requireChoice(range, ['uint8', 'unit', 'signed'], 'range', 'image', 'unit'));
  const batch = requireFlag(batched, 'batched', 'image', false) ? 'batch ' : '';
  const each = requireChannels(channels).map((count) =>
    structured(`${batch}height width ${count}`, sizes, { where: 'image', source }),
  );
  // The spec has three or four axes, as the flag says.
  return oneof({ withCrossShrink: true }, ...each) as Arbitrary<Batched extends true ? Tensor4D : Tensor3D>;
}

function sourceOf(range: PixelRange): ElementSource {
  if (range === 'uint8') return integerSource({ min: 0, max: 255 }, 'image');
  return floatSource(range === 'unit' ? 'unit' : { min: -1, max: 1 }, 'image');
}

function requireChannels(channels: unknown): readonly number[] {
  const given: unknown = channels ?? [1, 3, 4];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const counts = list.filter(
    (count): count is number => Number.isSafeInteger(count) && (count as number) > 0,
  ); // checked on the left
  if (counts.length > 0 && counts.length === list.length) return counts;
  throw new ArgumentError(
    `image: channels must be a count from 1 up, or a list of such, got ${describeKind(channels)}.`,
    {
      argument: 'channels',
      expected: 'a count, or a list of counts',
      actual: channels,
    },
  );
}
