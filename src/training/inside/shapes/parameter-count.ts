import type { CheckResult } from '../../../checks/check-result.ts';
import { writeMessage, type EvidenceLine } from '../../../checks/evidence.ts';
import { requireOptions } from '../../../checks/options.ts';
import { ArgumentError, SubjectError } from '../../../errors.ts';
import { asTrainee } from '../../../subject/as-trainee.ts';
import type { TraineeWeight } from '../../../subject/trainee.ts';
import { describeShape } from '../../../tensor/describe.ts';
import { formatCount } from '../../../tensor/print-number.ts';
import { describeKind } from '../../../tensor/subject.ts';

/** Which parameters count. */
export interface ParameterCountOptions {
  /** Only those that training moves, or only those that it doesn't. @defaultValue all */
  readonly trainable?: boolean | undefined;
}

/** The parameters of one layer or module, as data. */
export interface LayerParameters {
  readonly layer: string;
  readonly parameters: number;
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** How many parameters a model has, as data. */
export interface ParameterCountDetails {
  readonly expected: number;
  readonly parameters: number;
  readonly trainable: number;
  readonly frozen: number;
  readonly layers: readonly LayerParameters[];
}

/**
 * Checks how many parameters a model has. A weight that two layers share counts once.
 * @param subject a layers model or a module that is built
 * @param count a whole number
 * @param where who checks, as an error names it
 * @returns passes when it has exactly that many; `details.layers` has them by layer
 * @throws SubjectError for what has no weights; ArgumentError for a count that is none
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [4] })] });
 * (await checkParameterCount(model, 50)).pass; // true
 */
export async function checkParameterCount(
  subject: unknown,
  count: number,
  options: ParameterCountOptions = {},
  where = 'checkParameterCount',
): Promise<CheckResult<ParameterCountDetails>> {
  const { trainable } = requireOptions(options, ['trainable'], where);
  if (trainable !== undefined && typeof trainable !== 'boolean') {
    throw refusal('trainable', 'true or false', trainable, where);
  }
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    throw refusal('count', 'a whole number from 0', count, where);
  }
  const { weights, name } = await asTrainee(subject, NO_LOSS, where);
  if (weights.length === 0) {
    throw new SubjectError(`${where}: received has no weights: ${name}.`, {
      argument: 'received',
      expected: 'a model or module with weights',
      actual: name,
      hint: 'a model has weights once it is built: give its first layer an inputShape, or call initialize() of a module.',
    });
  }
  const counted = weights.filter((weight) => trainable === undefined || weight.trainable === trainable);
  const layers = byLayer(counted);
  const total = (some: readonly TraineeWeight[]): number =>
    some.reduce((sum, { variable }) => sum + variable.size, 0);
  const details: ParameterCountDetails = {
    expected: count,
    parameters: total(counted),
    trainable: total(weights.filter((weight) => weight.trainable)),
    frozen: total(weights.filter((weight) => !weight.trainable)),
    layers,
  };
  return {
    pass: details.parameters === count,
    details,
    message: () => parameterCountMessage(details, trainable),
  };
}

/** Never called: nothing is computed here. */
const NO_LOSS = (): never => {
  throw new Error('there is no loss');
};

function refusal(argument: string, expected: string, actual: unknown, where: string): ArgumentError {
  return new ArgumentError(`${where}: ${argument} must be ${expected}, got ${describeKind(actual)}.`, {
    argument,
    expected,
    actual: describeKind(actual),
  });
}

function byLayer(weights: readonly TraineeWeight[]): LayerParameters[] {
  const layers = new Map<string, TraineeWeight[]>();
  for (const weight of weights) {
    const known = layers.get(weight.owner);
    if (known === undefined) layers.set(weight.owner, [weight]);
    else known.push(weight);
  }
  return Array.from(layers, ([layer, own]) => ({
    layer,
    parameters: own.reduce((sum, { variable }) => sum + variable.size, 0),
    weights: own.map(({ name, variable }) => ({ name, shape: [...variable.shape] })),
  }));
}

function parameterCountMessage(
  { expected, parameters, trainable, frozen, layers }: ParameterCountDetails,
  only: boolean | undefined,
): string {
  const which = only === undefined ? '' : only ? 'trainable ' : 'frozen ';
  const width = Math.max(...layers.map((layer) => formatCount(layer.parameters).length));
  const lines: EvidenceLine[] = [
    ['in all', `${formatCount(trainable)} trainable and ${formatCount(frozen)} frozen`],
    ...layers.map((layer): EvidenceLine => [
      layer.layer,
      `${formatCount(layer.parameters).padStart(width)}  ${layer.weights
        .map(({ name, shape }) => `${name.slice(name.lastIndexOf('/') + 1)} ${describeShape(shape)}`)
        .join(', ')}`,
    ]),
  ];
  const sentence =
    parameters === expected
      ? `Expected another number of ${which}parameters than ${formatCount(expected)}.`
      : `The model has ${formatCount(parameters)} ${which}parameters, not ${formatCount(expected)}: ${formatCount(Math.abs(parameters - expected))} too ${parameters > expected ? 'many' : 'few'}.`;
  return writeMessage(sentence, lines);
}
