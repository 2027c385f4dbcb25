import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type { Loss } from '../../subject/loss.ts';
import type { Place } from './flow-details.ts';
import { describePlace } from './flow-message.ts';
import { flowPass } from './flow-pass.ts';
import { flowSubject } from './flow-subject.ts';
import { magnitudeOf } from './magnitude.ts';
import { placeOf } from './trails.ts';
import { selectWeights, variablesOf, type WeightSelection } from '../../subject/weight-selection.ts';

/** What a check for an intended stop looks at. */
export interface NoGradientToOptions {
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** For dropout. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** What reaches weights that nothing should reach, as data. */
export interface NoGradientToDetails {
  readonly weights: readonly {
    readonly name: string;
    /** Whether training moves it at all. */
    readonly frozen: boolean;
    /** 0 where nothing arrives. */
    readonly gradientNorm: number;
    /** The operations that take it and send a gradient back. */
    readonly by: readonly Place[];
  }[];
  readonly seed: Seed;
}

/**
 * Checks that no gradient reaches some weights: a stop that is meant, as before a target network or a frozen backbone. A frozen weight
 * gets none, whatever the loss computes.
 * @param subject a model; or a loss `() => scalar`
 * @param selection which weights: names, parts of their paths, patterns, variables, layers, modules
 * @param data for a model, a batch `{ xs, ys }`, which may be left out when `loss` takes no arguments; nothing for a loss
 * @param where who checks, as an error names it
 * @returns passes when every gradient is missing or zero; `details.weights` has its norm
 * @throws SubjectError for a subject or a batch that can't be used
 * @throws ArgumentError for a selection that names no weight, for options that can't be used, and for a loss that gives no scalar
 * @example
 * const [w, v] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([3]))];
 * const { pass } = await checkNoGradientTo(() => tf.dot(w, v.dataSync()).asScalar(), [v]);
 * pass; // true: the values of v go into the loss, but v itself does not
 */
export async function checkNoGradientTo(
  subject: unknown,
  selection: WeightSelection,
  data?: unknown,
  options: NoGradientToOptions = {},
  where = 'checkNoGradientTo',
): Promise<CheckResult<NoGradientToDetails>> {
  const given = requireOptions(options, ['loss', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const isLoss = typeof subject === 'function' && data === undefined;
  const variables = isLoss ? requireVariables(selection, where) : data;
  const flow = await flowSubject(subject, variables, given.loss as Loss | undefined, where); // resolved there
  const selected = [...selectWeights(flow.weights, selection, where, 'variables')];
  const moved = selected.filter(({ trainable }) => trainable);
  const pass =
    moved.length === 0 ? undefined : await flowPass(flow, moved, { seed, honest: false, values: false });
  const weights = selected.map((weight) => {
    const { norm } = magnitudeOf(pass?.gradients.get(weight) ?? []);
    const by = pass?.trails
      .readersOf(weight.variable.id)
      .filter((step) => pass.trails.leadsToLoss(step) && (step.incoming?.largest ?? 0) > 0);
    return {
      name: weight.name,
      frozen: !weight.trainable,
      gradientNorm: norm,
      by: norm === 0 ? [] : (by ?? []).map(placeOf),
    };
  });
  const details = { weights, seed };
  return {
    pass: weights.every(({ gradientNorm }) => gradientNorm === 0),
    details,
    message: () => noGradientMessage(details),
  };
}

/** Beside a loss only variables can be meant: there is nothing that gives them names. */
function requireVariables(selection: unknown, where: string): unknown {
  const parts: readonly unknown[] = Array.isArray(selection) ? selection : [selection];
  const found = parts.map(variablesOf);
  if (parts.length > 0 && found.every((each) => each !== undefined)) return found.flat();
  throw new ArgumentError(`${where}: beside a loss, variables must be variables, or a layer or module.`, {
    argument: 'variables',
    expected: 'variables, or something that holds them',
    actual: selection,
  });
}

function noGradientMessage({ weights }: NoGradientToDetails): string {
  const reached = weights.filter(({ gradientNorm }) => gradientNorm > 0);
  if (reached.length === 0) {
    return `Expected a gradient to reach ${countOf(weights.length, 'weight')} (${weights.map(({ name }) => name).join(', ')}), but none arrives.`;
  }
  const evidence = reached.slice(0, 8).map(({ name, gradientNorm, by }): EvidenceLine => {
    const [first] = by;
    return [
      name,
      `a gradient of norm ${formatRounded(gradientNorm)}${first === undefined ? '' : `, back from ${describePlace(first)}`}`,
    ];
  });
  const hidden = reached.length - evidence.length;
  if (hidden > 0) evidence.push(['', `and ${countOf(hidden, 'other weight')}`]);
  return writeMessage(
    `A gradient reaches ${partOf(reached.length, weights.length, 'weight')} that should get none.`,
    evidence,
  );
}
