import type { Tensor } from '@tensorflow/tfjs-core';
import { asyncProperty, check, stringify } from 'fast-check';
import { badCalls, goodInputs, type BadCall, type GoodInputs } from '../../arbitraries/bad-inputs.ts';
import type { BadInputKind } from '../../arbitraries/data/spoil.ts';
import { KINDS, type BadInput } from '../../arbitraries/data/spoil-input.ts';
import { requireSome } from '../../arbitraries/programs/model-options.ts';
import type { SignatureSlot } from '../../tensor/shape-spec/index.ts';
import type { BadInputFinding, BadInputProblem } from './details.ts';

/** What came of one call with bad input. */
export interface Verdict {
  readonly problem: BadInputProblem;
  readonly outcome: string;
  readonly line: string | undefined;
}

/** One call with bad input. */
export interface Trial {
  readonly inputs: readonly unknown[];
  readonly good: readonly Tensor[];
  readonly wrong: BadInputKind;
}

/** Everything that the trials need. */
export interface TrialPlan {
  readonly slots: readonly SignatureSlot[];
  readonly names: readonly string[];
  /** Of the generated inputs. */
  readonly options: unknown;
  readonly kinds: unknown;
  readonly allow: unknown;
  readonly runs: number;
  readonly seed: number;
  /** Takes right inputs; throws where the function doesn't. */
  readonly accept: (inputs: readonly Tensor[]) => Promise<void>;
  readonly judge: (trial: Trial) => Promise<readonly Verdict[]>;
  readonly where: string;
}

/** What the trials found. */
export interface TrialReport {
  readonly findings: readonly BadInputFinding[];
  readonly kinds: readonly BadInputKind[];
  readonly allowed: readonly BadInputKind[];
  readonly calls: number;
}

/** Right inputs that a function must take before its refusals say anything. */
const GOOD_RUNS = 3;

/**
 * Calls a function with bad inputs of each kind in each place, and makes those that it doesn't meet well as simple as they can be.
 * @throws ArgumentError for options that can't be used, and whatever `accept` throws
 */
export async function tryBadInputs(plan: TrialPlan): Promise<TrialReport> {
  const { slots, kinds, allow, where } = plan;
  const wanted = requireSome(kinds, KINDS, 'kinds', where);
  const allowed =
    Array.isArray(allow) && allow.length === 0
      ? []
      : allow === undefined
        ? []
        : requireSome(allow, KINDS, 'allow', where);
  const good = goodInputs(slots, plan.options, where);
  await tryGoodInputs(good, plan);
  const findings: BadInputFinding[] = [];
  const tried = new Set<BadInputKind>();
  let calls = 0;
  for (const kind of wanted) {
    for (const at of slots.keys()) {
      const search = await searchKind(good, at, kind, allowed, plan);
      findings.push(...search.findings);
      calls += search.calls;
      if (search.calls > 0) tried.add(kind);
    }
  }
  return { findings, kinds: [...tried], allowed, calls };
}

async function tryGoodInputs({ arbitrary }: GoodInputs, { accept, seed }: TrialPlan): Promise<void> {
  let refused: { readonly error: unknown } | undefined;
  await check(
    asyncProperty(arbitrary, async (inputs) => {
      try {
        await accept(inputs);
      } catch (error) {
        refused = { error };
        throw error;
      }
    }),
    { seed, numRuns: GOOD_RUNS },
  );
  if (refused !== undefined) throw refused.error;
}

/** Looks for each problem by itself, so that the one that is simplest to find does not hide the others. */
async function searchKind(
  good: GoodInputs,
  at: number,
  kind: BadInputKind,
  allowed: readonly BadInputKind[],
  { runs, seed, judge, names }: TrialPlan,
): Promise<{ readonly findings: readonly BadInputFinding[]; readonly calls: number }> {
  const found = new Map<BadInputProblem, BadInputFinding>();
  let calls = 0;
  for (;;) {
    let current: BadInputFinding | undefined;
    const property = asyncProperty(badCalls(good, at, kind), async ({ good: right, bad }: BadCall) => {
      if (bad === undefined) return;
      calls += 1;
      const inputs: readonly unknown[] = (right as readonly unknown[]).with(at, bad.input);
      const verdicts = await judge({ inputs, good: right, wrong: kind });
      // A search that began with one problem does not slip into another.
      const verdict = verdicts.find(({ problem }) =>
        current === undefined
          ? !found.has(problem) && !(problem === 'is accepted' && allowed.includes(kind))
          : problem === current.problem,
      );
      if (verdict === undefined) return;
      const input = textOfInput(bad);
      current = {
        ...verdict,
        wrong: kind,
        detail: bad.detail,
        at,
        argument: names[at] ?? '',
        input,
        inputs: right.map((tensor, i) => (i === at ? input : stringify(tensor))),
      };
      throw new Error(verdict.problem);
    });
    await check(property, { seed, numRuns: runs });
    // Assigned inside of the property, which the compiler does not follow.
    const finding = current;
    if (finding === undefined || found.has(finding.problem)) return { findings: [...found.values()], calls };
    found.set(finding.problem, finding);
  }
}

/** The input without what is wrong with it. */
function textOfInput(bad: BadInput): string {
  const text = stringify(bad);
  const reason = ` (${bad.wrong}: ${bad.detail})`;
  return text.endsWith(reason) ? text.slice(0, -reason.length) : bad.wrong;
}
