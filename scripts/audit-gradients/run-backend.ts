import path from 'node:path';
import { runWorker } from '../run-worker.ts';
import type { Judgement } from './judge-case.ts';
import type { Truth } from './truth.ts';
import type { Answer, Order } from './worker.ts';

const WORKER = path.join(import.meta.dirname, 'worker.ts');

/** What is true of each case, in float64 and by the order of `places`; `null` for what cpu can't run. */
export async function measureTruths(places: readonly number[], seed: number): Promise<(Truth | null)[]> {
  const truths = new Map<number, Truth | null>();
  const { lastBegun } = await start({ backend: 'float64', seed, places, truths: [] }, (answer) => {
    if (answer.kind === 'truth') truths.set(answer.place, answer.truth);
  });
  if (truths.size !== places.length) throw new Error(`the float64 process ended early, after ${lastBegun ?? 'nothing'}`);
  return places.map((place) => truths.get(place) ?? null);
} // prettier-ignore

/** What a backend makes of each case, by the order of `places`. A case in which the process dies crashes; the others go on in another one. */
export async function judgeOn(
  backend: 'native' | 'wasm' | 'cpu',
  places: readonly number[],
  truths: readonly (Truth | null)[],
  seed: number,
): Promise<Judgement[]> {
  const judgements = new Map<number, Judgement>();
  for (;;) {
    const left = places.flatMap((place, k) => (judgements.has(place) ? [] : [{ place, truth: truths[k] ?? null }]));
    if (left.length === 0) break;
    const order = { backend, seed, places: left.map(({ place }) => place), truths: left.map(({ truth }) => truth) };
    const { lastBegun, end } = await start(order, (answer) => {
      if (answer.kind === 'judged') judgements.set(answer.place, answer.judgement);
    });
    if (lastBegun === undefined) throw new Error(`${backend} does not start: ${end}`);
    if (!judgements.has(lastBegun)) judgements.set(lastBegun, { verdict: 'crashes', method: 'none', evidence: end });
  }
  return places.map((place) => judgements.get(place) as Judgement); // the loop above ends when each has one
} // prettier-ignore

/** Runs one worker to its end. */
async function start(
  order: Order,
  hear: (answer: Answer) => void,
): Promise<{ readonly lastBegun: number | undefined; readonly end: string }> {
  let lastBegun: number | undefined;
  const { end } = await runWorker(WORKER, order, (said) => {
    const answer = said as Answer; // worker.ts sends nothing else
    if (answer.kind === 'began') lastBegun = answer.place;
    hear(answer);
  });
  return { lastBegun, end };
}
