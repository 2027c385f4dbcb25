import { readFile, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { io } from '@tensorflow/tfjs';

/**
 * Keeps a model's weights in one file, whatever backend computes. (`file://` is known only to the native one.)
 * @param file where they are
 * @returns something for `model.save(…)` and `model.load(…)`
 */
export function weightFile(file: string): io.IOHandler {
  return {
    async save(artifacts) {
      await writeFile(file, serialize(artifacts));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
    async load() {
      const artifacts: unknown = deserialize(await readFile(file));
      return artifacts as io.ModelArtifacts; // what save wrote; the model checks it before it takes anything over
    },
  };
}
