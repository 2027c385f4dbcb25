import type { InjectedFault } from '../../errors.ts';
import { describeTensor } from '../../tensor/describe.ts';
import { isSlip } from '../bad-input/clarity.ts';
import { chainOf, describeError, lineOf } from '../describe-error.ts';
import { countLeft } from '../watched-call.ts';
import type { FaultProblem } from './details.ts';
import { isSameResult, type PlainResult } from './plain-result.ts';
import type { FaultRun } from './run.ts';
import type { FileFindings, StateFindings } from './world.ts';

/** What a run without a fault gives. */
export interface Baseline {
  readonly result: PlainResult | undefined;
  /** Whether a second run gives the same. */
  readonly repeats: boolean;
  /** Whether it changes weights or files. */
  readonly hasEffect: boolean;
  /** Tensors that it leaves without any fault. */
  readonly left: number;
}

/** What was found of one problem. */
export interface Verdict {
  readonly problem: FaultProblem;
  readonly outcome: string;
  readonly line: string | undefined;
}

/** Everything about a run with a fault. */
export interface Evidence {
  readonly run: FaultRun;
  readonly fault: InjectedFault;
  readonly baseline: Baseline;
  readonly state: StateFindings;
  readonly files: FileFindings;
  readonly atomic: boolean;
  /** What of the fault nobody caught. */
  readonly stray: { readonly error: unknown } | undefined;
  /** What the next call, without a fault, threw. */
  readonly next: { readonly error: unknown } | undefined;
}

/** What a run with a fault shows: problems, and how it ended. */
export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly recovered: boolean;
  readonly withoutCause: boolean;
}

export function judgeRun(evidence: Evidence): Judgement {
  const { run, fault, baseline, state, files, atomic, stray, next } = evidence;
  const verdicts: Verdict[] = [];
  const add = (problem: FaultProblem, outcome: string, line?: string): void => {
    verdicts.push({ problem, outcome, line });
  };
  let withoutCause = false;
  const recovered = run.outcome.returned && !isLost(evidence);
  if (stray !== undefined) {
    const ending = run.hangs
      ? ', and the call never ends'
      : run.outcome.returned
        ? ', while the call returns'
        : '';
    add('is uncaught', `nobody catches ${describeError(stray.error)}${ending}`, lineOf(stray.error));
  } else if (run.hangs) {
    add('never ends', 'it neither returns nor throws');
  } else if (run.outcome.returned) {
    const verdict = recovered ? undefined : judgeResult(evidence);
    if (verdict !== undefined) verdicts.push(verdict);
  } else {
    const { error } = run.outcome;
    if (!chainOf(error).includes(fault)) {
      if (isSlip(error)) add('masks the error', describeError(error), lineOf(error));
      else withoutCause = true;
    }
  }
  const left = countLeft(run.left) - baseline.left;
  if (left > 0) {
    const groups = run.left.slice(0, 2).map((group) => {
      const source = group.kernel === undefined ? 'made from values' : `computed by ${group.kernel}`;
      return `${group.count} × ${describeTensor(group)}, ${source}`;
    });
    add('leaks', groups.join('; '), run.left[0]?.line);
  }
  if (files.torn.length > 0) add('tears a file', files.torn.slice(0, 2).join('; '));
  if (files.left.length > 0) add('leaves a file', files.left.slice(0, 2).join('; '));
  if (next !== undefined)
    add('does not recover', `the next call throws ${describeError(next.error)}`, lineOf(next.error));
  if (atomic && !recovered && !state.isOld && !state.isNew) {
    const { changed } = state;
    add(
      'changes half',
      changed.length === 0
        ? 'the optimizer has counted a step, weights are old'
        : `${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ` and ${changed.length - 3} more` : ''} changed, the rest not`,
    );
  }
  if (atomic && files.mixed) add('changes half', 'some files are new, others old');
  return { verdicts, recovered, withoutCause };
}

/** Whether what should have been returned or done is not. */
function isLost({ run, baseline, state, files }: Evidence): boolean {
  const { result } = run;
  if (result === undefined || baseline.result === undefined) return true;
  if (baseline.repeats && !isSameResult(result, baseline.result)) return true;
  if (isNothing(baseline.result) && !baseline.hasEffect) return true;
  return baseline.repeats && baseline.hasEffect && !(state.isNew && files.isNew);
}

function judgeResult({ run, baseline }: Evidence): Verdict {
  const { result } = run;
  const [now, right] = [result?.text ?? 'nothing', baseline.result?.text ?? 'nothing'];
  const isSame =
    result !== undefined && baseline.result !== undefined && isSameResult(result, baseline.result);
  if (isSame || (result !== undefined && isNothing(result))) {
    return {
      problem: 'swallows the error',
      outcome: `it returns ${now} as if nothing had happened`,
      line: undefined,
    };
  }
  const instead = now === right ? 'with other values than' : `instead of ${right}, which it gives`;
  return {
    problem: 'makes it a result',
    outcome: `it returns ${now}, ${instead} without the fault`,
    line: undefined,
  };
}

function isNothing(result: PlainResult): boolean {
  return result.kind === 'leaf' && (result.value === undefined || result.value === null);
}
