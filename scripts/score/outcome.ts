import { TensorproofError } from '../../src/errors.ts';

/** What came of one expectation. */
export interface Outcome {
  /**
   * `failed`: the expectation does not hold. `refused`: the library says in a typed error what it can't use. Both make a test
   * red and say why. `crashed`: anything else, which finds no fault; it is a defect.
   */
  readonly kind: 'passed' | 'failed' | 'refused' | 'crashed';
  /** Empty where it passed. */
  readonly message: string;
}

/** Nothing is wrong. */
export const PASSED: Outcome = { kind: 'passed', message: '' };

/** Something is, and the check says so. */
export function failed(message: string): Outcome {
  return { kind: 'failed', message };
}

/** What an error says of a program: a typed one of the library refuses it. */
export function thrown(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: error instanceof TensorproofError ? 'refused' : 'crashed', message };
}

/** Whether a test with this outcome is red for a reason. */
export function accuses({ kind }: Outcome): boolean {
  return kind === 'failed' || kind === 'refused';
}
