import type { CheckResult } from '../checks/check-result.ts';
import { undisturbed } from '../engine/undisturbed.ts';
import { SubjectError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { describeError } from './describe-error.ts';
import type { SurvivesFaultsDetails } from './faults/details.ts';
import { faultyFiles } from './faults/faulty-files.ts';
import { faultyKernels, faultyMemory, Injector } from './faults/injector.ts';
import { judgeRun, type Baseline } from './faults/judge-run.ts';
import { survivesFaultsMessage } from './faults/message.ts';
import { choosePlaces } from './faults/places.ts';
import { isSameResult } from './faults/plain-result.ts';
import { runWithFault, type FaultRun, type RunSettings } from './faults/run.ts';
import { KINDS, requireSettings, type FaultOptions, type FaultSettings } from './faults/settings.ts';
import { Tally } from './faults/tally.ts';
import { catchStrayErrors, type StrayErrors } from './faults/stray-errors.ts';
import { World } from './faults/world.ts';
import { noteAsserted } from './note-asserted.ts';
import { requireFunction } from './require-function.ts';
import { requireInputs } from './require-inputs.ts';
import { countLeft } from './watched-call.ts';

export type { FaultOptions } from './faults/settings.ts';

/**
 * Checks what a function does when something below it fails: each kernel call, allocation and file operation of a run is made to fail in
 * turn, or as many as there may be. The error must come out, neither swallowed nor turned into a result; what the function made is
 * freed; a file is what it was or what it should become; and the next call works. What TensorFlow.js itself leaves behind when one of its
 * functions throws, and weights that its optimizers leave half updated, are counted apart.
 *
 * Weights, optimizers and the files that the function changes are afterwards as they were. A run that gives the right result all the
 * same, by trying again for one, is right.
 * @param subject a function, which may be asynchronous; it is called many times, each time from the same weights and files
 * @param inputs what it is called with, one after the other; by default nothing
 * @param options what is made to fail, and whether the function claims to be `atomic`
 * @param where who checks, as an error names it
 * @returns passes when it survives every fault; `details.findings` has the problems, `details.tensorflow` what is counted apart
 * @throws SubjectError for what is no function, for one that throws or hangs without a fault, and where there is nothing to make fail;
 * ArgumentError for inputs or options that can't be used
 * @example
 * import { checkSurvivesFaults } from 'tensorproof';
 *
 * const careless = (x: tf.Tensor) => {
 *   const y = tf.square(x);
 *   const z = tf.mean(y);
 *   y.dispose();
 *   return z;
 * };
 * const check = await checkSurvivesFaults(careless, [tf.ones([3])], { kernels: true });
 * check.pass; // false: when Mean fails, the result of Square stays
 */
export async function checkSurvivesFaults(
  subject: unknown,
  inputs: readonly unknown[] = [undefined],
  options: FaultOptions = {},
  where = 'checkSurvivesFaults',
): Promise<CheckResult<SurvivesFaultsDetails>> {
  const settings = requireSettings(options, where);
  const fn = requireFunction(subject, where);
  const list = requireInputs(
    inputs,
    where,
    'a single input goes into brackets: [input]; a function without one takes [undefined].',
  );
  const tally = new Tally(settings);
  for (const [index, input] of list.entries()) {
    await undisturbed(settings.seed, async (optimizers) => {
      const injector = new Injector();
      const world = new World(optimizers);
      const stray = catchStrayErrors(injector);
      const undo = [
        stray.stop,
        faultyKernels(injector),
        faultyMemory(injector),
        faultyFiles(injector, world.journal),
      ];
      try {
        const run = { fn, injector, seed: settings.seed, timeout: settings.timeout };
        await tryFaults({ run, world, stray, settings, input, index, tally, where });
      } finally {
        for (const each of undo.reverse()) each();
        world.end();
      }
    });
  }
  tally.requireFaults(where);
  const details = tally.details();
  return { pass: details.findings.length === 0, details, message: () => survivesFaultsMessage(details) };
}

interface Scene {
  readonly run: RunSettings;
  readonly world: World;
  readonly stray: StrayErrors;
  readonly settings: FaultSettings;
  readonly input: unknown;
  readonly index: number;
  readonly tally: Tally;
  readonly where: string;
}

async function tryFaults(scene: Scene): Promise<void> {
  const { run, world, stray, settings, input, index, tally, where } = scene;
  // Caches fill, slots of optimizers appear, files come to be.
  requireSuccess(await runWithFault(run, input), input, where);
  world.markOld();
  const first = requireSuccess(await runWithFault(run, input), input, where);
  world.markNew();
  world.restore();
  const second = requireSuccess(await runWithFault(run, input), input, where);
  world.markNewAgain();
  world.restore();
  const baseline: Baseline = {
    result: first.result,
    repeats:
      first.result !== undefined && second.result !== undefined && isSameResult(first.result, second.result),
    hasEffect: world.hasEffect,
    left: Math.max(countLeft(first.left), countLeft(second.left)),
  };
  for (const kind of Object.values(KINDS)) {
    const most = settings[kind];
    const calls = first.counts[kind];
    if (most === 0) continue;
    const places = choosePlaces(calls, most, settings.seed);
    tally.addCalls(kind, calls);
    for (const call of places) {
      stray.clear();
      const faulty = await runWithFault(run, input, { kind, call });
      const fault = run.injector.injected;
      if (fault !== undefined) {
        const [state, files, uncaught] = [world.state(), world.files(), stray.first()];
        const next = faulty.hangs ? undefined : await failureOf(run, input);
        const { verdicts, ...rest } = judgeRun({
          run: faulty,
          fault,
          baseline,
          state,
          files,
          atomic: settings.atomic,
          stray: uncaught,
          next,
        });
        if (verdicts.length === 0 && !faulty.outcome.returned) noteAsserted(faulty.outcome.error, 'any');
        const isHalf = !settings.atomic && !faulty.outcome.returned && !state.isOld && !state.isNew;
        tally.add(
          kind,
          faulty.leftByTensorFlow,
          isHalf,
          rest,
          verdicts.map((verdict) => ({
            ...verdict,
            kind,
            call,
            operation: fault.operation,
            input: index,
          })),
        );
      }
      world.restore();
    }
  }
}

/** What the next call throws, which has no fault. */
async function failureOf(run: RunSettings, input: unknown): Promise<{ readonly error: unknown } | undefined> {
  const { outcome } = await runWithFault(run, input);
  return outcome.returned ? undefined : { error: outcome.error };
}

function requireSuccess(run: FaultRun, input: unknown, where: string): FaultRun {
  const { outcome } = run;
  if (outcome.returned) return run;
  const what = run.hangs ? 'does not settle' : `throws ${describeError(outcome.error)}`;
  const given = input === undefined ? '' : `, for ${describeKind(input)}`;
  throw new SubjectError(
    `${where}: without any fault the function ${what}${given}, so that faults would show nothing.`,
    {
      argument: 'received',
      expected: 'a function that can be called again and again',
      actual: what,
      ...(!run.hangs && { cause: outcome.error }),
    },
  );
}
