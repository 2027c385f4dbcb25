import '@tensorflow/tfjs-backend-wasm';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import * as tensorproof from '../../src/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';
import {
  ANSWERING,
  disposeOptimizers,
  LEFT_OUT,
  PUBLIC_FUNCTIONS,
  type PublicFunction,
} from './public-functions.ts';

scopeEachTest({ variables: true });
afterEach(disposeOptimizers);

const rows = Object.entries<PublicFunction>(PUBLIC_FUNCTIONS);

describe('bad input is refused', { timeout: 60_000 }, () => {
  const withBadInput = rows.flatMap(([name, { badInput }]) =>
    badInput === undefined ? [] : [[name, badInput] as const],
  );
  test.each(withBadInput)('by %s', async (_name, make) => {
    const { call, signature, options } = make();
    await expect(call).toRejectBadInput(signature, { runs: 3, ...options });
  });
});

describe('a fault comes out, and nothing stays', { timeout: 60_000 }, () => {
  const withFaults = rows.flatMap(([name, { faults }]) =>
    faults === undefined ? [] : [[name, faults] as const],
  );
  test.each(withFaults)('of %s', async (name, make) => {
    const call = make();
    const before = memory().numTensors;
    const { details, message } = await tensorproof.checkSurvivesFaults(call, [undefined], {
      kernels: 4,
      memory: 2,
      io: 2,
    });
    const answers = name in ANSWERING ? ['swallows the error', 'makes it a result'] : [];
    const problems = details.findings.filter(({ problem }) => !answers.includes(problem));
    expect(problems, message()).toEqual([]);
    expect(memory().numTensors).toBe(before);
  });
});

test('every public function is tried, or left out for a reason', () => {
  const functions = Object.entries(tensorproof)
    .filter(([, value]) => typeof value === 'function' && !/^class\b/.test(String(value)))
    .map(([name]) => name);
  const known = new Set([...Object.keys(PUBLIC_FUNCTIONS), ...Object.keys(LEFT_OUT)]);
  expect(functions.filter((name) => !known.has(name))).toEqual([]);
});
