import { dispose, slice, tidy } from '@tensorflow/tfjs-core';
import { undisturbed } from '../../../engine/undisturbed.ts';
import { entriesOf, mapGroup } from '../../../subject/tensor-group.ts';
import { isTensor } from '../../../tensor/subject.ts';
import {
  checkAcrossBackends,
  checkAcrossModes,
  checkBatchIndependence,
  checkDependsOnInput,
  checkDeterminism,
  checkOutputRange,
  checkRoundTrip,
} from '../../behaviour/index.ts';
import type { ModelContext } from '../model-context.ts';
import { NoVerdict, type SanityPart } from '../part.ts';

export const hasOutputRange: SanityPart<ModelContext> = {
  check: 'toHaveOutputRange',
  run: ({ subject, batch, loss, task, seed }) => checkOutputRange(subject, batch, { loss, task, seed }),
};

export const dependsOnInput: SanityPart<ModelContext> = {
  check: 'toDependOnInput',
  run: ({ subject, batch, seed }) => checkDependsOnInput(subject, batch, { seed }),
};

export const isBatchIndependent: SanityPart<ModelContext> = {
  check: 'toBeBatchIndependent',
  // One sample has no other to depend on.
  appliesTo: ({ scene }) => scene.samples >= 2,
  run: ({ subject, batch, seed }) => checkBatchIndependence(subject, batch, { seed }),
};

export const isDeterministic: SanityPart<ModelContext> = {
  check: 'toBeDeterministic',
  run: ({ subject, batch, seed }) => checkDeterminism(subject, batch, { seed }),
};

export const agreesAcrossModes: SanityPart<ModelContext> = {
  check: 'toAgreeAcrossModes',
  // A plain function has one mode.
  appliesTo: ({ trainee }) => trainee.kind === 'layers' || trainee.kind === 'module',
  run: ({ subject, batch, seed }) => checkAcrossModes(subject, batch, { seed }),
};

export const roundTrips: SanityPart<ModelContext> = {
  check: 'toRoundTrip',
  appliesTo: ({ trainee }) => trainee.kind === 'layers',
  run: ({ subject, batch, seed }) => checkRoundTrip(subject, batch, { seed }),
};

/** So many samples show a kernel that parts, and no more: a backend in JavaScript is slow. */
const SAMPLES = 4;
/** By so many times a forward pass is slower on the slowest backend. Measured on convolutions of native and cpu: 20 to 150. */
const SLOWER = 150;

export const agreesAcrossBackends: SanityPart<ModelContext> = {
  check: 'toAgreeAcrossBackends',
  isSlow: true,
  run: async ({ subject, trainee, batch, scene, seed }, remaining) => {
    const xs = mapGroup(batch.xs, (each) => slice(each, 0, Math.min(SAMPLES, scene.samples)));
    try {
      const time = await undisturbed(seed, () => timeOf(() => trainee.predict(xs, false)));
      if (SLOWER * time > remaining) {
        throw new NoVerdict(
          `a forward pass takes ${Math.ceil(time)} ms here, and too long for the time left elsewhere`,
        );
      }
      return await checkAcrossBackends(subject, { xs }, { seed });
    } finally {
      dispose(Object.values(isTensor(xs) ? [xs] : xs));
    }
  },
};

/** Milliseconds of the quicker of two runs. */
function timeOf(run: () => unknown): number {
  const times = [0, 1].map(() => {
    const start = performance.now();
    tidy(() => {
      for (const [, tensor] of entriesOf(run(), 'predict', 'the prediction')) tensor.dataSync();
    });
    return performance.now() - start;
  });
  return Math.min(...times);
}
