import { tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import { followParts } from '../../engine/follow-parts.ts';
import type { TakenGradient } from '../../engine/gradient-calls.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import type { Seed } from '../../random/generator.ts';
import { isLayersModel, type LayersModelLike } from '../../subject/layers-model.ts';
import { isVariable } from '../../subject/weight-selection.ts';
import type { AcrossModesDetails, ModeFinding } from '../behaviour/across-modes-details.ts';
import { modesMessage } from '../behaviour/across-modes-message.ts';
import { classOf, isMeantToAct, NOISE } from '../behaviour/across-modes.ts';
import type { DeterminismDetails } from '../behaviour/deterministic-details.ts';
import { determinismMessage } from '../behaviour/deterministic-message.ts';
import { isSameNoise, watchingNoise, type DrawnNoise } from '../behaviour/drawn-noise.ts';
import type { Trained } from '../steps/step-weights.ts';

/** Looks for noise that is the same each time a loss of a step is computed: its seed is fixed. */
export async function checkStepNoise(
  taken: readonly TakenGradient[],
  seed: Seed,
): Promise<CheckResult<DeterminismDetails>> {
  const runs = await undisturbed(seed, () =>
    taken.map(({ loss }) => [noiseIn(loss), noiseIn(loss)] as const),
  );
  const drawn = runs.flatMap(([first, second]) => first.map((noise, i) => [noise, second[i]] as const));
  const fixed = drawn.filter(([noise, again]) => again !== undefined && isSameNoise(noise, again));
  const details: DeterminismDetails = {
    ...{ random: [], origin: undefined, moved: [] },
    fixed: fixed.map(([{ op, shape, part, line }]) => ({ op, shape, part, line: line() })),
    drawnInTraining: drawn.length - fixed.length,
  };
  return { pass: fixed.length === 0, details, message: () => determinismMessage(details) };
}

/** Looks for layers that should drop or add noise, and do nothing in what a step differentiates. */
export async function checkStepModes(
  taken: readonly TakenGradient[],
  trained: Trained,
  seed: Seed,
): Promise<CheckResult<AcrossModesDetails>> {
  const models = modelsOf(trained);
  const acting = new Set<string>();
  const used = new Set<string>();
  await undisturbed(seed, () => {
    for (const { loss } of taken) {
      for (const model of models) {
        const drawn = watchingNoise(model, () => {
          followParts(
            model,
            () => {
              compute(loss);
            },
            ({ path, host }) => {
              if (NOISE.test(classOf(host)) && isMeantToAct(host)) used.add(path);
            },
          );
        });
        for (const { part } of drawn) if (part !== undefined) acting.add(part);
      }
    }
  });
  const findings = [...used]
    .filter((path) => !acting.has(path))
    .map((layer): ModeFinding => ({ problem: 'inert', layer, largest: 0, origin: undefined }));
  const details: AcrossModesDetails = { findings, declared: [...acting] };
  return { pass: findings.length === 0, details, message: () => modesMessage(details) };
}

/** The models among what a step trains that have something to train: others may well be run as at inference. */
export function modelsOf(trained: Trained): LayersModelLike[] {
  const parts: readonly unknown[] =
    isVariable(trained) || isLayersModel(trained) || typeof trained !== 'object'
      ? [trained]
      : Object.values(trained);
  return parts.filter(isLayersModel).filter(({ trainableWeights }) => trainableWeights.length > 0);
}

function noiseIn(loss: () => Tensor): readonly DrawnNoise[] {
  return watchingNoise(undefined, () => {
    compute(loss);
  }).filter(({ values }) => values.length > 1);
}

function compute(loss: () => Tensor): void {
  freeingTape(() => {
    tidy(() => {
      loss().dispose();
    });
  });
}
