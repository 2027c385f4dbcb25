import { createRequire } from 'node:module';
import type * as TensorFlowLayers from '@tensorflow/tfjs-layers';
import { SubjectError } from '../../errors.ts';

/** tfjs-layers, which only generated models need. */
export type LayersPackage = typeof TensorFlowLayers;

let loaded: LayersPackage | undefined;

/**
 * Loads tfjs-layers when the first model is built: an arbitrary can't wait for an import, and the package is an optional peer.
 * @throws SubjectError where it isn't installed
 */
export function loadLayers(where: string): LayersPackage {
  if (loaded !== undefined) return loaded;
  try {
    // Under Node both ways of loading lead to the same copy, since the package has a CommonJS entry only.
    loaded = createRequire(import.meta.url)('@tensorflow/tfjs-layers') as LayersPackage; // its types are those of this name
    return loaded;
  } catch (cause) {
    throw new SubjectError(`${where}: models need @tensorflow/tfjs-layers, which can't be loaded.`, {
      argument: '@tensorflow/tfjs-layers',
      expected: 'the package, installed beside @tensorflow/tfjs-core',
      actual: 'none',
      hint: 'npm install --save-dev @tensorflow/tfjs-layers',
      cause,
    });
  }
}
