/** One backend of the comparison, in a process of its own: TensorFlow.js can bring a whole process down. Started by judge-backend.ts. */
import type { Judgement } from './judge-case.ts';

/** What a worker is to look at. */
export interface Order {
  readonly backend: 'native' | 'wasm' | 'cpu';
  readonly against: 'cpu' | 'float64';
  readonly seed: number;
  /** Places in the list of all cases. */
  readonly places: readonly number[];
}

/** What it says: which case it begins, then what it found. */
export interface Answer {
  readonly place: number;
  readonly judgement?: Judgement;
}

process.once('message', (order: Order) => {
  void work(order).finally(() => {
    process.disconnect();
  });
});

async function work({ backend, against, seed, places }: Order): Promise<void> {
  const { useBackend } = await import('../../src/index.ts');
  const { allCases } = await import('./cases/index.ts');
  const { judgeCase } = await import('./judge-case.ts');
  await useBackend(backend);
  for (const place of places) {
    await answer({ place });
    const subject = allCases[place];
    if (subject === undefined) throw new Error(`there is no case ${place}`);
    await answer({ place, judgement: await judgeCase(subject, against, seed) });
  }
}

function answer(message: Answer): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => {
      resolve();
    });
  });
}
