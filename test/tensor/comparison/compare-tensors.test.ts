import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-node';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkAllClose, type CloseOptions } from '../../../src/checks/all-close.ts';
import { checkAllEqual } from '../../../src/checks/all-equal.ts';
import { checkUlps } from '../../../src/checks/ulps.ts';
import { float32, pairs, tolerance } from './numbers.ts';

/** The definition, spelt out once more and as naively as can be. */
function naive(a: number, e: number, options: Required<CloseOptions>): boolean {
  const { rtol = 0, atol = 0 } = options;
  if (Number.isNaN(a) || Number.isNaN(e))
    return options.equalNaN === true && Number.isNaN(a) && Number.isNaN(e);
  if (a === Infinity || a === -Infinity || e === Infinity || e === -Infinity) return a === e;
  if (options.signedZero === true && a === 0 && e === 0) return Object.is(a, e);
  return Math.abs(a - e) <= atol + rtol * Math.abs(e);
}

/** Steps between neighbours, counted one at a time. */
function steps(from: number, to: number, atMost: number): number {
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  let at = Math.min(from, to);
  for (let taken = 0; taken <= atMost; taken++) {
    if (at === Math.max(from, to)) return taken;
    value[0] = at;
    if (at === 0) bits[0] = 1;
    else bits[0] = (bits[0] ?? 0) + (at > 0 ? 1 : -1);
    at = value[0];
  }
  return Infinity;
}

const options: fc.Arbitrary<Required<CloseOptions>> = fc.record({
  rtol: tolerance,
  atol: tolerance,
  equalNaN: fc.boolean(),
  signedZero: fc.boolean(),
  checkDtype: fc.constant(true),
});

describe.each(['cpu', 'tensorflow'])('on the backend %s', (backend) => {
  let before = 0;
  beforeEach(async () => {
    await tf.setBackend(backend);
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  describe.each(['on the host', 'made by a kernel'])('data %s', (place) => {
    const make = (values: readonly number[]): tf.Tensor1D => {
      const host = tf.tensor1d([...values], 'float32');
      if (place === 'on the host') return host;
      return tf.tidy(() => tf.concat([host, tf.tensor1d([], 'float32')]));
    };
    const within = <T>(run: () => T): T => {
      let result!: T;
      tf.tidy(() => {
        result = run();
      });
      return result;
    };

    test('checkAllClose agrees with the definition, element by element', () => {
      fc.assert(
        fc.property(pairs, options, (both, given) => {
          const wrong = both.filter(([a, e]) => !naive(a, e, given)).length;
          const [actual, expected] = [both.map(([a]) => a), both.map(([, e]) => e)];
          const result = within(() => checkAllClose(make(actual), make(expected), given));
          expect(result.pass).toBe(wrong === 0);
          const [failure] = result.details.failures;
          if (failure?.kind === 'values') expect(failure.mismatched).toBe(wrong);
        }),
        { numRuns: 400 },
      );
    });

    test('checkAllEqual is checkAllClose without a tolerance', () => {
      fc.assert(
        fc.property(pairs, fc.boolean(), fc.boolean(), (both, equalNaN, signedZero) => {
          const [actual, expected] = [both.map(([a]) => a), both.map(([, e]) => e)];
          const given = { equalNaN, signedZero };
          const exact = { rtol: 0, atol: 0, checkDtype: true, ...given };
          const result = within(() => checkAllEqual(make(actual), make(expected), given));
          expect(result.pass).toBe(both.every(([a, e]) => naive(a, e, exact)));
        }),
        { numRuns: 200 },
      );
    });

    test('the tolerance that a failure proposes does pass, and a slightly smaller one does not', () => {
      fc.assert(
        fc.property(pairs, options, (both, given) => {
          const [actual, expected] = [both.map(([a]) => a), both.map(([, e]) => e)];
          const check = (more: CloseOptions): ReturnType<typeof checkAllClose> =>
            within(() => checkAllClose(make(actual), make(expected), { ...given, ...more }));
          const [failure] = check({}).details.failures;
          if (failure?.kind !== 'values') return;
          const { atol, rtol } = failure.wouldPass;
          if (atol !== undefined) expect([atol, check({ atol }).pass]).toEqual([atol, true]);
          if (rtol !== undefined) expect([rtol, check({ rtol }).pass]).toEqual([rtol, true]);
          if (atol !== undefined && atol > 1e-300 && given.rtol === 0)
            expect(check({ atol: atol * 0.98 }).pass).toBe(false);
        }),
        { numRuns: 400 },
      );
    });

    test('checkUlps counts neighbours, across 0 too', () => {
      const near = fc.tuple(float32, fc.integer({ min: -6, max: 6 })).map(([x, step]) => {
        const bits = new Int32Array(new Float32Array([x]).buffer);
        bits[0] = (bits[0] ?? 0) + step;
        return [x, new Float32Array(bits.buffer)[0] ?? 0] as const;
      });
      fc.assert(
        fc.property(fc.oneof(near, fc.tuple(float32, float32)), fc.nat({ max: 6 }), ([a, e], maxUlps) => {
          const finite = Number.isFinite(a) && Number.isFinite(e);
          const result = within(() => checkUlps(make([a]), make([e]), maxUlps));
          expect(result.pass).toBe(finite ? steps(a, e, maxUlps) <= maxUlps : a === e);
        }),
        { numRuns: 400 },
      );
    });
  });
});
