/**
 * Measures how fast tensors are generated, and in how many runs a failing property over 5,000 elements shrinks, beside
 * hypothesis and fast-check's own typed arrays. `npx tsx bench/arbitraries.ts`
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { shape, tensor } from '../src/arbitraries/index.ts';
import { useBackend } from '../src/index.ts';

const PACKAGES = ['hypothesis==6.170.17', 'numpy==2.4.6'];
const COUNT = 2000;
const ROUNDS = 5;

interface Peer {
  readonly hypothesis: string;
  readonly numpy: string;
  readonly arrays: number;
  readonly seconds: number;
  readonly shrinks: number;
}

/** Runs hypothesis in a virtual environment of its own; `undefined` where that can't be made. */
function measureHypothesis(): Peer | undefined {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'tensorproof', 'bench', PACKAGES.join('-').replaceAll('==', '-'));
  const python = join(folder, 'bin', 'python');
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]],
  ];
  if (!existsSync(python) || spawnSync(python, ['-c', 'import hypothesis, numpy']).status !== 0) {
    mkdirSync(folder, { recursive: true });
    for (const [command, args] of steps) {
      const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      if (status === 0) continue;
      console.error(`hypothesis is left out: ${stderr.trim().split('\n').at(-1) ?? command}`);
      return undefined;
    }
  }
  const script = join(import.meta.dirname, 'hypothesis_arrays.py');
  const { stdout, status, stderr } = spawnSync(python, [script, String(COUNT)], { encoding: 'utf8' });
  if (status !== 0) {
    console.error(stderr);
    return undefined;
  }
  return JSON.parse(stdout) as Peer; // the script prints one such object
}

/** Runs a property and returns how many values a second went through it, the best of some rounds. */
function rate(arbitrary: fc.Arbitrary<unknown>): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    fc.assert(
      fc.property(arbitrary, () => true),
      { numRuns: COUNT, seed: round },
    );
    best = Math.max(best, (1000 * COUNT) / (performance.now() - started));
  }
  return best;
}

/** How many runs shrinking takes from the first failure on, and how long the message is. */
function shrinks<Value>(
  arbitrary: fc.Arbitrary<Value>,
  holds: (value: Value) => boolean,
): { readonly runs: number; readonly message: number } {
  let [runs, failed] = [0, false];
  const details = fc.check(
    fc.property(arbitrary, (value) => {
      if (failed) runs += 1;
      const passes = holds(value);
      failed ||= !passes;
      return passes;
    }),
    { seed: 1 },
  );
  return { runs, message: fc.defaultReportMessage(details)?.length ?? 0 };
}

const backend = await useBackend('auto');
const sizes = { minRank: 0, maxRank: 4, minSize: 1, maxSize: 8 };
const naive = shape(sizes).chain((sides) => {
  const length = sides.reduce((product, side) => product * side, 1);
  return fc.float32Array({ minLength: length, maxLength: length });
});
const ours = rate(tensor('...', { ...sizes, elements: 'any' }));
const theirs = rate(naive);
const range = { min: 0, max: 100 };
const shrunk = shrinks(tensor('5000', { elements: range }), (x) => x.dataSync().every((value) => value < 5));
const elementwise = shrinks(fc.float32Array({ ...range, minLength: 5000, maxLength: 5000 }), (x) =>
  x.every((value) => value < 5),
);
const peer = measureHypothesis();
const peerRate = peer === undefined ? undefined : peer.arrays / peer.seconds;

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const perSecond = (value: number): string => Math.round(value).toLocaleString('en-US');
console.log(
  [
    row('generator', 'arrays a second', 'runs to shrink 5,000 elements', 'message'),
    row('---', '---', '---', '---'),
    row(
      `tensorproof, ${backend.name} tensors, freed`,
      perSecond(ours),
      shrunk.runs,
      `${shrunk.message} characters`,
    ),
    row('fast-check float32Array', perSecond(theirs), elementwise.runs, `${elementwise.message} characters`),
    ...(peer === undefined || peerRate === undefined
      ? []
      : [row(`hypothesis ${peer.hypothesis}, numpy ${peer.numpy}`, perSecond(peerRate), peer.shrinks, '')]),
    ...(peerRate === undefined ? [] : ['', `${(ours / peerRate).toFixed(1)} × hypothesis`]),
  ].join('\n'),
);
