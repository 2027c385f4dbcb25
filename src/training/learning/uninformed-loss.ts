import { constantPrediction, equalPrediction, isOfShares } from './ideal-predictions.ts';
import type { LossScene, OutputScene } from './loss-scene.ts';

/** What a prediction that knows nothing costs. */
export interface UninformedLoss {
  readonly expected: number;
  /** Where sound starts lie: between the loss of the shares of each class and that of equal ones; of outputs of a size around one. */
  readonly range: readonly [least: number, most: number];
  /** What it predicts. */
  readonly basis: 'equal probabilities' | 'the share of each class' | 'the mean target';
}

type Guess = (output: OutputScene, target: Float32Array) => ArrayLike<number>;

/** The logarithm of odds, of shares that may be 0 or 1. */
function logit(share: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(inside / (1 - inside));
}

/** What knows nothing of a sample, and how it may be written down: as probabilities, as their logarithms, as logits of zero. */
const GUESSES: readonly (readonly [basis: UninformedLoss['basis'], guesses: readonly Guess[]])[] = [
  [
    'equal probabilities',
    [
      equalPrediction,
      (output, target) => equalPrediction(output, target).map(Math.log),
      (_, target) => target.map(() => 0),
    ],
  ],
  [
    'the share of each class',
    [
      constantPrediction,
      (output, target) => constantPrediction(output, target).map(Math.log),
      (output, target) => constantPrediction(output, target).map(logit),
    ],
  ],
];

/**
 * The loss of a prediction that knows nothing of the samples; of several such, the highest.
 * @returns `undefined` where targets and predictions have different shapes
 */
export function uninformedLoss(scene: LossScene): UninformedLoss | undefined {
  const targets = scene.outputs.flatMap((output) =>
    output.target === undefined ? [] : [[output, output.target] as const],
  );
  const lossOf = (guess: Guess): number =>
    scene.lossOf(new Map(targets.map(([output, target]) => [output, guess(output, target)])));
  const isShares = targets.length > 0 && targets.every(([output, target]) => isOfShares(output, target));
  const found = isShares
    ? GUESSES.map(([basis, guesses]) => ({ basis, expected: smallest(guesses.map(lossOf)) }))
    : [{ basis: 'the mean target' as const, expected: smallest([lossOf(constantPrediction)]) }];
  // Of the two a start near either is sound: the higher one is that of a bias that knows nothing.
  const [known, ...others] = found
    .filter(({ expected }) => Number.isFinite(expected))
    .sort((a, b) => b.expected - a.expected);
  if (known === undefined || targets.length < scene.outputs.length) return undefined;
  // Weights are drawn for outputs of a size around one, however small or far from zero the targets are.
  const drawn = isShares
    ? []
    : [-1, 0, 1].map((value) => lossOf((_, target) => target.map(() => value))).filter(Number.isFinite);
  const all = [known, ...others].map(({ expected }) => expected).concat(drawn);
  return { ...known, range: [Math.min(...all), Math.max(...all)] };
}

function smallest(losses: readonly number[]): number {
  return Math.min(...losses.map((loss) => (Number.isFinite(loss) ? loss : Infinity)));
}
