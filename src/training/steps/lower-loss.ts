import { tidy } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import type { TakenGradient } from '../../engine/gradient-calls.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed, seeded } from '../../random/seeded.ts';
import { disposeReturned, nextTensorId } from '../../tensor/dispose-returned.ts';
import { formatNumber } from '../../tensor/print-number.ts';
import { requireStep, requireSteps } from './movement.ts';
import { stepLosses, takesNoGradient } from './step-losses.ts';

/** How a step is looked at. */
export interface LowerLossOptions {
  /** How many steps are taken. @defaultValue 24 */
  readonly steps?: number | undefined;
  /** Of the randomness in the step and in its loss. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** What became of the loss, as data. */
export interface LowerLossDetails {
  readonly steps: number;
  /** The loss of the first step's own data, before the first step and as training went on. */
  readonly losses: readonly number[];
  readonly verdict:
    | 'falls'
    /** It stays within rounding of what it was. */
    | 'flat'
    | 'rises'
    /** It became NaN or an infinity. */
    | 'diverges'
    /** It is below zero and falls faster and faster, as a loss does whose sign is wrong. */
    | 'runs away'
    /** It goes up and down, or several losses are trained against each other. */
    | 'unclear';
}

/** In how many parts the steps are taken; the loss is computed after each. */
const PARTS = 4;
/** A loss that has grown by so much has left where it was, whatever batches the steps drew. */
const GROWN = 2;
/** As few digits of float32 can be told from rounding. */
const ROUNDING = 1e-6;
/** By how much more a loss falls in the last part than in the first when nothing holds it. */
const FASTER = 1.5;

/**
 * Checks that training steps lower the loss that they differentiate: on the data of the first step, with the same random draws each
 * time. All that the steps changed is put back.
 *
 * One that wavers is not accused, nor are several losses that are trained against each other.
 * @param step takes one training step; may be asynchronous
 * @param where who checks, as an error names it
 * @returns fails when the loss rises, stays as it was, becomes NaN or an infinity, or runs away below zero
 * @throws SubjectError for what is no function, and for a step that differentiates no loss; ArgumentError for options that can't be
 * used; and what `step` throws
 * @example
 * const weight = tf.variable(tf.ones([3]));
 * const optimizer = tf.train.sgd(0.1);
 * const check = await checkLowerLoss(() => optimizer.minimize(() => weight.square().sum()));
 * check.pass; // true
 */
export async function checkLowerLoss(
  step: () => unknown,
  options: LowerLossOptions = {},
  where = 'checkLowerLoss',
): Promise<CheckResult<LowerLossDetails>> {
  const run = requireStep(step, where);
  const given = requireOptions(options, ['steps', 'seed'], where);
  const steps = requireSteps(given.steps ?? 24, where);
  const seed = requireSeed(given.seed ?? 0, where);
  const { taken, thrown, release } = await stepLosses(run, seed);
  try {
    if (thrown !== undefined) throw thrown.error;
    const [first, ...others] = taken;
    if (first === undefined) throw takesNoGradient(where);
    const losses = await lossesOver(run, first, steps, seed);
    const verdict = others.length > 0 && losses.every(Number.isFinite) ? 'unclear' : verdictOn(losses);
    const details: LowerLossDetails = { steps, losses, verdict };
    const pass = verdict === 'falls' || verdict === 'unclear';
    return { pass, details, message: () => lowerLossMessage(details) };
  } finally {
    release();
  }
}

async function lossesOver(
  step: () => unknown,
  { loss }: TakenGradient,
  steps: number,
  seed: Seed,
): Promise<number[]> {
  const compute = (): number =>
    seeded(seed, () => {
      let value = NaN;
      tidy(() => {
        value = loss().dataSync()[0] ?? NaN;
      });
      return value;
    });
  return undisturbed(seed, async () => {
    const losses = [compute()];
    for (let i = 0; i < steps; i++) {
      const since = nextTensorId() ?? 0;
      disposeReturned(await freeingTape(step), since);
      if (i + 1 === Math.ceil((losses.length * steps) / PARTS)) losses.push(compute());
    }
    return losses;
  });
}

function verdictOn(losses: readonly number[]): LowerLossDetails['verdict'] {
  if (!losses.every(Number.isFinite)) return 'diverges';
  const [start = 0, end = 0] = [losses[0], losses.at(-1)];
  const size = Math.max(...losses.map(Math.abs));
  const falls = losses.slice(1).map((loss, i) => (losses[i] ?? loss) - loss);
  const [firstFall = 0, lastFall = 0] = [falls[0], falls.at(-1)];
  if (Math.max(...losses) - Math.min(...losses) <= ROUNDING * size) return 'flat';
  if (falls.every((fall) => fall < 0) && end - start > (GROWN - 1) * Math.abs(start)) return 'rises';
  if (end < 0 && firstFall > 0 && lastFall > FASTER * firstFall && falls.every((fall) => fall > 0))
    return 'runs away';
  return end < start ? 'falls' : 'unclear';
}

const SENTENCES: Readonly<Record<LowerLossDetails['verdict'], string>> = {
  falls: 'Expected the loss not to fall, but it does',
  unclear: 'Expected the loss not to fall; it goes up and down',
  flat: 'The loss stays as it was',
  rises: 'The loss rises',
  diverges: 'The loss becomes NaN or an infinity',
  'runs away': 'The loss is below zero and falls faster and faster',
};

const HINTS: Readonly<Partial<Record<LowerLossDetails['verdict'], string>>> = {
  flat: 'the steps change nothing that the loss depends on, or by too little.',
  rises: 'the learning rate is too high, or the sign of the loss or of the update is wrong.',
  diverges: 'the learning rate is too high, or the loss has a place where it is not finite.',
  'runs away': 'nothing holds such a loss: is its sign wrong?',
};

function lowerLossMessage({ steps, losses, verdict }: LowerLossDetails): string {
  const evidence: EvidenceLine[] = losses.map((loss, i) => {
    const at = Math.ceil((i * steps) / PARTS);
    return [i === 0 ? 'at the start' : `after ${countOf(at, 'step')}`, formatNumber(loss)];
  });
  return writeMessage(`${SENTENCES[verdict]} over ${countOf(steps, 'step')}.`, evidence, HINTS[verdict]);
}
