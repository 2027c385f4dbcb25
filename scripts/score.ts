/**
 * Takes the score: lets the library, and three baselines, look at every fault and every sound program, and writes docs/score.md.
 *
 *     npm run score                       # takes it and writes the page
 *     npm run score -- --check            # takes it, and fails when the page says something else
 *     npm run score -- --only=F09,N01     # looks at some, prints what is said of them, and writes nothing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import prettier from 'prettier';
import { progressLine } from './demo/progress-line.ts';
import { allTwins, cleanPrograms, groups } from './score/groups.ts';
import { headline, page, type Score } from './score/page.ts';
import { haveDone, type Answer } from './score/pool.ts';
import { tally, type Row } from './score/tally.ts';

const SEEDS = [0, 1, 2, 3, 4];
const PAGE = path.join(import.meta.dirname, '../docs/score.md');

const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const ids = [...allTwins, ...cleanPrograms].map(({ id }) => id).filter((id) => only?.includes(id) ?? true);
const seeds = only === undefined ? SEEDS : SEEDS.slice(0, 2);

const line = progressLine(process.stdout);
const startedAt = performance.now();
const answers = await haveDone(
  ids.map((id) => ({ id, seeds })),
  (done) => {
    line.update(`  ${done} of ${ids.length} programs`);
  },
);
line.end(`  ${ids.length} programs in ${Math.round((performance.now() - startedAt) / 1000)} s`);

if (only === undefined) await publish();
else for (const answer of answers.values()) console.log(everything(answer));

/** Writes the page, or compares it with what was found now. */
async function publish(): Promise<void> {
  const score = scoreOf();
  console.log(headline(score));
  const text = await prettier.format(page(score), {
    ...(await prettier.resolveConfig(PAGE)),
    filepath: PAGE,
  });
  if (!process.argv.includes('--check')) {
    writeFileSync(PAGE, text);
  } else if (readFileSync(PAGE, 'utf8') !== text) {
    console.log(
      'docs/score.md says something else; take the score again with npm run score, and look at what changed.',
    );
    process.exitCode = 1;
  }
}

function scoreOf(): Score {
  return {
    catalogue: rowsOf(groups.catalogue),
    beside: rowsOf(groups.beside),
    heldOut: rowsOf(groups.heldOut),
    further: rowsOf(groups.further),
    real: rowsOf(groups.real),
    clean: cleanPrograms.map((program) => {
      const answer = answers.get(program.id);
      if (answer === undefined || !('clean' in answer))
        throw new Error(`${program.id}: ${failureOf(answer)}`);
      return { program, runs: answer.clean };
    }),
    seeds,
  };
}

function rowsOf(twins: typeof allTwins): Row[] {
  return twins.map((each) => {
    const answer = answers.get(each.id);
    if (answer === undefined || !('twins' in answer)) throw new Error(`${each.id}: ${failureOf(answer)}`);
    return tally(each, answer.twins);
  });
}

function failureOf(answer: Answer | undefined): string {
  return answer !== undefined && 'error' in answer ? answer.error : 'there is no answer.';
}

/** All that was said of a program. */
function everything(answer: Answer): string {
  if ('error' in answer) return `${answer.id}: ${answer.error}`;
  const said =
    'clean' in answer
      ? answer.clean.map(({ seed, outcome }) => `seed ${seed}: ${outcome.kind} ${outcome.message}`)
      : answer.twins.flatMap(({ variant, seed, outcomes }) =>
          Object.entries(outcomes).map(
            ([detector, { kind, message }]) => `${variant}, seed ${seed}, ${detector}: ${kind} ${message}`,
          ),
        );
  return `== ${answer.id}\n${stripVTControlCharacters(said.join('\n'))}`;
}
