import { memory } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { CheckResult } from '../../src/checks/check-result.ts';
import type { LawDetails } from '../../src/laws/index.ts';

/** Runs a check of a law, and holds it to leaving no tensors, whatever comes of it. */
export async function judged(
  check: () => Promise<CheckResult<LawDetails>>,
): Promise<CheckResult<LawDetails>> {
  const before = memory().numTensors;
  try {
    return await check();
  } finally {
    expect(memory().numTensors).toBe(before);
  }
}
