import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireFlag, requireOptions } from '../../checks/options.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { differenceOf, noiseOf, scaleOf } from './noise.ts';
import {
  behaviourScene,
  inputsOf,
  outputName,
  outputsOf,
  type BehaviourData,
  type HostOutput,
  type HostValues,
  type Scene,
} from './scene.ts';
import { describeOrigin, firstParting, traceOf, type Origin, type TracedTensor } from './trace.ts';
import { mirrored, mixedRows, raised, redrawn, type Variant } from './variants.ts';

/** How rows are told apart. */
export interface BatchIndependenceOptions {
  /** Whether rows are told apart in training too, where batch norm mixes them on purpose. @defaultValue false */
  readonly training?: boolean | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** An output in which samples meet, as data. */
export interface MixedOutput {
  /** Empty where there is only one. */
  readonly output: string;
  readonly shape: readonly number[];
  /** `rows`: a row changes with another's input; `no batch axis`: there is not one row for each sample. */
  readonly problem: 'rows' | 'no batch axis';
  /** Samples that changed though their own input did not, in the run that changed most. */
  readonly changed: number;
  /** Samples whose input was left as it was. */
  readonly untouched: number;
  readonly largest: number;
  readonly noise: number;
}

/** Whether samples meet, as data. */
export interface BatchIndependenceDetails {
  readonly samples: number;
  readonly mode: 'inference' | 'training';
  readonly mixed: readonly MixedOutput[];
  /** The first kernel after which a sample shows the input of another. */
  readonly origin: Origin | undefined;
}

/** Which rows get another input. Whichever two rows meet, one of these tells them apart in any batch of up to 256. */
const SPLITS: readonly ((row: number) => boolean)[] = [
  (row) => row % 2 === 0,
  (row) => row % 2 === 1,
  ...[1, 2, 3, 4, 5, 6, 7].map((bit) => (row: number) => ((row >> bit) & 1) === 0),
];

/**
 * Checks that each row of an output depends on the same row of the input only: some rows are given another input, and the others must
 * stay as they are. It finds a softmax or a mean over the wrong axis, a reshape that mixes samples, and batch statistics at inference.
 * @param subject a layers model, a module, a graph model, or a function of `xs`, or of `xs` and `{ training }`
 * @param data a batch `{ xs, ys }`, or `{ xs }`, of two samples or more; for a function of tensors, its inputs in a list
 * @param where who checks, as an error names it
 * @returns passes when no row changes by more than rounding
 * @throws SubjectError for what can't be used, a batch of one sample included; ArgumentError for options that can't
 * @see Ben Braiek and Khomh, TheDeepChecker, 2022: instance independence
 * @example
 * (await checkBatchIndependence((xs) => xs.softmax(1), { xs: tf.randomNormal([4, 3]) })).pass; // true
 * (await checkBatchIndependence((xs) => xs.sub(xs.mean(0)), { xs: tf.randomNormal([4, 3]) })).pass; // false
 */
export async function checkBatchIndependence(
  subject: unknown,
  data: BehaviourData,
  options: BatchIndependenceOptions = {},
  where = 'checkBatchIndependence',
): Promise<CheckResult<BatchIndependenceDetails>> {
  const given = requireOptions(options, ['training', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const training = requireFlag(given.training, 'training', where, false);
  const scene = await behaviourScene(subject, data, where);
  const samples = requireRows(scene, where);
  const details = await undisturbed(seed, () => mixingOf(scene, samples, { training, seed, where }));
  return { pass: details.mixed.length === 0, details, message: () => batchMessage(details) };
}

interface Run {
  readonly training: boolean;
  readonly seed: Seed;
  readonly where: string;
}

function requireRows({ samples, inputs }: Scene, where: string): number {
  if (samples !== undefined && samples >= 2) return samples;
  const actual = inputs.map(({ name, tensor }) => `${name} [${tensor.shape.join(', ')}]`).join(', ');
  const expected = 'two samples or more, on the first axis of every input';
  throw new SubjectError(`${where}: batch must have ${expected}, got ${actual}.`, {
    argument: 'batch',
    expected,
    actual,
  });
}

function mixingOf(scene: Scene, samples: number, run: Run): BatchIndependenceDetails {
  const own = inputsOf(scene);
  const base = outputsOf(scene, own, run);
  const mode = run.training ? 'training' : 'inference';
  const mixed = new Map<string, MixedOutput>();
  const open = base.filter((output) => rowsOf(output.shape, samples) !== undefined);
  for (const { name, shape } of base) {
    if (rowsOf(shape, samples) !== undefined) continue;
    const facts = { output: name, shape, changed: 0, untouched: 0, largest: 0, noise: 0 };
    mixed.set(name, { ...facts, problem: 'no batch axis' });
  }
  let origin: Origin | undefined;
  const variants: readonly Variant[] = [mirrored, raised, redrawn(run.seed)];
  for (const [at, isOther] of SPLITS.entries()) {
    const changes = Array.from({ length: samples }, (_, row) => isOther(row));
    if (!changes.includes(true) || !changes.includes(false)) continue;
    // Every content once for even and odd rows, later splits with one each.
    for (const variant of at < 2 ? variants : [variants[at % variants.length] ?? mirrored]) {
      const given = own.map((tensor) => partlyOther(tensor, variant, isOther));
      try {
        const changed = outputsOf(scene, given, run);
        const found = open.flatMap((output) => mixedOutput(output, changed, samples, isOther));
        for (const each of found) {
          if ((mixed.get(each.output)?.changed ?? -1) < each.changed) mixed.set(each.output, each);
        }
        if (found.length > 0) origin ??= whereRowsMeet(scene, own, given, samples, isOther, run);
      } finally {
        for (const tensor of given) tensor.dispose();
      }
    }
    if (open.every(({ name }) => mixed.has(name))) break;
  }
  return { samples, mode, mixed: [...mixed.values()], origin };
}

function partlyOther(tensor: Tensor, variant: Variant, isOther: (row: number) => boolean): Tensor {
  const other = variant.make(tensor);
  try {
    return mixedRows(tensor, other, isOther);
  } finally {
    other.dispose();
  }
}

/** How many rows of a tensor belong to one sample; `undefined` where its first axis is not the batch's. */
function rowsOf(shape: readonly number[], samples: number): number | undefined {
  const rows = (shape[0] ?? 0) / samples;
  return Number.isInteger(rows) && rows > 0 ? rows : undefined;
}

function mixedOutput(
  base: HostOutput,
  outputs: readonly HostOutput[],
  samples: number,
  isOther: (row: number) => boolean,
): MixedOutput[] {
  const changed = outputs.find(({ name }) => name === base.name);
  const sampleOf = sampleAt(base.values, samples);
  const { differing, largest } = differenceOf(base, changed, { only: (i) => !isOther(sampleOf(i)) });
  if (differing === 0) return [];
  const noise = noiseOf(scaleOf(base.values));
  const untouched = Array.from({ length: samples }, (_, row) => row).filter((row) => !isOther(row));
  const hit = untouched.filter(
    (row) => differenceOf(base, changed, { only: (i) => sampleOf(i) === row }).differing > 0,
  );
  return [
    {
      output: base.name,
      shape: base.shape,
      problem: 'rows',
      changed: hit.length,
      untouched: untouched.length,
      largest,
      noise,
    },
  ];
}

function sampleAt(values: HostValues, samples: number): (element: number) => number {
  const size = values.length / samples;
  return (element) => Math.floor(element / size);
}

function whereRowsMeet(
  scene: Scene,
  own: readonly Tensor[],
  given: readonly Tensor[],
  samples: number,
  isOther: (row: number) => boolean,
  run: Run,
): Origin | undefined {
  const isMixed = (a: TracedTensor, b: TracedTensor): boolean => {
    if (a.values === undefined || b.values === undefined || rowsOf(a.shape, samples) === undefined)
      return false;
    const [first, second] = [hostOutput(a, a.values), hostOutput(b, b.values)];
    const sampleOf = sampleAt(a.values, samples);
    return differenceOf(first, second, { only: (i) => !isOther(sampleOf(i)) }).differing > 0;
  };
  return firstParting(traceOf(scene, own, run), traceOf(scene, given, run), isMixed);
}

function hostOutput({ shape, dtype }: TracedTensor, values: HostValues): HostOutput {
  return { name: '', shape, dtype, values };
}

function batchMessage({ samples, mode, mixed, origin }: BatchIndependenceDetails): string {
  if (mixed.length === 0) {
    return writeMessage('Expected samples of a batch to depend on each other, but they do not.', [
      ['samples', `${samples}, in ${mode}`],
    ]);
  }
  const without = mixed.find(({ problem }) => problem === 'no batch axis');
  const what = mixed.map(({ output }) => outputName(output)).join(' and ');
  const sentence =
    without !== undefined && mixed.length === 1
      ? `${capitalized(outputName(without.output))} has no row for each of the ${samples} samples.`
      : `Samples of a batch depend on each other, in ${what}.`;
  return writeMessage(sentence, [
    ...mixed.map((each): EvidenceLine => [each.output === '' ? 'output' : each.output, mixedText(each)]),
    ['expected', 'a sample whose own input stays gives the same, bit for bit'],
    ['first at', origin && describeOrigin(origin)],
    [
      'usual causes',
      'a softmax, mean or sum over the batch axis; a reshape that mixes samples; batch statistics at inference',
    ],
  ]);
}

function mixedText({ shape, problem, changed, untouched, largest, noise }: MixedOutput): string {
  const size = `[${shape.join(', ')}]`;
  if (problem === 'no batch axis') return `${size}: the batch was reduced, or taken into another axis`;
  const rows = partOf(changed, untouched, 'untouched sample');
  return `${size}: ${rows} changed, by up to ${formatRounded(largest)} (rounding: ${formatRounded(noise)})`;
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
