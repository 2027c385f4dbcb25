import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { movementsOf, requireStep, requireSteps, type Movement } from './movement.ts';
import { stepWeights, type Trained } from './step-weights.ts';

/** How a step is looked at. */
export interface FrozenOptions {
  /** How many steps are taken. @defaultValue 3 */
  readonly steps?: number | undefined;
  /** Of the randomness in the step. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** What some steps moved that should have stayed, as data. */
export interface FrozenDetails {
  readonly steps: number;
  readonly moved: readonly Movement[];
  readonly frozen: readonly Movement[];
}

const SHOWN = 8;

/**
 * Checks that training steps leave variables as they are, bit for bit, the moving averages of batch norm included: these move
 * even in a layer whose `trainable` is false. All that the steps changed is put back.
 * @param step takes one training step; may be asynchronous
 * @param frozen a model, a module, layers or variables: all that they hold should stay
 * @param where who checks, as an error names it
 * @returns passes when no element of any of them changes
 * @throws SubjectError for what is no function or no variables; ArgumentError for options that can't be used; and what `step` throws
 * @example
 * const [backbone, head] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([3]))];
 * const optimizer = tf.train.sgd(0.1);
 * const loss = () => backbone.mul(head).sum();
 * const check = await checkFrozen(() => optimizer.minimize(loss, false, [head]), [backbone]);
 * check.pass; // true
 */
export async function checkFrozen(
  step: () => unknown,
  frozen: Trained,
  options: FrozenOptions = {},
  where = 'checkFrozen',
): Promise<CheckResult<FrozenDetails>> {
  const run = requireStep(step, where);
  const given = requireOptions(options, ['steps', 'seed'], where);
  const steps = requireSteps(given.steps ?? 3, where);
  const seed = requireSeed(given.seed ?? 0, where);
  const { movements } = await movementsOf(run, stepWeights(frozen, where), steps, seed);
  const details: FrozenDetails = {
    steps,
    moved: movements.filter(({ moved }) => moved > 0),
    frozen: movements.filter(({ moved }) => moved === 0),
  };
  return { pass: details.moved.length === 0, details, message: () => frozenMessage(details) };
}

function frozenMessage({ steps, moved, frozen }: FrozenDetails): string {
  const total = moved.length + frozen.length;
  const during = `in ${countOf(steps, 'step')}`;
  if (moved.length === 0) {
    return `Expected a variable to move, but ${total === 1 ? 'it is' : `all ${total} are`} bit-identical ${during}.`;
  }
  const lines = moved.slice(0, SHOWN).map((each): EvidenceLine => [each.name, changeOf(each)]);
  if (moved.length > SHOWN) lines.push(['…', `and ${moved.length - SHOWN} more`]);
  const averagesOnly = moved.every(({ name }) => /moving|running/iu.test(name));
  return writeMessage(
    `${moved.length} of ${countOf(total, 'frozen variable')} moved ${during}.`,
    lines,
    averagesOnly
      ? 'only moving averages move, which trainable = false does not stop; run the layer with training: false.'
      : undefined,
  );
}

function changeOf({ moved, shape, ratio }: Movement): string {
  const changed = `${partOf(
    moved,
    shape.reduce((product, size) => product * size, 1),
    'element',
  )} changed`;
  return ratio === undefined ? changed : `${changed}, by a share of ${ratio.toExponential(1)} a step`;
}
