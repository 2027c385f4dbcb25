import type { CheckResult } from '../../checks/check-result.ts';
import { writeMessage } from '../../checks/evidence.ts';
import { requireOptions, requireTolerance } from '../../checks/options.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import type { Loss } from '../../subject/loss.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { lossScene } from './loss-scene.ts';

/** How a loss is looked at. */
export interface BatchSizeOptions {
  /** Of a model: `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** By what share the loss may differ. @defaultValue 1e-3 */
  readonly tolerance?: number | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** The loss of larger batches of the same samples, as data. */
export interface BatchSizeDetails {
  readonly samples: number;
  readonly loss: number;
  /** Every sample so many times. */
  readonly repeated: readonly { readonly times: number; readonly loss: number }[];
  /** `sum` where the loss grows in step with the batch; `settles` where it comes near a limit, as with a constant that smooths a quotient. */
  readonly pattern: 'sum' | 'settles' | undefined;
}

const TIMES = [2, 3] as const;
/**
 * A constant beside sums over n samples changes a loss by c/n, which from twice to three times the batch is a third of what it is from once to
 * twice. What grows without a limit, be it as slowly as a logarithm, changes by 0.58 of that.
 */
const SETTLING = 0.45;
/** A loss that is divided by the number of samples twice comes near a limit, too, which is zero. */
const LEFT = 0.5;

/**
 * Checks that a loss does not depend on the size of the batch: that every sample given twice, or three times, costs the same as once. A
 * loss that sums where it should average grows with the batch, and the step that an optimizer takes with it.
 * @param subject a model; or a loss `(yTrue, yPred) => scalar`
 * @param data for a model, a batch `{ xs, ys }`; for a loss, `{ yTrue, yPred }`
 * @param where who checks, as an error names it
 * @returns passes when the losses are the same but for rounding, or come near a limit, as those of a quotient that a constant smooths
 * @throws SubjectError for what can't be used; ArgumentError for options that can't
 * @example
 * const [yTrue, yPred] = [tf.zeros([4, 1]), tf.ones([4, 1])];
 * (await checkBatchSizeInvariance((y, p) => y.sub(p).square().sum(), { yTrue, yPred })).pass; // false
 */
export async function checkBatchSizeInvariance(
  subject: unknown,
  data: unknown,
  options: BatchSizeOptions = {},
  where = 'checkBatchSizeInvariance',
): Promise<CheckResult<BatchSizeDetails>> {
  const given = requireOptions(options, ['loss', 'tolerance', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const tolerance = requireTolerance(given.tolerance, 'tolerance', where, 1e-3);
  const scene = await lossScene(subject, data, { loss: options.loss, seed }, where);
  const { samples } = scene;
  const lossAt = (times: number): number => {
    const rows = Array.from({ length: samples * times }, (_, i) => i % samples);
    return scene.lossOfRows({ ys: rows, predictions: rows });
  };
  const loss = lossAt(1);
  const repeated = TIMES.map((times) => ({ times, loss: lossAt(times) }));
  const isNear = (a: number, b: number): boolean =>
    Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
  const isSame = repeated.every((each) => isNear(each.loss, loss));
  const isSettling = !isSame && settles(loss, repeated);
  const pass = isSame || isSettling;
  const isSum = repeated.every((each) => isNear(each.loss, each.times * loss));
  const pattern = isSettling ? 'settles' : !pass && isSum ? 'sum' : undefined;
  const details: BatchSizeDetails = { samples, loss, repeated, pattern };
  return { pass, details, message: () => batchSizeMessage(details, pass) };
}

/** Whether a loss comes near a limit that is not far from where it begins, as batches grow. */
function settles(loss: number, repeated: BatchSizeDetails['repeated']): boolean {
  const [twice = NaN, thrice = NaN] = repeated.map((each) => each.loss);
  const [first, second] = [twice - loss, thrice - twice];
  const limit = loss + 2 * first;
  return second / first >= 0 && second / first < SETTLING && Math.abs(limit) > LEFT * Math.abs(loss);
}

function batchSizeMessage({ samples, loss, repeated, pattern }: BatchSizeDetails, pass: boolean): string {
  const lead = pass
    ? `Expected the loss to depend on the size of the batch, but it ${pattern === 'settles' ? 'comes near a limit as batches grow' : 'does not'}.`
    : 'The loss depends on the size of the batch.';
  return writeMessage(
    lead,
    [
      [`${samples} samples`, formatRounded(loss)],
      ...repeated.map(
        (each) =>
          [
            `each ${each.times} times`,
            `${formatRounded(each.loss)}, ${formatRounded(each.loss / loss)} times that`,
          ] as const,
      ),
    ],
    pattern === 'sum' ? 'it grows in step with the batch: a sum where a mean is meant?' : undefined,
  );
}
