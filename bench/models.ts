/**
 * Measures ResNet-50 at 224² beside torchvision in one run, and what models cost to build: `npm run bench:models`, with `-- --write`
 * into docs/benchmarks.md too. `-- memory 8` is how it measures itself in a process of its own.
 */
import * as tf from '@tensorflow/tfjs-node';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createModel } from '../fixtures/models/index.ts';
import type { ImageClassifier, ModelName } from '../fixtures/models/index.ts';
import { parityPython } from '../scripts/parity/python-environment.ts';
import { trainingStep } from '../src/index.ts';
import { describeMachine, markdown, time, writePage } from './page.ts';

const PEER = join(import.meta.dirname, 'models_peer.py');
const CLASSES = 1000;
/** Turns that both sides take; the best of each counts. */
const TURNS = 5;
const MEMORY_BATCH = 8;

type Task = 'forward' | 'step';

/** What a figure may be at most, as a multiple of torchvision's. */
const GOALS = { 'forward 1': 1.4, 'forward 8': 1.4, 'step 1': 2, 'step 8': 1.5, memory: 2.5 } as const;

await tf.setBackend('tensorflow');
const { values, argument } = readArguments();
if (argument === 'memory') {
  const run = resNet50();
  for (let step = 0; step < 3; step += 1) run('step', MEMORY_BATCH);
  console.log(process.resourceUsage().maxRSS / 1024);
} else {
  await report();
  await import('./nms.ts'); // suppression, beside numpy or torchvision
}

function readArguments(): {
  readonly values: { readonly write: boolean };
  readonly argument: string | undefined;
} {
  const rest = process.argv.slice(2);
  return {
    values: { write: rest.includes('--write') },
    argument: rest.find((each) => !each.startsWith('--')),
  };
}

/** A model that is ready to run, as torchvision's is. */
function resNet50(): (task: Task, batch: number) => void {
  const model = createModel('resnet50', { classes: CLASSES });
  const optimizer = tf.train.sgd(1e-3);
  return (task, batch) => {
    tf.tidy(() => {
      const images = tf.randomUniform<tf.Rank.R4>([batch, 224, 224, 3]);
      if (task === 'forward') model.predict(images).dataSync();
      else trainOnce(model, optimizer, images, batch);
    });
  };
}

function trainOnce(
  model: ImageClassifier,
  optimizer: tf.Optimizer,
  images: tf.Tensor4D,
  batch: number,
): void {
  const labels = tf.oneHot(tf.range(0, batch, 1, 'int32'), CLASSES);
  trainingStep(model, optimizer, images, (each, xs) =>
    tf.losses.softmaxCrossEntropy(labels, each.apply(xs, { training: true })),
  );
}

async function report(): Promise<void> {
  const environment = await parityPython();
  const python = 'python' in environment ? environment.python : undefined;
  if ('missing' in environment) console.error(`torchvision is left out: ${environment.missing}.`);
  const peer = python === undefined ? undefined : await startPeer(python);
  const run = resNet50();
  const rows: string[][] = [];
  for (const [task, batch] of [
    ['forward', 1],
    ['forward', 8],
    ['step', 1],
    ['step', 8],
  ] as const) {
    const best = { ours: Infinity, theirs: Infinity };
    for (let turn = 0; turn <= TURNS; turn += 1) {
      const theirs = (await peer?.measure(task, batch)) ?? NaN;
      const began = performance.now();
      run(task, batch);
      if (turn === 0) continue; // the first one compiles
      best.ours = Math.min(best.ours, performance.now() - began);
      best.theirs = Math.min(best.theirs, theirs);
    }
    rows.push(row(`${task}, batch ${batch}`, best, GOALS[`${task} ${batch}`], time));
  }
  peer?.stop();
  const memory = {
    ours: ownMemory(),
    theirs: python === undefined ? NaN : numberOf(python, [PEER, 'memory', String(MEMORY_BATCH)]),
  };
  rows.push(
    row(
      `peak memory of a process, steps of batch ${MEMORY_BATCH}`,
      memory,
      GOALS.memory,
      (mb) => `${Math.round(mb)} MB`,
    ),
  );
  const page = [
    `${describeMachine()}${peer === undefined ? '' : `; ${peer.versions}`}. The best of ${TURNS} turns each.`,
    markdown([['ResNet-50 at 224×224', 'tensorproof', 'torchvision', 'ratio', 'goal'], ...rows]),
    markdown([['what else', 'figure', 'goal'], ...buildingTimes(), leaks()]),
  ].join('\n\n');
  console.log(`\n${page}\n`);
  if (values.write) writePage('models', page);
}

function row(
  title: string,
  { ours, theirs }: { readonly ours: number; readonly theirs: number },
  goal: number,
  spell: (value: number) => string,
): string[] {
  return [title, spell(ours), spell(theirs), `${(ours / theirs).toPrecision(3)} ×`, `${goal} ×`];
}

function numberOf(command: string, args: readonly string[]): number {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return Number(stdout.trim().split('\n').at(-1));
}

function ownMemory(): number {
  return numberOf(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'models.ts'), 'memory']);
}

function buildingTimes(): string[][] {
  const goals: readonly (readonly [ModelName, string])[] = [
    ['resnet50', '2 s'],
    ['vgg16', '4 s'],
  ];
  return goals.map(([name, goal]) => {
    const began = performance.now();
    const model = createModel(name, { classes: CLASSES });
    const took = performance.now() - began;
    model.dispose();
    return [`building ${name}`, time(took), goal];
  });
}

/** Tensors that 20 steps of training leave behind. */
function leaks(): string[] {
  const model = createModel('resnet18', { classes: CLASSES });
  const optimizer = tf.train.adam(1e-4);
  const step = (): void => {
    tf.tidy(() => {
      trainOnce(model, optimizer, tf.randomUniform([2, 64, 64, 3]), 2);
    });
  };
  step(); // the optimizer makes its state
  const before = tf.memory().numTensors;
  for (let count = 0; count < 20; count += 1) step();
  const left = tf.memory().numTensors - before;
  model.dispose();
  optimizer.dispose();
  return ['tensors left by 20 steps of resnet18', String(left), '0'];
}

async function startPeer(python: string): Promise<{
  readonly versions: string;
  measure(task: Task, batch: number): Promise<number>;
  stop(): void;
}> {
  const child = spawn(python, [PEER], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const answer = await answers.next();
    if (answer.done === true) throw new Error('torchvision ended early');
    return JSON.parse(answer.value);
  };
  return {
    versions: String(await next()),
    async measure(task, batch) {
      child.stdin.write(`${JSON.stringify({ task, batch, repeats: 1 })}\n`);
      const [ms = NaN] = (await next()) as number[]; // a list of one
      return ms;
    },
    stop: () => child.stdin.end(),
  };
}
