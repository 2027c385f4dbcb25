import * as library from '../../src/index.ts';
import type { Part } from './parts.ts';

/**
 * The compositions, but for the weights: what fits is decided before any is made, and making those of a hundred pairs would
 * take minutes. They are called as those that they stand for, since a refusal names the composition.
 */
const COMPOSITIONS = {
  ClassificationModel: class ClassificationModel extends library.ClassificationModel {
    override initialize(): this {
      return this;
    }
  },
  DetectionModel: class DetectionModel extends library.DetectionModel {
    override initialize(): this {
      return this;
    }
  },
  AutoEncoder: class AutoEncoder extends library.AutoEncoder {
    override initialize(): this {
      return this;
    }
  },
  VariationalAutoEncoder: class VariationalAutoEncoder extends library.VariationalAutoEncoder {
    override initialize(): this {
      return this;
    }
  },
  SegmentationModel: class SegmentationModel extends library.SegmentationModel {
    override initialize(): this {
      return this;
    }
  },
};

/** A kind of model that two parts make. */
export type Composition = keyof typeof COMPOSITIONS;

/**
 * Composes two parts as a program without types could: any with any.
 * @returns why they don't fit; `undefined` where they do
 * @throws whatever isn't a refusal to compose
 */
export function refusalOf(composition: Composition, first: Part, second: Part): string | undefined {
  try {
    Reflect.construct(COMPOSITIONS[composition], [first.make(), second.make()]);
    return undefined;
  } catch (error) {
    if (error instanceof library.InteractionError) return error.message;
    throw error;
  }
}
