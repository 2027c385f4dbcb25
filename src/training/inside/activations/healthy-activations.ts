import { tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../../checks/check-result.ts';
import { requireOptions } from '../../../checks/options.ts';
import { withKernelWatch } from '../../../engine/kernel-watch.ts';
import { undisturbed } from '../../../engine/undisturbed.ts';
import { SubjectError } from '../../../errors.ts';
import type { Seed } from '../../../random/generator.ts';
import { requireSeed } from '../../../random/seeded.ts';
import type { Loss } from '../../../subject/loss.ts';
import { entriesOf } from '../../../subject/tensor-group.ts';
import { asProgram, asSubjectError, copiesOf, type Program } from '../program.ts';
import { taped } from '../taped.ts';
import type { HealthyActivationsDetails, LayerActivations } from './activation-details.ts';
import { activationsMessage } from './activation-message.ts';
import { ActivationWatch } from './activation-watch.ts';
import { ConstantLayers, hasSamples, sameForAll } from './constant-layers.ts';

/** How activations are looked at. */
export interface HealthyActivationsOptions {
  /** Not computed; it may be given for a model that isn't compiled, as with other checks. */
  readonly loss?: Loss | undefined;
  /** For dropout. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/**
 * Checks what the layers of a model give over a batch, as in training. *Dead*: at least half of the units are active for no sample, which samples that are
 * alike don't explain. *Saturated*: more than half of what a sigmoid or tanh reads lies beyond ±5, or more than half of the rows of a
 * softmax are decided by 15 or more. *Constant*: the model gives the same for every sample; the first layer that does is named.
 *
 * A rectifier that gives many zeros is healthy, and so are a leaky one, a last layer that is sure and right, masked attention, and
 * a layer that starts at zero on purpose.
 * @param subject a model or module; a function of tensors
 * @param data a batch `{ xs, ys }`, or inputs alone; for a function its inputs in a list
 * @param where who checks, as an error names it
 * @returns passes when all are healthy; `details.layers` has one row for each activation
 * @throws SubjectError for a subject or data that can't be used; ArgumentError for options that can't
 * @see Wardat et al., DeepDiagnosis, ICSE 2022, for the bounds of saturation
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu' })] });
 * model.layers[0]?.setWeights([tf.randomNormal([4, 8]), tf.fill([8], -20)]);
 * (await checkHealthyActivations(model, tf.randomNormal([16, 4]))).pass; // false: its units never fire
 */
export async function checkHealthyActivations(
  subject: unknown,
  data?: unknown,
  options: HealthyActivationsOptions = {},
  where = 'checkHealthyActivations',
): Promise<CheckResult<HealthyActivationsDetails>> {
  const given = requireOptions(options, ['loss', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const program = await asProgram(subject, data, (given.loss ?? noLoss(data)) as Loss | undefined, where); // resolved there
  if (program.forward === undefined) {
    throw new SubjectError(`${where}: received must be a model or a function that predicts, got a loss.`, {
      argument: 'received',
      expected: 'a model, a module or a function of tensors',
      actual: 'a loss',
    });
  }
  const tensors = program.inputs.map(({ tensor }) => tensor);
  let layers: LayerActivations[];
  try {
    layers = await layersOf(program, tensors, seed, where);
  } catch (error) {
    throw asSubjectError(error, where);
  }
  const details: HealthyActivationsDetails = { layers, samples: tensors[0]?.shape[0] ?? 0, seed };
  return {
    pass: layers.every(({ fault }) => fault === undefined),
    details,
    message: () => activationsMessage(details),
  };
}

/** The targets are looked at, and no loss is computed. */
function noLoss(data: unknown): (() => never) | undefined {
  try {
    return typeof data === 'object' && data !== null && 'ys' in data
      ? (): never => {
          throw new Error('there is no loss');
        }
      : undefined;
  } catch {
    return undefined; // what throws when it is looked at is refused elsewhere
  }
}

async function layersOf(
  program: Program,
  tensors: readonly Tensor[],
  seed: Seed,
  where: string,
): Promise<LayerActivations[]> {
  const watch = new ActivationWatch(
    program.weights.map(({ variable }) => variable.id),
    program.kind === 'graph',
  );
  const final: LayerActivations[] = [];
  let constant: number | undefined;
  const targets = program.inputs.filter(({ side }) => side === 'target').map(({ tensor }) => tensor);
  const run = (
    watched: Omit<Parameters<typeof withKernelWatch>[0], 'watched'>,
    look: (outputs: Tensor[]) => void,
  ): Promise<void> =>
    undisturbed(seed, () => {
      tidy(() => {
        withKernelWatch({ ...watched, watched: program.watched }, () => {
          taped(() => {
            const predicted = program.forward?.(copiesOf(tensors), true) ?? [];
            look(entriesOf(predicted, where, 'the prediction').map(([, each]) => each));
          });
        });
      });
    });
  await run(
    {
      seen: (kernel) => {
        watch.note(kernel);
      },
    },
    (outputs) => {
      for (const { output, layer } of watch.takeFinal(outputs)) {
        const isWrong = layer.fault !== undefined && isOftenWrong(output, targets[outputs.indexOf(output)]);
        final.push(isWrong ? layer : { ...layer, fault: undefined });
      }
      const samples = tensors[0]?.shape[0] ?? 0;
      const values = outputs.map((each) => (each.shape[0] === samples ? sameForAll(each) : undefined));
      if (values.every((value) => value !== undefined) && isVaried(program)) [constant] = values;
    },
  );
  const layers = [...watch.layers, ...final];
  // A layer that is dead or saturated explains why all is the same after it.
  if (constant === undefined || layers.some(({ fault }) => fault !== undefined)) return layers;
  const constants = new ConstantLayers();
  await run(
    {
      worked: (work) => {
        constants.note(work);
      },
    },
    () => undefined,
  );
  const [first] = constants.found;
  if (startsAtZero(program, first?.path)) return layers;
  const place = first?.path ?? 'the output';
  const value = first?.value ?? constant;
  return [...layers, { layer: place, kernel: '', fault: { kind: 'constant', value }, share: 1 }];
}

function isVaried({ inputs }: Program): boolean {
  return inputs.some(
    ({ side, tensor }) => side === 'input' && hasSamples(tensor) && sameForAll(tensor) === undefined,
  );
}

/** Whether a layer's kernel is all zeros: it will move with the first step. For a function, whether any weight is. */
function startsAtZero({ weights }: Program, path: string | undefined): boolean {
  return weights.some(
    ({ variable, owner }) =>
      !variable.isDisposed &&
      variable.rank >= 2 &&
      (path === undefined || owner === path || owner.endsWith(`/${path}`) || path.endsWith(`/${owner}`)) &&
      variable.dataSync().every((value) => value === 0),
  );
}

/** Sure and wrong this often is not what has been learnt. */
const OFTEN = 0.25;

/** Whether sure predictions are far from their targets; unknown without targets, which is no fault. */
function isOftenWrong(output: Tensor, target: Tensor | undefined): boolean {
  if (target === undefined || target.dtype === 'string' || target.dtype === 'complex64') return false;
  const predicted = output.dataSync();
  const wanted = target.dataSync();
  const units = output.shape.at(-1) ?? 1;
  if (wanted.length === predicted.length) {
    const wrong = predicted.filter((value, i) => Math.abs(value - (wanted[i] ?? 0)) > 0.5).length;
    // One class of many is wrong in two places.
    return wrong > OFTEN * (units > 1 && output.rank > 1 ? (2 * predicted.length) / units : predicted.length);
  }
  if (wanted.length * units !== predicted.length) return false;
  const wrong = wanted.filter((label, row) => !((predicted[row * units + label] ?? 0) > 0.5)).length;
  return wrong > OFTEN * wanted.length;
}
