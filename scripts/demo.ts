/**
 * The demo: trains models of handwritten digits, runs a suite of matchers on them, then breaks the project in a dozen
 * ways, one line each, and runs the same suite on every broken twin. It fails if a fault gets through or a sound model is
 * accused.
 *
 *     npm run demo
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { disposeModels, saveModels } from '../examples/digits/trained.ts';
import { faults } from '../fixtures/faults/index.ts';
import { useBackend } from '../src/index.ts';
import { printExcerpt } from './demo/excerpt.ts';
import { drawComparison, drawReconstructions } from './demo/figures.ts';
import { judge } from './demo/judge.ts';
import type { Verdict } from './demo/judge.ts';
import { progressBar, progressLine } from './demo/progress-line.ts';
import { runTwins } from './demo/run-twins.ts';
import type { Twin } from './demo/run-twins.ts';
import { printDuration, printSuite, printTable } from './demo/table.ts';
import { FULL_TRAINING, measure, printQuality, SHORT_TRAINING, trainWithProgress } from './demo/train.ts';
import type { Quality } from './demo/train.ts';
import { ROOT } from './demo/twin.ts';

/** What the classifier must reach on digits that it has not seen. */
const LEAST_ACCURACY = 0.95;
const OUTPUT = path.join(ROOT, 'demo-output');
const CONFIG = path.join(ROOT, 'examples/digits/vitest.config.ts');

const say = (text = ''): void => {
  console.log(text);
};
const heading = (text: string): void => {
  say(`\n${pc.bold(pc.underline(text))}\n`);
};

/**
 * Runs the suite on the sound project and on all twins. Where there is time for it the sound project goes twice: with the
 * models that were just trained, and, as the twins do, with models that the suite trains for a moment. So a test that
 * fails in any case accuses the sound project, and no fault can be caught by it.
 */
async function judgeAll(trainedModels: string, trainsTwins: boolean): Promise<readonly Verdict[]> {
  const line = progressLine(process.stdout);
  const provide = trainsTwins ? {} : { trainedModels };
  const twins: readonly Twin[] = [
    { name: 'the sound project', fault: undefined, provide: { trainedModels } },
    ...(trainsTwins ? [{ name: 'the same, hardly trained', fault: undefined, provide }] : []),
    ...faults.map((fault) => ({ name: fault.id, fault, provide })),
  ];
  let done = 0;
  const outcomes = await runTwins(twins, {
    config: CONFIG,
    onTwinEnd: () => {
      done += 1;
      line.update(`  ${progressBar(done / twins.length)}  ${done} of ${twins.length} runs of the suite`);
    },
  });
  line.end(`  ${twins.length} runs, each in a process of its own; this is the one on the trained models:\n`);
  return outcomes.map(judge);
}

/** Trains, measures, and draws what came of it; the weights stay in the output folder. */
async function train(isFast: boolean): Promise<Quality> {
  mkdirSync(OUTPUT, { recursive: true });
  const models = trainWithProgress(isFast ? FULL_TRAINING : SHORT_TRAINING, process.stdout);
  const quality = measure(models);
  say(`\n${printQuality(quality)}`);
  await saveModels(models, OUTPUT);
  writeFileSync(path.join(OUTPUT, 'reconstructions.svg'), drawReconstructions(models));
  writeFileSync(path.join(OUTPUT, 'failing-comparison.svg'), await drawComparison());
  disposeModels(models);
  return quality;
}

async function main(): Promise<boolean> {
  const startedAt = performance.now();

  heading('1. Training on handwritten digits');
  const { name } = await useBackend('auto');
  const isFast = name === 'native';
  say(
    `  ${name} backend${isFast ? '' : ': this takes minutes rather than seconds, so the twins are not trained'}`,
  );
  const quality = await train(isFast);

  heading('2. The suite: examples/digits/digits.test.ts');
  const verdicts = await judgeAll(OUTPUT, isFast);
  const sound = verdicts.filter(({ outcome }) => outcome.twin.fault === undefined);
  const broken = verdicts.filter(({ outcome }) => outcome.twin.fault !== undefined);
  for (const [index, verdict] of sound.entries()) if (index === 0 || !verdict.right) say(printSuite(verdict));

  heading('3. The same suite on broken twins, one line changed in each');
  const columns = process.stdout.isTTY ? process.stdout.columns : 80;
  for (const [index, verdict] of broken.entries()) say(`${printExcerpt(verdict, index + 1, columns)}\n`);

  heading('4. What caught what');
  say(printTable(verdicts));
  say(pc.dim('in: the time of the tests up to the one that failed, which a user sees first'));
  const caught = broken.filter(({ right }) => right).length;
  const acquitted = sound.every(({ right }) => right);
  const isGood = quality.accuracy >= LEAST_ACCURACY;
  say();
  say(
    `${caught} of ${broken.length} faults caught, the sound project is ${acquitted ? 'acquitted' : pc.red('ACCUSED')}.`,
  );
  if (!isGood) say(pc.red(`The classifier recognises fewer than ${LEAST_ACCURACY * 100} % of the digits.`));
  say('Figures: demo-output/reconstructions.svg and demo-output/failing-comparison.svg');
  say(pc.dim(`All of it took ${printDuration(performance.now() - startedAt)}.`));
  return caught === broken.length && acquitted && isGood;
}

process.exitCode = (await main()) ? 0 : 1;
