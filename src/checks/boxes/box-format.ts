/**
 * How the four numbers of a box are to be read: two corners, a corner with width and height, or the centre with them. TensorFlow.js's own
 * operations (`tf.image.nonMaxSuppression`, `cropAndResize`) take `yxyx`.
 */
export type BoxFormat = 'xyxy' | 'yxyx' | 'xywh' | 'cxcywh';

export const BOX_FORMATS: readonly BoxFormat[] = ['xyxy', 'yxyx', 'xywh', 'cxcywh'];

/** A box by its corners. */
export interface Corners {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Reads four numbers as a box. */
export function cornersOf(
  [a = NaN, b = NaN, c = NaN, d = NaN]: readonly number[],
  format: BoxFormat,
): Corners {
  switch (format) {
    case 'xyxy':
      return { left: a, top: b, right: c, bottom: d };
    case 'yxyx':
      return { left: b, top: a, right: d, bottom: c };
    case 'xywh':
      return { left: a, top: b, right: a + c, bottom: b + d };
    case 'cxcywh':
      return { left: a - c / 2, top: b - d / 2, right: a + c / 2, bottom: b + d / 2 };
  }
}

/** Writes a box as four numbers. */
export function fromCorners({ left, top, right, bottom }: Corners, format: BoxFormat): number[] {
  switch (format) {
    case 'xyxy':
      return [left, top, right, bottom];
    case 'yxyx':
      return [top, left, bottom, right];
    case 'xywh':
      return [left, top, right - left, bottom - top];
    case 'cxcywh':
      return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
  }
}
