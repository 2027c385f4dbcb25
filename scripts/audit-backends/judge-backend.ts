import path from 'node:path';
import { runWorker, WASM_TRAP } from '../run-worker.ts';
import type { Judgement } from './judge-case.ts';
import type { Answer, Order } from './worker.ts';

const WORKER = path.join(import.meta.dirname, 'worker.ts');

/** Of a case that takes less than a second. */
const PATIENCE = 90_000;

/** What one backend makes of each case, by the order of `places`. A case in which the process dies crashes; the others go on in another one. */
export async function judgeBackend(order: Order): Promise<Judgement[]> {
  const judgements = new Map<number, Judgement>();
  for (;;) {
    const left = order.places.filter((place) => !judgements.has(place));
    if (left.length === 0) break;
    let begun: number | undefined;
    const { end, said } = await runWorker(WORKER, { ...order, places: left }, (answer) => {
      const { place, judgement } = answer as Answer; // worker.ts sends nothing else
      begun = place;
      if (judgement !== undefined) judgements.set(place, asJudged(judgement));
    }, PATIENCE);
    if (!said || begun === undefined) throw new Error(`${order.backend} does not start: ${end}`);
    if (!judgements.has(begun)) judgements.set(begun, { verdict: 'crashes', inputs: '', actual: end, expected: '' });
  }
  return order.places.map((place) => judgements.get(place) as Judgement); // the loop above ends when each has one
} // prettier-ignore

function asJudged(judgement: Judgement): Judgement {
  return WASM_TRAP.test(judgement.actual) ? { ...judgement, verdict: 'crashes' } : judgement;
}
