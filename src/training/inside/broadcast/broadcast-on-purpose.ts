import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../../checks/check-result.ts';
import { countOf, writeMessage, type EvidenceLine } from '../../../checks/evidence.ts';
import { requireOptions } from '../../../checks/options.ts';
import type { Seed } from '../../../random/generator.ts';
import { requireSeed } from '../../../random/seeded.ts';
import type { Loss } from '../../../subject/loss.ts';
import { describeShape } from '../../../tensor/describe.ts';
import { describeAt } from '../places.ts';
import { asProgram, asSubjectError, type Program } from '../program.ts';
import { withSamples } from '../shapes/model-inputs.ts';
import { graphOf, type GraphRun } from './forward-graph.ts';
import { suspects, type BroadcastReason } from './suspects.ts';

/** How broadcasts are looked for. */
export interface BroadcastOnPurposeOptions {
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** For dropout. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** Two tensors of different shapes that met, as data. */
export interface BroadcastMeeting {
  readonly kernel: string;
  readonly part: string | undefined;
  readonly line: string | undefined;
  readonly shapes: readonly (readonly number[])[];
  readonly result: readonly number[];
  readonly reason: BroadcastReason;
}

/** Which broadcasts can hardly be meant, as data. */
export interface BroadcastOnPurposeDetails {
  readonly meetings: readonly BroadcastMeeting[];
  /** How many kernels ran. */
  readonly kernels: number;
}

/**
 * Checks that no two tensors of different shapes meet by mistake, in a model or its loss: `[n]` minus `[n, 1]` is `[n, n]`, and a residual sum of one
 * channel and eight has eight. Where a tensor comes from decides: weights, scalars, constants, what a reduction or a reshape has given an axis of size 1,
 * gates and masks may be broadcast. A second run with another number of samples shows where the batch goes.
 * @param subject a model or module; a function of tensors; a loss; a training step that is synchronous
 * @param data a batch `{ xs, ys }`, or inputs alone; for a function its inputs in a list; for a loss `{ yTrue, yPred }`
 * @param where who checks, as an error names it
 * @returns passes when every broadcast looks meant
 * @throws SubjectError and ArgumentError for what can't be used or run
 * @example
 * const loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => yTrue.sub(yPred).square().mean();
 * const check = await checkBroadcastOnPurpose(loss, { yTrue: tf.ones([4]), yPred: tf.ones([4, 1]) });
 * check.pass; // false
 */
export async function checkBroadcastOnPurpose(
  subject: unknown,
  data?: unknown,
  options: BroadcastOnPurposeOptions = {},
  where = 'checkBroadcastOnPurpose',
): Promise<CheckResult<BroadcastOnPurposeDetails>> {
  const given = requireOptions(options, ['loss', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const program = await asProgram(subject, data, given.loss as Loss | undefined, where, { takesSteps: true }); // resolved there
  const tensors = program.inputs.map(({ tensor }) => tensor);
  const run = await graphOf(program, tensors, seed);
  if (run.error !== undefined) throw asSubjectError(run.error, where);
  const singleTarget = program.inputs.filter(({ side }) => side === 'target').length === 1;
  const found = suspects(run, await atAnotherSize(program, tensors, seed), singleTarget);
  const meetings = found.map(({ node, reason }): BroadcastMeeting => ({
    kernel: node.kernel,
    part: node.part,
    line: node.line(),
    shapes: node.inputs.map(({ shape }) => shape),
    result: node.outputs[0]?.shape ?? [],
    reason,
  }));
  const details: BroadcastOnPurposeDetails = {
    meetings: meetings.filter((each, i) => meetings.findIndex((other) => isSame(other, each)) === i),
    kernels: run.graph.nodes.length,
  };
  return { pass: meetings.length === 0, details, message: () => broadcastMessage(details) };
}

function isSame(one: BroadcastMeeting, other: BroadcastMeeting): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The same with one sample less, or more where there are few. */
async function atAnotherSize(
  program: Program,
  tensors: readonly Tensor[],
  seed: Seed,
): Promise<GraphRun | undefined> {
  const samples = tensors[0]?.shape[0];
  if (samples === undefined || samples === 0) return undefined;
  const changed = tensors.map((each) =>
    each.shape[0] === samples ? withSamples(each, samples > 2 ? samples - 1 : samples + 1) : each,
  );
  try {
    return await graphOf(program, changed, seed);
  } finally {
    for (const each of changed) if (!tensors.includes(each)) each.dispose();
  }
}

const REASONS: Readonly<Record<BroadcastReason, string>> = {
  'every-pair': 'every sample meets every other one: the batch is on two axes of the result',
  'by-chance':
    'they fit only while the batch is as large as another axis; with another number of samples it throws',
  target: 'one is a target and one a prediction, and neither was given an axis of size 1 on purpose',
  merge: 'they come from two branches, and neither was given an axis of size 1 on purpose',
};

const SHOWN = 4;

function broadcastMessage({ meetings, kernels }: BroadcastOnPurposeDetails): string {
  const [first] = meetings;
  if (first === undefined) {
    return `Expected a broadcast that can hardly be meant, but ${countOf(kernels, 'kernel')} ran without one.`;
  }
  const described = ({ shapes, result }: BroadcastMeeting): string =>
    `${shapes.map(describeShape).join(' and ')} give ${describeShape(result)}`;
  const lines: EvidenceLine[] = [
    ['why', REASONS[first.reason]],
    ...meetings
      .slice(1, SHOWN)
      .map((each): EvidenceLine => [
        'also',
        `${describeAt(each)}: ${described(each)}; ${REASONS[each.reason]}`,
      ]),
  ];
  if (meetings.length > SHOWN) lines.push(['…', `and ${meetings.length - SHOWN} more`]);
  return writeMessage(
    `Two shapes met in ${describeAt(first)}: ${described(first)}.`,
    lines,
    first.reason === 'merge'
      ? 'if it is meant, say so: repeat the smaller one (tf.tile), or project it to the same channels.'
      : 'give both the same shape, e.g. yPred.squeeze([-1]) or yTrue.expandDims(-1).',
  );
}
