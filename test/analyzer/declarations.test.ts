import { expect, test } from 'vitest';
import { audit } from '../../src/analyzer/index.ts';
import { scratchFolder } from './scratch-folder.ts';

test('a method whose calls depend on what its own parameter is ends the search', async () => {
  const root = scratchFolder({
    'a.ts': `import * as tf from '@tensorflow/tfjs';
      class Model { fit(other: unknown) { other.fit(new Model()); other.predict(tf.zeros([1])); } }
      export const run = (model: Model): void => { model.fit(model); };\n`,
  });
  const { problems } = await audit({ root, types: false });
  expect(problems).toEqual([]);
});
