import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { allCases } from '../../scripts/audit-gradients/cases/index.ts';
import { gradientCase, input } from '../../scripts/audit-gradients/gradient-case.ts';
import { judgeCase } from '../../scripts/audit-gradients/judge-case.ts';
import { registeredGradients } from '../../scripts/audit-gradients/registry.ts';

describe('the audit of gradients', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  test('every registered gradient has a case', () => {
    const covered = new Set(allCases.map(({ gradient }) => gradient));
    expect(registeredGradients().filter((name) => !covered.has(name))).toEqual([]);
  });

  test('a planted wrong gradient is found by both methods', () => {
    const twice = tf.customGrad((x) => ({
      value: tf.square(x as tf.Tensor),
      gradFunc: (dy) => dy.mul(x as tf.Tensor),
    }));
    const subject = gradientCase('planted', 'half of it', [input([2, 3])], (x) => twice(x));
    expect(judgeCase(subject)).toEqual({
      verdict: 'wrong',
      evidence: expect.stringContaining('dense differences') as string,
    });
  });

  test('a right gradient is right, and stays so at a kink', () => {
    const relu = gradientCase('Relu', 'at zero', [input([3], 0, 0)], (x) => tf.relu(x));
    const square = gradientCase('Square', '[2, 3]', [input([2, 3])], (x) => tf.square(x), 2);
    expect([relu, square].map((each) => judgeCase(each).verdict)).not.toContain('wrong');
    expect(judgeCase(square).verdict).toBe('right');
  });

  test('a second order that is lost is wrong', () => {
    const subject = gradientCase('Tanh', '[3]', [input([3])], (x) => tf.tanh(x), 2);
    expect(judgeCase(subject).verdict).toBe('wrong');
  });
});
