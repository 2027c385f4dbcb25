import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateOpFacts } from './op-facts/generate.ts';

/** Writes what the analyzer knows of TensorFlow.js's ops; run it after a change of TensorFlow.js's version. */
const file = fileURLToPath(new URL('../src/analyzer/tensorflow/op-facts.ts', import.meta.url));
await writeFile(file, await generateOpFacts());
