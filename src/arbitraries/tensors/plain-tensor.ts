import type { ElementDType } from '../elements/element-source.ts';

/** A tensor as data, which needs no backend and is never disposed. */
export interface PlainTensor {
  readonly dtype: ElementDType;
  readonly shape: readonly number[];
  /** In row-major order. */
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** Room for the elements of a tensor. */
export function allocate(dtype: ElementDType, size: number): PlainTensor['data'] {
  if (dtype === 'float32') return new Float32Array(size);
  return dtype === 'int32' ? new Int32Array(size) : new Uint8Array(size);
}
