import { checkAgreement } from '../../src/laws/index.ts';
import type { OpCase } from './op-case.ts';

/** What is said of two ways of computing one case. */
export type Verdict =
  'agree' | 'values' | 'shape or dtype' | 'one throws' | 'kernel missing' | 'crashes' | 'both throw';

/** A verdict with the simplest case that shows it. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The inputs, as short as they became; empty where both agree. */
  readonly inputs: string;
  /** What the backend gives, and what it should; what was thrown. */
  readonly actual: string;
  readonly expected: string;
}

/** Cases are drawn until one parts, so many at most. */
const RUNS = 100;

const MISSING = /Kernel '[^']*' not registered for backend/u;

/**
 * Compares the current backend with cpu, or with what is computed in float64 on the host.
 * @param against whether it is the case's reference that it is compared with
 */
export async function judgeCase(subject: OpCase, against: 'cpu' | 'float64', seed: number): Promise<Judgement> {
  const { inputs, elements, dtype, atol, minSize, maxSize = 4, run, reference } = subject;
  const other = against === 'cpu' ? { backend: 'cpu' } : reference;
  try {
    const { pass, details } = await checkAgreement(run, other, {
      inputs,
      elements,
      dtype,
      ...(atol !== undefined && { atol, rtol: 1.3e-6 }),
      ...(minSize !== undefined && { minSize }),
      maxSize,
      runs: RUNS,
      seed,
    });
    const { counterexample } = details;
    if (pass || counterexample === undefined) return { verdict: 'agree', inputs: '', actual: '', expected: '' };
    const { breach } = counterexample;
    const [actual = '', expected = ''] = breach.results.map(({ outputs }) => outputs.join('; '));
    const isMissing = MISSING.test(actual) || MISSING.test(expected);
    return {
      verdict: isMissing ? 'kernel missing' : breach.kind === 'throws' ? 'one throws' : breach.difference?.kind === 'values' ? 'values' : 'shape or dtype',
      inputs: counterexample.inputs.map(({ text }) => text).join('; '),
      actual,
      expected,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!message.includes('both throw')) throw error;
    return { verdict: 'both throw', inputs: '', actual: /both throw, (.*)/u.exec(message)?.[1] ?? message, expected: '' };
  }
} // prettier-ignore
