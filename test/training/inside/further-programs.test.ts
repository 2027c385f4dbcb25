import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkBroadcastOnPurpose } from '../../../src/training/inside/broadcast/broadcast-on-purpose.ts';
import { checkHealthyActivations } from '../../../src/training/inside/activations/healthy-activations.ts';
import { checkNoEmptyTensors } from '../../../src/training/inside/shapes/empty-tensors.ts';
import { checkStayFinite } from '../../../src/training/inside/finite/stay-finite.ts';
import { allowLeaks } from '../../../src/plugin/leak-guard.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { furtherPrograms } from './further-programs.ts';

scopeEachTest({ variables: true });

describe('sound programs of further kinds are left in peace', () => {
  test.each(furtherPrograms())('%s', async (_, make) => {
    allowLeaks(5); // the optimizer of a compiled model keeps its learning rate
    for (let seed = 1; seed <= 2; seed++) {
      const { subject, data, loss } = make(seed);
      const options = { ...(loss !== undefined && { loss }) };
      const before = tf.memory().numTensors;
      const checks = [
        await checkStayFinite(subject, data, options),
        await checkBroadcastOnPurpose(subject, data, options),
        await checkHealthyActivations(subject, data, options),
        await checkNoEmptyTensors(subject, data, options),
      ];
      for (const check of checks) expect(check.pass ? '' : check.message()).toBe('');
      expect(checks[0]?.details).toMatchObject({ notJudged: [], noGradient: undefined });
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});
