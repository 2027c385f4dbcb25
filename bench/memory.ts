/**
 * Measures what looking for leaks costs when nothing leaks: `npm run bench:memory`, with `-- --write` into docs/benchmarks.md too.
 */
import * as tf from '@tensorflow/tfjs';
import { oneHotLabels, normalise } from '../examples/digits/preprocess.ts';
import { classificationLoss } from '../examples/digits/losses.ts';
import { createClassifier } from '../examples/digits/models.ts';
import { trainingData } from '../examples/digits/trained.ts';
import { trainStep } from '../examples/digits/training.ts';
import { useBackend } from '../src/index.ts';
import { checkLeaks } from '../src/memory/leaks.ts';
import { TestWatch } from '../src/memory/test-watch.ts';
import { median } from './median.ts';
import { describeMachine, markdown, time, writePage } from './page.ts';

const TURNS = Number(process.env['TURNS'] ?? 21);
const RUNS = 6; // two to warm up and four that count, as toLeakNoTensors does them

/** Something that is done again and again, and leaks nothing. */
interface Loop {
  readonly name: string;
  readonly step: () => void;
  /** How many steps a test has, under the guard. */
  readonly steps: number;
  readonly dispose?: () => void;
}

function trainingLoop(): Loop {
  const { pixels, labels } = trainingData();
  const batch = { pixels: pixels.slice([0], [32]), labels: labels.slice([0], [32]) };
  const model = createClassifier();
  const optimizer = tf.train.adam(0.003);
  return {
    name: "the demo's training step, 32 digits",
    steps: 20,
    step: () => {
      trainStep(model, optimizer, () =>
        classificationLoss(
          model.apply(normalise(batch.pixels), { training: true }),
          oneHotLabels(batch.labels),
        ),
      );
    },
    dispose: () => {
      tf.dispose([pixels, labels, batch.pixels, batch.labels]);
      tf.disposeVariables();
    },
  };
}

/** Everything is disposed of by hand, so that the guard sees each tensor. */
function tinyLoop(): Loop {
  return {
    name: '100 tiny ops, disposed of by hand',
    steps: 50,
    step: () => {
      for (let i = 0; i < 25; i++) {
        const a = tf.scalar(i);
        const b = tf.add(a, a);
        const c = tf.mul(b, a);
        const d = tf.sub(c, b);
        tf.dispose([a, b, c, d]);
      }
    },
  };
}

function tidyLoop(): Loop {
  return {
    name: '100 tiny ops, tidied',
    steps: 50,
    step: () => {
      for (let i = 0; i < 25; i++) {
        tf.tidy(() => {
          const a = tf.scalar(i);
          const b = tf.add(a, a);
          tf.sub(tf.mul(b, a), b);
        });
      }
    },
  };
}

/** Milliseconds of a plain run and of a watched one, in turns: the medians, and the median of their ratios. */
async function compare(
  plain: () => unknown,
  watched: () => unknown,
): Promise<{ plain: number; watched: number; ratio: number }> {
  const timed = async (run: () => unknown): Promise<number> => {
    const startedAt = performance.now();
    await run();
    return performance.now() - startedAt;
  };
  await plain();
  await watched();
  const pairs: { plain: number; watched: number }[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    // Who goes first changes, for whatever the first leaves behind for the second.
    if (turn % 2 === 0) pairs.push({ plain: await timed(plain), watched: await timed(watched) });
    else {
      const first = await timed(watched);
      pairs.push({ plain: await timed(plain), watched: first });
    }
  }
  return {
    plain: median(pairs.map((pair) => pair.plain)),
    watched: median(pairs.map((pair) => pair.watched)),
    ratio: median(pairs.map((pair) => pair.watched / pair.plain)),
  };
}

function repeated(step: () => void, count: number): () => void {
  return () => {
    for (let i = 0; i < count; i++) step();
  };
}

async function checked(step: () => void): Promise<void> {
  const { pass } = await checkLeaks(step);
  if (!pass) throw new Error('a loop that leaks nothing was accused');
}

function guarded(run: () => void, disposals: boolean): void {
  const watch = new TestWatch({ disposals });
  try {
    run();
  } finally {
    watch.stop();
  }
}

const table: string[][] = [
  ['loop', 'backend', 'a step', '`toLeakNoTensors`', '`leakGuard()`', 'without `disposals`'],
];
for (const backend of ['native', 'cpu'] as const) {
  await useBackend(backend);
  // The demo trains on native; on cpu one step takes a second.
  for (const make of [...(backend === 'native' ? [trainingLoop] : []), tinyLoop, tidyLoop]) {
    const { name, step, steps, dispose } = make();
    const matcher = await compare(repeated(step, RUNS), () => checked(step));
    const loop = repeated(step, steps);
    const guard = await compare(loop, () => {
      guarded(loop, true);
    });
    const lean = await compare(loop, () => {
      guarded(loop, false);
    });
    table.push([
      name,
      backend,
      time(guard.plain / steps),
      ...[matcher, guard, lean].map(({ ratio }) => `${ratio.toFixed(2)} ×`),
    ]);
    console.log(table.at(-1)?.join(' · '));
    dispose?.();
  }
}
const report = `${describeMachine()}.\n\n${markdown(table)}`;
console.log(`\n${report}\n`);
if (process.argv.includes('--write')) writePage('memory', report);
