import { constantPrediction, isBinary, towards } from './ideal-predictions.ts';
import type { LossScene, OutputScene } from './loss-scene.ts';

/** So near to the targets, from the mean target, a smoothed or hedged loss has its lowest place. */
const SHARES = [1, 0.99, 0.95, 0.9, 0.8];
/** How far logits go, in both directions: far for certain labels, less far for smoothed ones. */
const LOGITS = [0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 8, 16];
/** A loss that takes logits comes so near to zero, and one that got probabilities stays so far above it. */
const [NEAR_ZERO, STUCK] = [0.05, 0.2];

/** What a model that knows every target can bring the loss down to. */
export interface IdealLoss {
  /** With predictions at the targets or near them. */
  readonly atTargets: number;
  /** With predictions far beyond 0 and 1, the logits of the targets; `undefined` for targets that are no labels. */
  readonly asLogits: number | undefined;
}

/**
 * The lowest loss of predictions that know the targets.
 * @returns `undefined` where some targets have another shape than the predictions
 */
export function idealLoss(scene: LossScene): IdealLoss | undefined {
  const targets = scene.outputs.flatMap((output) =>
    output.target === undefined ? [] : [[output, output.target] as const],
  );
  if (targets.length < scene.outputs.length || targets.length === 0) return undefined;
  const lossOf = (predict: (output: OutputScene, target: Float32Array) => Float32Array): number =>
    scene.lossOf(new Map(targets.map(([output, target]) => [output, predict(output, target)])));
  const atTargets = SHARES.map((share) =>
    lossOf((output, target) => towards(constantPrediction(output, target), target, share)),
  );
  const asLogits = LOGITS.map((size) => lossOf((_, target) => logitsOf(target, size)));
  return {
    atTargets: smallest(atTargets),
    asLogits: targets.every(([, target]) => isBinary(target)) ? smallest(asLogits) : undefined,
  };
}

/** The lowest loss of one output's predictions far beyond 0 and 1, on the side of its labels. */
export function lowestOfLogits(scene: LossScene, output: OutputScene, target: Float32Array): number {
  return smallest(LOGITS.map((size) => scene.lossOf(new Map([[output, logitsOf(target, size)]]))));
}

/**
 * Whether a loss takes what it gets for logits, though that lies between 0 and 1.
 * @param start the loss of a constant prediction
 * @param atTargets the lowest loss between 0 and 1
 * @param asLogits the lowest loss of predictions far beyond
 */
export function expectsLogits(start: number, atTargets: number, asLogits: number): boolean {
  return asLogits >= 0 && asLogits <= NEAR_ZERO * start && atTargets >= STUCK * start;
}

function logitsOf(target: Float32Array, size: number): Float32Array {
  return target.map((value) => size * (2 * value - 1));
}

function smallest(losses: readonly number[]): number {
  return Math.min(...losses.map((loss) => (Number.isFinite(loss) ? loss : Infinity)));
}
