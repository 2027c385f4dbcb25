import { keep, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../../checks/check-result.ts';
import { requireOptions } from '../../../checks/options.ts';
import type { KernelWatchOptions } from '../../../engine/kernel-watch.ts';
import { scoped } from '../../../engine/scoped.ts';
import { undisturbed } from '../../../engine/undisturbed.ts';
import { ArgumentError } from '../../../errors.ts';
import type { Seed } from '../../../random/generator.ts';
import { requireSeed } from '../../../random/seeded.ts';
import type { Loss } from '../../../subject/loss.ts';
import { entriesOf, mapGroup } from '../../../subject/tensor-group.ts';
import { describeKind } from '../../../tensor/subject.ts';
import { asProgram, asSubjectError, type Program, type ProgramInput } from '../program.ts';
import { evaluate, notFinite, type Outcome, type Way } from './evaluate.ts';
import type { NonFiniteFinding, StayFiniteDetails } from './finite-details.ts';
import { stayFiniteMessage } from './finite-message.ts';
import { originOf } from './origin.ts';
import { predictionProbes } from './prediction-probes.ts';
import { inputProbes, PROBES, tensorsAt, type InputProbe, type ProbeKind } from './probes.ts';
import { LogitPlaces } from './risky-kernels.ts';

/** How a program is tried. */
export interface StayFiniteOptions {
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, a list or map of those, or `() => scalar`. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** Further values to put all inputs to, e.g. `[-1000, 1000]`. @defaultValue none */
  readonly extremes?: readonly number[] | undefined;
  /** What it is tried at. @defaultValue all of them */
  readonly probes?: readonly ProbeKind[] | undefined;
  /** For dropout, and for which input goes to which end of its range. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** A program at one place. */
interface Trial {
  readonly program: Program;
  readonly at: string;
  readonly kind: ProbeKind | 'extremes';
  readonly values: InputProbe['values'];
  readonly before?: (() => NonNullable<KernelWatchOptions['before']>) | undefined;
  readonly isNeeded?: () => boolean;
}

/** Findings whose origin is looked for: each takes a run of its own, and later ones have the same cause as a rule. */
const TRACED = 3;

/**
 * Checks that outputs, loss and gradients are finite: at the batch; with all inputs at zero; with features that are constant; at the ends of the
 * inputs' range; where the logits inside saturate; and the loss where predictions are certain, or perfect. What is
 * masked away inside (`tf.where` over a NaN, infinities in an attention mask) is no fault. Ids, masks and targets stay as they are.
 * @param subject a model or module; a function of tensors; a loss
 * @param data a batch `{ xs, ys }`, or `{ xs }` without a loss; for a function its inputs in a list; for a loss `{ yTrue, yPred }`
 * @param where who checks, as an error names it
 * @returns passes when everything is finite; a finding names the first kernel that gave NaN or an infinity
 * @throws SubjectError for a subject or data that can't be used, NaN among the targets, and what throws at the batch itself
 * @throws ArgumentError for options that can't be used
 * @example
 * const yTrue = tf.tensor2d([[0, 1]]), yPred = tf.tensor2d([[0.2, 0.8]]);
 * const naive = (t: tf.Tensor, p: tf.Tensor) => t.mul(p.log()).sum().neg();
 * (await checkStayFinite(naive, { yTrue, yPred })).pass; // false: log(0) where the model is certain
 */
export async function checkStayFinite(
  subject: unknown,
  data?: unknown,
  options: StayFiniteOptions = {},
  where = 'checkStayFinite',
): Promise<CheckResult<StayFiniteDetails>> {
  const given = requireOptions(options, ['loss', 'extremes', 'probes', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const extremes = requireList(given.extremes ?? [], 'extremes', isNumber, 'a list of finite numbers', where);
  const kinds = requireList(given.probes ?? PROBES, 'probes', isProbe, `some of ${PROBES.join(', ')}`, where);
  const program = await asProgram(subject, data, given.loss as Loss | undefined, where); // resolved there
  const places = new LogitPlaces();
  const watch: Omit<KernelWatchOptions, 'watched'> = {
    seen: (run) => {
      places.note(run);
    },
  };
  const session = new Session(seed, watch);
  try {
    await session.run({ program, at: 'the batch', kind: 'batch', values: [] }, true);
  } catch (error) {
    throw asSubjectError(error, where);
  }
  const wanted = (kind: InputProbe['kind']): boolean => kind === 'extremes' || kinds.includes(kind);
  if (!wanted('batch')) session.forget();
  const trials: Trial[] = inputProbes(program, places.ids, extremes, seed).map((probe) => ({
    program,
    at: probe.name,
    ...probe,
  }));
  if (places.some) {
    for (const sign of [1, -1] as const) {
      trials.push({
        program,
        at: `the logits inside ${sign > 0 ? '' : 'turned round and '}scaled to ±1000`,
        kind: 'saturated',
        values: [],
        before: () => places.saturate(sign),
        // Where there are logits of both signs, they have been everywhere.
        isNeeded: () => sign > 0 || places.isOneSided,
      });
    }
  }
  const owned: Tensor[] = [];
  try {
    // A batch that is not finite itself says nothing of the rest.
    if (session.findings.length === 0) {
      if (wanted('predictions')) trials.push(...(await lossTrials(program, owned, seed)));
      for (const trial of trials) {
        if (wanted(trial.kind) && trial.isNeeded?.() !== false) await session.run(trial, false);
      }
    }
  } finally {
    for (const each of owned) each.dispose();
  }
  const details: StayFiniteDetails = {
    findings: session.findings,
    triedAt: session.triedAt,
    notJudged: session.notJudged,
    noGradient: session.noGradient,
    seed,
  };
  return { pass: details.findings.length === 0, details, message: () => stayFiniteMessage(details) };
}

/** Runs trials, and gathers what they show. */
class Session {
  findings: NonFiniteFinding[] = [];
  readonly triedAt: string[] = [];
  readonly notJudged: { readonly at: string; readonly reason: string }[] = [];
  noGradient: string | undefined;
  readonly #seed: Seed;
  readonly #watch: Omit<KernelWatchOptions, 'watched'>;

  constructor(seed: Seed, watch: Omit<KernelWatchOptions, 'watched'>) {
    this.#seed = seed;
    this.#watch = watch;
  }

  forget(): void {
    this.findings = [];
  }

  /** @param isBatch whether it is the batch itself: what throws there is the caller's to see */
  async run(trial: Trial, isBatch: boolean): Promise<void> {
    const { program, at } = trial;
    const given = tensorsAt(trial, program);
    const isNew = (each: Tensor): boolean => !program.inputs.some((input) => input.tensor === each);
    try {
      for (const possible of waysOf(trial)) {
        const way = possible === 'gradient' && this.noGradient !== undefined ? 'loss' : possible;
        const found = await this.#evaluate(trial, given, way, isBatch);
        this.triedAt.push(...(this.triedAt.includes(at) ? [] : [at]));
        // What isn't finite forward won't be on the way back.
        if (found) break;
      }
    } catch (error) {
      if (isBatch) throw error;
      this.notJudged.push({ at, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      for (const each of given) if (isNew(each)) each.dispose();
    }
  }

  async #evaluate(trial: Trial, given: readonly Tensor[], way: Way, isBatch: boolean): Promise<boolean> {
    const { program, at, kind } = trial;
    const watch = (): Omit<KernelWatchOptions, 'watched'> | undefined =>
      trial.before === undefined ? (isBatch ? this.#watch : undefined) : { before: trial.before() };
    const evaluation = await evaluate(program, given, { way, seed: this.#seed, watch: watch() });
    if (evaluation.noGradient !== undefined) this.noGradient = evaluation.noGradient;
    const worst = mostTelling(notFinite(evaluation));
    if (worst === undefined) return false;
    const origin =
      this.findings.length < TRACED
        ? await originOf(program, given, {
            way,
            seed: this.#seed,
            watch: trial.before && { before: trial.before() },
          })
        : undefined;
    const { what, name, values } = worst;
    this.findings.push({ at, kind, what, name, values, origin });
    return true;
  }
}

function waysOf({ program, kind }: Pick<Trial, 'program' | 'kind'>): Way[] {
  const { forward, loss } = program;
  if (loss === undefined) return [program.kind === 'function' ? 'gradient' : 'forward'];
  // What predictions show, the loss shows as well, as a rule.
  return forward !== undefined && (kind === 'batch' || kind === 'zeros')
    ? ['forward', 'gradient']
    : ['gradient'];
}

/** Outputs before the loss, the loss before gradients, in the order in which one follows from the other. */
function mostTelling(outcomes: readonly Outcome[]): Outcome | undefined {
  return (
    outcomes.find(({ what }) => what === 'output') ??
    outcomes.find(({ what }) => what === 'loss') ??
    outcomes[0]
  );
}

/** The loss alone, at predictions that a model may come to. */
async function lossTrials(program: Program, owned: Tensor[], seed: Seed): Promise<Trial[]> {
  const targets = program.inputs.filter(({ side }) => side === 'target');
  if (program.kind === 'loss') return trialsOf(program, targets.length);
  const { lossOf, forward } = program;
  if (lossOf === undefined || forward === undefined) return [];
  const given = program.inputs.map((input) => input.tensor);
  const form = await undisturbed(seed, () =>
    scoped(() => {
      const copies = mapGroup(forward(given, false), (each) => keep(each.clone()));
      owned.push(...entriesOf(copies, '', '').map(([, each]) => each));
      return copies;
    }),
  );
  const predictions = entriesOf(form, '', '');
  const lossProgram: Program = {
    kind: 'loss',
    name: program.name,
    watched: undefined,
    weights: [],
    inputs: [
      ...predictions.map(([key, each]) => ({
        name: key === '' ? 'the prediction' : `the prediction ${key}`,
        side: 'input' as const,
        tensor: each,
      })),
      ...targets,
    ],
    forward: undefined,
    loss: (all) => {
      let at = 0;
      const predicted = mapGroup(form, (each) => all[at++] ?? each);
      return lossOf(all.slice(predictions.length), predicted);
    },
    lossOf: undefined,
  };
  return trialsOf(lossProgram, targets.length);
}

/** @param program a loss, whose predictions come first among its inputs */
function trialsOf(program: Program, targets: number): Trial[] {
  const predictions = program.inputs.slice(0, program.inputs.length - targets);
  const truths = program.inputs.slice(predictions.length);
  const keyOf = ({ name }: ProgramInput): string => name.replace(/^\D*?(?=\d|\.|\[|$)/u, '');
  const pairs = predictions.map((prediction, i) => {
    const same = truths.find((truth) => keyOf(truth) === keyOf(prediction));
    const shape = prediction.tensor.shape.join();
    // Of a prediction of several parts, the one that has the target's shape.
    const fitting = [predictions, truths].every(
      (all) => all.filter((each) => each.tensor.shape.join() === shape).length === 1,
    )
      ? truths.find((truth) => truth.tensor.shape.join() === shape)
      : undefined;
    const target = predictions.length === truths.length ? (same ?? truths[i]) : fitting;
    return [prediction.tensor, target?.tensor] as const;
  });
  return predictionProbes(pairs).map(({ name, kind, values, withoutTargets }) => ({
    program,
    at: name,
    kind,
    values:
      withoutTargets === true
        ? [
            ...values,
            ...truths.map(({ tensor }) =>
              tensor.dtype === 'float32' ? new Float32Array(tensor.size) : undefined,
            ),
          ]
        : values,
  }));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isProbe(value: unknown): value is ProbeKind {
  return PROBES.some((kind) => kind === value);
}

function requireList<Item>(
  given: unknown,
  argument: string,
  isItem: (value: unknown) => value is Item,
  expected: string,
  where: string,
): readonly Item[] {
  if (Array.isArray(given) && given.every(isItem)) return given;
  const actual = Array.isArray(given)
    ? given.map((each) => describeKind(each)).join(', ')
    : describeKind(given);
  throw new ArgumentError(`${where}: ${argument} must be ${expected}, got ${actual}.`, {
    argument,
    expected,
    actual,
  });
}
