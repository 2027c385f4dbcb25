/**
 * Weights go both ways between torchvision and here as safetensors files, and every gradient of a step is compared in full, not by
 * its sketch. Run by `npm run test:parity`.
 */
import * as tf from '@tensorflow/tfjs-node';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createModel } from '../fixtures/models/index.ts';
import type { ImageClassifier } from '../fixtures/models/index.ts';
import { SafetensorsFile } from '../src/index.ts';
import { relativeError, torchValues } from './peer/digest.ts';
import { fillByFormula } from './peer/fill.ts';
import { formulaImages } from './peer/formula.ts';

const FOLDER = join(import.meta.dirname, '../.tmp/parity/exchange');
const CLOSE = 1e-4;
const LEAST_COSINE = 0.9999;
const NAMES = ['resnet18', 'vgg11_bn'] as const;
const PRECISE = ['resnet50', 'vgg11'] as const;

const count = { passed: 0, failed: 0 };
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

runPython('make');
const made = new Map<string, ImageClassifier>();
for (const name of NAMES) {
  const model = createModel(name, { classes: 1000 });
  made.set(name, model);
  await model.loadSafetensors(join(FOLDER, `${name}.safetensors`));
  const expected = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as number[];
  judge(`${name}: Python's file gives Python's logits`, relativeError(firstLogits(model), expected), CLOSE);
}
await halves();

for (const [name, model] of made) {
  for (const weight of model.trainableVariables) weight.assign(tf.tidy(() => tf.mul(weight, 0.98)));
  await model.saveSafetensors(join(FOLDER, `${name}-saved.safetensors`));
}
const returned = JSON.parse(runPython('check')) as Record<string, number[]>;
for (const [name, model] of made) {
  judge(
    `${name}: Python loads our file, strictly`,
    relativeError(firstLogits(model), returned[name] ?? []),
    CLOSE,
  );
  model.dispose();
}

runPython('gradients');
for (const name of PRECISE) await compareGradients(name);

rmSync(FOLDER, { recursive: true });
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;

/** The Python side; what it prints. */
function runPython(task: string): string {
  const python = process.env['PARITY_PYTHON'] ?? 'python3';
  const script = join(import.meta.dirname, 'peer/exchange.py');
  const { status, stdout, stderr } = spawnSync(python, [script, task, FOLDER], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${task}: ${stderr}`);
  return stdout;
}

function judge(what: string, error: number, most: number): void {
  const passes = error <= most; // NaN doesn't
  count[passes ? 'passed' : 'failed'] += 1;
  console.log(`${passes ? '✓' : '✗'} ${what}: ${error.toExponential(2)}, at most ${most.toExponential(2)}`);
}

function firstLogits(model: ImageClassifier): Float32Array {
  return tf.tidy(() =>
    tf.slice(model.predict(formulaImages(1, 64, 64)), [0, 0], [1, 32]).dataSync<'float32'>(),
  );
}

async function halves(): Promise<void> {
  const file = await SafetensorsFile.open(join(FOLDER, 'half.safetensors'));
  const values: Record<string, number[]> = {};
  for (const [name, stored] of file.tensors) values[name] = [...(await file.readFloat32(stored))];
  await file.close();
  const right = JSON.stringify([values['a']?.map(String), values['b'], file.metadata]);
  const expected = JSON.stringify([['1.5', '-2', 'Infinity'], [0.25], { 'made by': 'Python' }]);
  judge('halves and metadata of Python', right === expected ? 0 : 1, 0);
}

/** The cosine of all gradients taken as one vector, and the worst of any parameter's. */
async function compareGradients(name: (typeof PRECISE)[number]): Promise<void> {
  const model = createModel(name, { classes: 1000, ...(name === 'vgg11' && { dropout: 0 }) });
  fillByFormula(model, (path) => model.torchvisionName(path));
  const names = new Map(
    [...model.namedVariables()].map(([path, weight]) => [weight.name, model.torchvisionName(path)]),
  );
  const { value, grads } = tf.variableGrads(() => {
    const logits = model.apply(formulaImages(2, 64, 64), { training: true });
    return tf.losses.softmaxCrossEntropy(tf.oneHot([3, 7], 1000), logits);
  }, model.trainableVariables);
  const file = await SafetensorsFile.open(join(FOLDER, `${name}-gradients.safetensors`));
  const all = { both: 0, ours: 0, theirs: 0 };
  let worst = 1;
  for (const [variable, gradient] of Object.entries(grads)) {
    const stored = file.tensors.get(names.get(variable) ?? '');
    if (stored === undefined) throw new Error(`torchvision has no gradient of ${variable}`);
    const theirs = await file.readFloat32(stored);
    const ours = torchValues(gradient, 'kernel');
    const one = { both: 0, ours: 0, theirs: 0 };
    for (let at = 0; at < theirs.length; at += 1) {
      const [a, b] = [ours[at] ?? NaN, theirs[at] ?? NaN];
      one.both += a * b;
      one.ours += a * a;
      one.theirs += b * b;
    }
    worst = Math.min(worst, one.both / Math.sqrt(one.ours * one.theirs));
    for (const key of ['both', 'ours', 'theirs'] as const) all[key] += one[key];
  }
  judge(
    `${name}: every parameter has a gradient`,
    Math.abs(Object.keys(grads).length - file.tensors.size),
    0,
  );
  await file.close();
  judge(
    `${name}: 1 - cosine of all gradients`,
    1 - all.both / Math.sqrt(all.ours * all.theirs),
    1 - LEAST_COSINE,
  );
  // That of a bias before batch norm would be nothing but rounding; these models have none.
  judge(`${name}: 1 - cosine of the worst parameter's`, 1 - worst, 1 - LEAST_COSINE);
  tf.dispose([value, grads]);
  model.dispose();
}
