import type { Tensor } from '@tensorflow/tfjs-core';
import { asyncProperty, check, PreconditionFailure } from 'fast-check';
import { codeOf } from '../arbitraries/code-of.ts';
import { readData } from '../arbitraries/tensors/known-data.ts';
import { describePlain } from '../arbitraries/tensors/describe-plain.ts';
import { VariableSnapshot } from '../engine/variable-snapshot.ts';
import { ArgumentError, TensorproofError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import { casesOf } from './cases.ts';
import type { InputPlan } from './input-plan.ts';
import type { Breach, Counterexample, Law, LawCase, LawDetails } from './law.ts';
import { partnerName } from './pairs.ts';
import { seedBits, type Settings } from './options.ts';

/** Everything that a search needs. */
export interface Search {
  readonly law: Law;
  readonly plan: InputPlan;
  readonly settings: Settings;
  /** How the subject is called. */
  readonly subject: string;
  readonly where: string;
}

type Found = Omit<Counterexample, 'run' | 'shrinks' | 'path' | 'hint'>;

/** Judges one drawn case; throws what fast-check takes for a case that says nothing. */
async function judge(law: Law, drawn: LawCase): Promise<Found | undefined> {
  const outcome = await law.judge(drawn);
  if (outcome === undefined) return undefined;
  if ('unjudged' in outcome) throw new PreconditionFailure();
  return foundIn(drawn, outcome);
}

/** Reads what a report needs, before the tensors are gone. */
function foundIn({ inputs, others, names }: LawCase, breach: Breach): Found {
  const shown = breach.code ?? breach.results.at(-1)?.expression ?? '';
  const all = [...inputs, ...others].map((tensor, i) => {
    const name = names[i] ?? partnerName(names[i - names.length] ?? 'x', names.length);
    return { name, tensor };
  });
  // A partner that was taken 0 times has nothing to do with it.
  const used = all.filter(({ name }, i) => i < inputs.length || mentions(shown, name));
  return {
    inputs: used.map(({ name, tensor }) => ({ name, ...described(tensor) })),
    drawn: breach.drawn ?? '',
    breach,
    code: `${used.map(({ name, tensor }) => `const ${identifier(name)} = ${codeFor(tensor)}; `).join('')}${shown}`,
  };
}

function described(tensor: Tensor): Pick<Counterexample['inputs'][number], 'text' | 'tensor'> {
  const plain = readData(tensor);
  if (plain === undefined) {
    return {
      text: describeTensor(tensor),
      tensor: { dtype: 'float32', shape: [...tensor.shape], values: [] },
    };
  }
  const { dtype, shape, data } = plain;
  return { text: describePlain(plain), tensor: { dtype, shape: [...shape], values: Array.from(data) } };
}

function mentions(code: string, name: string): boolean {
  return new RegExp(`\\b${identifier(name)}\\b`, 'u').test(code);
}

function codeFor(tensor: Tensor): string {
  return readData(tensor) === undefined ? describeTensor(tensor) : codeOf(tensor);
}

/** A name as a program may use it. */
function identifier(name: string): string {
  return name.replace(/\W/gu, '_').replace(/^(?=\d)/u, 'x');
}

/**
 * Looks for a case that breaks a law, and makes it as simple as it can be. What is drawn and computed is freed.
 * @throws TensorproofError for what the law refuses; ArgumentError where no case says anything
 */
export async function searchCounterexample({
  law,
  plan,
  settings,
  subject,
  where,
}: Search): Promise<LawDetails> {
  const { runs, seed, path } = settings;
  const cases = casesOf(plan, law, settings, where);
  let judged = 0;
  let first: Found | undefined;
  let last: Found | undefined;
  let refused: { readonly error: unknown } | undefined;
  let unjudged = '';
  const property = asyncProperty(cases, async (drawn) => {
    if (refused !== undefined) return;
    let found: Found | undefined;
    try {
      found = await judge(
        {
          ...law,
          judge: async (one) => {
            const outcome = await law.judge(one);
            if (outcome !== undefined && 'unjudged' in outcome) unjudged = outcome.unjudged;
            return outcome;
          },
        },
        drawn,
      );
    } catch (error) {
      if (!PreconditionFailure.isFailure(error)) refused = { error };
      throw error;
    }
    judged += 1;
    // A search that began with one kind of breach does not slip into another.
    if (found === undefined || (first !== undefined && first.breach.kind !== found.breach.kind)) return;
    first ??= found;
    last = found;
    throw new Error(found.breach.kind);
  });
  const result = await check(property, {
    seed: seedBits(seed),
    numRuns: runs,
    endOnFailure: false,
    maxSkipsPerRun: 10,
    ...(path !== undefined && { path }),
  });
  if (refused !== undefined) throw refused.error;
  const facts = { claim: law.claim, subject, judged, runs, seed };
  if (last === undefined) {
    if (!result.failed) return { ...facts, counterexample: undefined };
    if (result.errorInstance instanceof TensorproofError) throw result.errorInstance;
    throw nothingJudged(where, unjudged, result.errorInstance);
  }
  return {
    ...facts,
    counterexample: {
      ...last,
      run: result.numRuns,
      shrinks: result.numShrinks,
      path: result.counterexamplePath ?? '',
      hint: last.breach.hint ?? first?.breach.hint,
    },
  };
}

/**
 * Hands a law the first case of its seed, whatever it comes to. What the subject makes when it is called for the first time, weights
 * above all, is made now, and stays; other variables are put back.
 */
export async function meetFirstCase({ law, plan, settings, where }: Search): Promise<void> {
  const cases = casesOf(plan, law, settings, where);
  const variables = new VariableSnapshot();
  try {
    await check(
      asyncProperty(cases, async (drawn) => {
        try {
          await law.judge(drawn);
        } catch {
          // The search meets the same case, and tells what is wrong with it.
        }
      }),
      { seed: seedBits(settings.seed), numRuns: 1 },
    );
  } finally {
    variables.restore();
  }
}

function nothingJudged(where: string, reason: string, cause: unknown): ArgumentError {
  const why = reason === '' ? 'nothing could be drawn' : reason;
  return new ArgumentError(`${where}: none of the drawn inputs could be judged: ${why}.`, {
    argument: 'inputs',
    expected: 'inputs of which the law says something',
    actual: why,
    cause,
  });
}
