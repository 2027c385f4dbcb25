import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { requireOptions } from '../../checks/options.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { requireBatch, type Batch } from '../../subject/batch.ts';
import { isLayersModel, type LayersModelLike } from '../../subject/layers-model.ts';
import type { Loss } from '../../subject/loss.ts';
import type { Tasks } from '../../subject/task.ts';
import { entriesOf } from '../../subject/tensor-group.ts';
import { hasKeys } from '../../tensor/subject.ts';
import { ArgumentError } from '../../errors.ts';
import { contradictions } from './contradictions.ts';
import { inputProblems, type InputHint } from './input-problems.ts';
import { labelProblems, type OutputHint } from './label-problems.ts';
import { outputHints } from './output-hints.ts';
import type { DataFinding, SaneInputsDetails } from './sane-details.ts';
import { saneInputsMessage } from './sane-message.ts';

/** How a batch is looked at. */
export interface SaneInputsOptions {
  /** Of a model: `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** What the outputs are for: one for all, or one for each in a list or by name. @defaultValue recognised by the targets */
  readonly task?: Tasks | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** Layers that take ids, or give inputs a scale of their own. */
const SCALELESS = new Set([
  'Embedding',
  'BatchNormalization',
  'LayerNormalization',
  'Rescaling',
  'CategoryEncoding',
]);

/**
 * Checks what a model is fed: that inputs vary, are finite and of a size that weights are made for, and that labels say what they should.
 * It finds pixels from 0 to 255, inputs that were normalised twice, inputs that an integer division made zero, labels that are counted
 * from 1, and classes that the model has no output for.
 *
 * What may be meant (features that are constant, a single class, the same sample with two labels) is told in `details` and does not fail.
 * One feature of a table that is 100 times the others and more, and ids that an embedding has no row for, are found as well. A function may
 * divide inside, so that the size of what it is given is told and does not fail; so are numbers that look like decibels.
 *
 * The size does not matter where a model begins with an embedding or a normalisation, nor that of int32 inputs.
 * @param subject a model; or a batch `{ xs, ys }` by itself
 * @param data for a model, a batch `{ xs, ys }`
 * @param where who checks, as an error names it
 * @returns passes when nothing is certainly wrong
 * @throws SubjectError for a subject or a batch that can't be used; ArgumentError for options that can't
 * @see Ben Braiek & Khomh, TheDeepChecker, 2023, for checks of inputs before training
 * @example
 * const batch = { xs: tf.randomUniform([8, 4, 4, 1], 0, 255), ys: tf.ones([8, 1]) };
 * const { pass, message } = await checkSaneInputs(batch);
 * pass; // false: xs is not normalised
 */
export async function checkSaneInputs(
  subject: unknown,
  data?: unknown,
  options: SaneInputsOptions = {},
  where = 'checkSaneInputs',
): Promise<CheckResult<SaneInputsDetails>> {
  const given = requireOptions(options, ['loss', 'task', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const isAlone = data === undefined && hasKeys(subject, 'xs', 'ys');
  if (isAlone) refuseOfModels(given, where);
  const batch = requireBatch(isAlone ? subject : data, where);
  const hints = isAlone
    ? []
    : await outputHints(subject, batch, { loss: options.loss, task: given.task, seed }, where);
  const ofInputs = inputFindings(subject, batch);
  // Inputs that are all alike contradict each other in any case.
  const isBroken = ofInputs.some(({ isCertain }) => isCertain);
  const findings = [
    ...ofInputs,
    ...labelFindings(batch, hints),
    ...(isBroken ? [] : contradictionsIn(batch)),
  ];
  const details: SaneInputsDetails = { samples: batch.samples, findings };
  const pass = findings.every(({ isCertain }) => !isCertain);
  return { pass, details, message: () => saneInputsMessage(details) };
}

/** What says something of predictions is of no use to a batch by itself. */
function refuseOfModels(given: Readonly<Partial<Record<string, unknown>>>, where: string): void {
  for (const argument of ['loss', 'task']) {
    if (given[argument] === undefined) continue;
    throw new ArgumentError(`${where}: a ${argument} is of use beside a model only.`, {
      argument,
      expected: undefined,
      actual: given[argument],
    });
  }
}

function inputFindings(subject: unknown, { xs }: Batch): DataFinding[] {
  const entries = entriesOf(xs, 'checkSaneInputs', 'batch.xs');
  return entries.flatMap(([key, input], i) =>
    inputProblems(input, hintOf(subject, input, key, i)).map(([problem, isCertain]): DataFinding => ({
      name: nameOf('xs', key),
      problem,
      isCertain,
    })),
  );
}

function labelFindings(batch: Batch, hints: readonly (OutputHint | undefined)[]): DataFinding[] {
  return entriesOf(batch.ys, 'checkSaneInputs', 'batch.ys').flatMap(([key, target], i) =>
    labelProblems(target, hints[i]).map(([problem, isCertain]): DataFinding => ({
      name: nameOf('ys', key),
      problem,
      isCertain,
    })),
  );
}

function contradictionsIn(batch: Batch): DataFinding[] {
  const samples = contradictions(batch);
  return samples === 0
    ? []
    : [{ name: 'ys', problem: { kind: 'contradictions', samples }, isCertain: false }];
}

function nameOf(side: string, key: string): string {
  if (key === '') return side;
  return /^\d+$/u.test(key) ? `${side}[${key}]` : `${side}.${key}`;
}

/** A layers model says what reads an input; of anything else, int32 may be ids. */
function hintOf(subject: unknown, { dtype }: Tensor, key: string, place: number): InputHint {
  const isFloat = dtype === 'float32';
  if (!isLayersModel(subject)) {
    const isCertain = typeof subject !== 'function';
    return { hasScale: isFloat, isCertain, takesFractions: false, rows: undefined };
  }
  const readers = readersIn(subject, key, place);
  const isScaleless = readers.length > 0 && readers.every((layer) => SCALELESS.has(layer.getClassName()));
  const rows = readers.flatMap((layer) =>
    layer.getClassName() === 'Embedding' && 'inputDim' in layer ? [Number(layer.inputDim)] : [],
  );
  return {
    hasScale: isFloat && !isScaleless,
    isCertain: true,
    takesFractions: !isScaleless,
    rows: rows.length === 0 ? undefined : Math.min(...rows),
  };
}

/** The layers that read an input. */
function readersIn(model: LayersModelLike, key: string, place: number): LayersModelLike['layers'] {
  const name = model.inputNames.includes(key) ? key : model.inputNames[place];
  const input = model.layers.find((layer) => layer.name === name);
  return input === undefined ? model.layers.slice(0, 1) : readersOf(input);
}

function readersOf(layer: object): LayersModelLike['layers'] {
  const nodes: unknown = 'outboundNodes' in layer ? layer.outboundNodes : [];
  // The nodes of a layer lead to layers.
  const found = (nodes as readonly { readonly outboundLayer?: LayersModelLike['layers'][number] }[]).flatMap(
    ({ outboundLayer }) => (outboundLayer === undefined ? [] : [outboundLayer]),
  );
  return found.flatMap((next) => ('layers' in next ? (next as LayersModelLike).layers.slice(0, 1) : [next]));
}
