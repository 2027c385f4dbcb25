import { randomNormal, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { requireNumber, requireOptions } from '../../checks/options.ts';
import { scoped } from '../../engine/scoped.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { ArgumentError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import type { Batch } from '../../subject/batch.ts';
import type { Loss } from '../../subject/loss.ts';
import type { Tasks } from '../../subject/task.ts';
import { describeKind } from '../../tensor/subject.ts';
import { lossScene, type LossScene, type OutputScene } from '../learning/loss-scene.ts';
import { attainableRange, type Interval } from './attainable-range.ts';
import { demandOf, type Demand } from './loss-demands.ts';
import type { OutputRangeDetails, RangeFinding } from './output-range-details.ts';
import { outputRangeMessage } from './output-range-message.ts';
import {
  behaviourScene,
  inputsOf,
  outputsOf,
  type BehaviourData,
  type HostOutput,
  type Scene,
} from './scene.ts';
import { originOf, traceOf, type Origin, type Trace } from './trace.ts';

/** What outputs are held against. */
export interface OutputRangeOptions {
  /** The smallest and the largest value that every output may have; without it, what the loss takes and what the targets need. */
  readonly range?: Interval | undefined;
  /** What the last axis sums to. */
  readonly sums?: number | undefined;
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** What the outputs are for: one for all, or one for each in a list or by name. @defaultValue recognised by the targets */
  readonly task?: Tasks | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/**
 * Checks that the values of an output are what its loss takes and its targets need. Class probabilities sum to one where the loss takes
 * them, and not where it takes logits; what goes into a logarithm lies between 0 and 1; and a last activation can reach the targets: a
 * ReLU never gives what is below zero. What the loss takes is found by asking it.
 * @param subject a layers model, a module, a graph model, or a function of `xs`
 * @param data a batch `{ xs, ys }`; with `range` or `sums`, inputs are enough
 * @param where who checks, as an error names it
 * @returns passes when every output fits; what can't be told is not held against it
 * @throws SubjectError for what can't be used; ArgumentError for options that can't
 * @see Wardat et al., DeepDiagnosis, 2022: the range of the labels against that of the last activation
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'sigmoid', inputShape: [4] })] });
 * const batch = { xs: tf.randomNormal([6, 4]), ys: tf.oneHot([0, 1, 2, 0, 1, 2], 3, 1, 0, 'float32') };
 * (await checkOutputRange(model, batch, { loss: 'categoricalCrossentropy' })).pass; // false: the rows do not sum to one
 */
export async function checkOutputRange(
  subject: unknown,
  data: BehaviourData | Batch,
  options: OutputRangeOptions = {},
  where = 'checkOutputRange',
): Promise<CheckResult<OutputRangeDetails>> {
  const given = requireOptions(options, ['range', 'sums', 'loss', 'task', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const range = given.range === undefined ? undefined : requireInterval(given.range, where);
  const sums = given.sums === undefined ? undefined : requireNumber(given.sums, 'sums', where);
  const scene = await behaviourScene(subject, data, where);
  const isStated = range !== undefined || sums !== undefined;
  const losses = isStated
    ? undefined
    : await lossScene(subject, data, { loss: options.loss, task: given.task, seed }, where);
  const details = await undisturbed(seed, () =>
    losses === undefined
      ? judgeStated(scene, range, sums, seed, where)
      : judgeByLoss(scene, losses, seed, where),
  );
  return { pass: details.findings.length === 0, details, message: () => outputRangeMessage(details) };
}

function requireInterval(value: unknown, where: string): Interval {
  if (Array.isArray(value) && value.length === 2) {
    const [min, max] = value.map((each) => requireNumber(each, 'range', where));
    if (min !== undefined && max !== undefined && min <= max) return [min, max];
  }
  throw new ArgumentError(`${where}: range must be [min, max], got ${describeKind(value)}.`, {
    argument: 'range',
    expected: '[min, max]',
    actual: value,
  });
}

function judgeStated(
  scene: Scene,
  range: Interval | undefined,
  sums: number | undefined,
  seed: Seed,
  where: string,
): OutputRangeDetails {
  const outputs = outputsOf(scene, inputsOf(scene), { seed, where });
  const findings = outputs.flatMap((output) => [
    ...(range === undefined ? [] : outside(output.name, [output], range, undefined)),
    ...(sums === undefined ? [] : badSums(output.name, [output], sums, undefined)),
  ]);
  return { findings, demands: [] };
}

/** Weights at their start may give probabilities that sum to one by chance: half and half of two sigmoids. Others do not. */
const STIRRED = 2;

function judgeByLoss(scene: Scene, losses: LossScene, seed: Seed, where: string): OutputRangeDetails {
  const own = inputsOf(scene);
  const trace = traceOf(scene, own, { seed, where });
  const runs = [trace.outputs, ...stirredRuns(scene, own, seed, where)];
  const findings: RangeFinding[] = [];
  const demands: OutputRangeDetails['demands'][number][] = [];
  for (const [at, output] of losses.outputs.entries()) {
    const demand = demandOf(losses, output);
    if (demand === undefined) continue;
    demands.push({ output: output.name, demand });
    const seen = runs.flatMap((run) => run[at] ?? []);
    const { range, by } = attainableRange(trace, at);
    const origin = by && originOf(by);
    const own = [
      ...(demand === 'distribution' ? badSums(output.name, seen, 1, demand) : []),
      ...(demand === 'probabilities' ? outside(output.name, seen, [0, 1], demand) : []),
      ...(demand === 'logits' && badSums('', seen, 1, demand).length === 0 && isUnit(seen)
        ? [softmaxed(output.name, seen, demand)]
        : []),
      ...exclusive(output, seen, demand),
    ].map((finding): RangeFinding => ({ ...finding, origin }));
    findings.push(...own);
    if (own.length === 0 && demand !== 'logits' && demand !== 'distribution') {
      findings.push(...unattainable(losses, output, range, demand, origin));
    }
  }
  return { findings, demands };
}

function stirredRuns(scene: Scene, own: readonly Tensor[], seed: Seed, where: string): Trace['outputs'][] {
  const weights = scene.kind === 'function' ? [] : scene.weights.filter(({ trainable }) => trainable);
  if (weights.length === 0) return [];
  const before = weights.map(({ variable }) => [variable, variable.clone()] as const);
  try {
    return Array.from({ length: STIRRED }, () => {
      for (const { variable } of weights) stir(variable);
      return outputsOf(scene, own, { seed, where });
    });
  } finally {
    for (const [variable, value] of before) {
      variable.assign(value);
      value.dispose();
    }
  }
}

function stir(variable: Variable): void {
  if (variable.dtype !== 'float32') return;
  scoped(() => {
    variable.assign(variable.add(randomNormal(variable.shape, 0, 0.2)));
  });
}

/** What float32 makes of a sum of probabilities. */
const SUM_TOLERANCE = 1e-3;

function badSums(
  name: string,
  runs: readonly HostOutput[],
  expected: number,
  demand: Demand | undefined,
): RangeFinding[] {
  const sums = runs.flatMap(({ shape, values }) => {
    const width = shape.at(-1) ?? 1;
    return Array.from({ length: values.length / width }, (_, row) =>
      Array.from(values.subarray(row * width, (row + 1) * width)).reduce((sum, each) => sum + each, 0),
    );
  });
  const wrong = sums.filter(
    (sum) => !(Math.abs(sum - expected) <= SUM_TOLERANCE * Math.max(1, Math.abs(expected))),
  );
  if (wrong.length === 0) return [];
  return [
    {
      ...{ output: name, problem: 'sums', demand, seen: extent(sums), expected: [expected, expected] },
      ...{ share: wrong.length / sums.length, origin: undefined },
    },
  ];
}

function outside(
  name: string,
  runs: readonly HostOutput[],
  [min, max]: Interval,
  demand: Demand | undefined,
): RangeFinding[] {
  const values = runs.flatMap((run) => Array.from(run.values));
  // An end that a float32 activation overshoots by a rounding is no fault.
  const slack = 1e-6 * Math.max(1, Math.abs(Number.isFinite(max) ? max : 0));
  const wrong = values.filter((value) => !(value >= min - slack && value <= max + slack));
  if (wrong.length === 0) return [];
  return [
    {
      ...{ output: name, problem: 'outside', demand, seen: extent(values), expected: [min, max] },
      ...{ share: wrong.length / values.length, origin: undefined },
    },
  ];
}

function isUnit(runs: readonly HostOutput[]): boolean {
  return runs.every(
    ({ values, shape }) => (shape.at(-1) ?? 1) > 1 && values.every((each) => each >= 0 && each <= 1),
  );
}

function softmaxed(name: string, runs: readonly HostOutput[], demand: Demand): RangeFinding {
  const seen = extent(runs.flatMap((run) => Array.from(run.values)));
  return {
    ...{ output: name, problem: 'softmax before logits', demand, seen, expected: [-Infinity, Infinity] },
    ...{ share: 1, origin: undefined },
  };
}

/** A softmax lets one label hold; two of a row are never both near 1. */
function exclusive(
  { name, task, head, target, width }: OutputScene,
  runs: readonly HostOutput[],
  demand: Demand,
): RangeFinding[] {
  if (task !== 'multi-label' || head !== 'softmax' || target === undefined) return [];
  if (badSums('', runs, 1, demand).length > 0) return [];
  const sums = Array.from({ length: target.length / width }, (_, row) =>
    target.subarray(row * width, (row + 1) * width).reduce((sum, each) => sum + each, 0),
  );
  const several = sums.filter((sum) => sum > 1 + SUM_TOLERANCE);
  if (several.length === 0) return [];
  return [
    {
      ...{ output: name, problem: 'exclusive', demand, seen: extent(sums), expected: [1, 1] },
      ...{ share: several.length / sums.length, origin: undefined },
    },
  ];
}

/** What stays of the targets' spread when all that can be reached is reached; less is noise at the ends. */
const LEAST_RESIDUE = 0.01;

function unattainable(
  losses: LossScene,
  output: OutputScene,
  [min, max]: Interval,
  demand: Demand,
  origin: Origin | undefined,
): RangeFinding[] {
  const { target } = output;
  if (target === undefined || (min === -Infinity && max === Infinity)) return [];
  const nearest = target.map((each) => Math.min(max, Math.max(min, each)));
  const away = target.filter((each, i) => each !== nearest[i]).length;
  if (away === 0) return [];
  const mean = target.reduce((sum, each) => sum + each, 0) / target.length;
  const spread = Math.sqrt(target.reduce((sum, each) => sum + (each - mean) ** 2, 0) / target.length);
  const residue = Math.sqrt(
    target.reduce((sum, each, i) => sum + (each - (nearest[i] ?? each)) ** 2, 0) / target.length,
  );
  if (residue <= LEAST_RESIDUE * (spread > 0 ? spread : Math.abs(mean))) return [];
  // A loss to which the nearest that can be reached is better than the target wants something else than the target.
  if (losses.lossOf(new Map([[output, nearest]])) < losses.lossOf(new Map([[output, target]]))) return [];
  return [
    {
      ...{ output: output.name, problem: 'unattainable', demand, seen: extent(target), expected: [min, max] },
      ...{ share: away / target.length, origin },
    },
  ];
}

function extent(values: Iterable<number>): Interval {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return [min, max];
}
