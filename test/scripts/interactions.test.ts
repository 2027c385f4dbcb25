import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import { interactionsPage } from '../../scripts/interactions/page.ts';

test('the committed page is what the code says, and saying it makes no weights', async () => {
  const { numTensors } = tf.memory();
  const committed = await readFile(join(import.meta.dirname, '../../docs/interactions.md'), 'utf8');
  expect(await interactionsPage()).toBe(committed);
  expect(tf.memory().numTensors).toBe(numTensors);
});
