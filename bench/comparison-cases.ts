import * as tf from '@tensorflow/tfjs-core';
import { checkAllClose } from '../src/checks/all-close.ts';
import type { PeerRequest, Peers } from './peers.ts';

/** One row of the table: the same comparison by us, in two places, and by the peers. */
export interface Row {
  readonly title: string;
  /** Milliseconds a call, by who did it. */
  readonly ms: Readonly<Record<string, number>>;
}

interface Case {
  readonly title: string;
  readonly size: number;
  readonly case: 'passing' | 'failing';
  readonly repeats: number;
}

const CASES: readonly Case[] = [
  { title: '1e2, equal', size: 1e2, case: 'passing', repeats: 300 },
  { title: '1e4, equal', size: 1e4, case: 'passing', repeats: 100 },
  { title: '1e7, equal', size: 1e7, case: 'passing', repeats: 1 },
  { title: '1e7, one differs', size: 1e7, case: 'failing', repeats: 1 },
];

const WARM_UP = 3;
const ROUNDS = 15;

/**
 * Measures every case by turns, so that whatever else the machine does strikes all alike.
 * @param peers left out where they are not there
 * @returns one row a case, with the best of the rounds: what each takes when nothing else is in its way
 */
export async function measureComparisons(peers: Peers | undefined): Promise<Row[]> {
  const rows: Row[] = [];
  for (const each of CASES) {
    const { size, repeats } = each;
    const pairs = { host: hostPair(each), kernel: kernelPair(each) };
    const samples: Record<string, number[]> = {};
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const measured: Record<string, number> = {};
      for (const [place, pair] of Object.entries(pairs)) measured[place] = timeOurs(pair, each);
      for (const peer of ['torch', 'numpy', 'floor'] as const) {
        const request: PeerRequest = { peer, size, case: each.case, repeats };
        if (peers && !(peer === 'floor' && each.case === 'failing'))
          measured[peer] = await peers.measure(request);
      }
      if (round < WARM_UP) continue;
      for (const [name, ms] of Object.entries(measured)) (samples[name] ??= []).push(ms);
    }
    tf.dispose([pairs.host, pairs.kernel]);
    const ms = Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, Math.min(...all)]));
    rows.push({ title: each.title, ms });
  }
  return rows;
}

type Pair = [actual: tf.Tensor, expected: tf.Tensor];

/** Tensors whose data is on the host, as those made from arrays are. */
function hostPair({ size, case: outcome }: Case): Pair {
  const expected = Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 10007) / 10007);
  const actual = expected.slice();
  const place = Math.floor(size / 3);
  if (outcome === 'failing') actual[place] = (actual[place] ?? 0) + 1;
  return [tf.tensor1d(actual), tf.tensor1d(expected)];
}

/** The same, made by a kernel, so that the data is on the device. */
function kernelPair(each: Case): Pair {
  return tf.tidy(() => {
    const [actual, expected] = hostPair(each);
    return [tf.add(actual, 0), tf.add(expected, 0)];
  });
}

function timeOurs([actual, expected]: Pair, { case: outcome, repeats }: Case): number {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) {
    const result = checkAllClose(actual, expected);
    if (result.pass !== (outcome === 'passing')) throw new Error('the comparison went wrong');
    if (!result.pass && result.message().length === 0) throw new Error('the message is empty');
  }
  return (performance.now() - start) / repeats;
}
