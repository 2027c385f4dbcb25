import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { digestOf } from '../../../src/coverage/collect/digest.ts';
import type { GateReport } from '../../../src/coverage/gate/index.ts';
import { scratchFolder } from '../../analyzer/scratch-folder.ts';
import { runGate, runUnderC8 } from './covered-project.ts';

// Each starts processes, and a machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

const MODEL = `import * as tf from '@tensorflow/tfjs';

export function relu(x: tf.Tensor): tf.Tensor {
  if (x.rank === 0) throw new RangeError('x is a scalar');
  return tf.relu(x);
}

export const model = (): tf.LayersModel => {
  return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
};
`;

let root: string;
beforeEach(() => {
  root = scratchFolder({
    'src/model.ts': MODEL,
    'src/a.mjs': 'export const a = 1;\n',
    'tests.mjs': "import './src/a.mjs';",
  });
  runUnderC8(root, 'tests.mjs');
});

/** What a worker would have left beside the report. */
function note(
  entries: readonly object[],
  sources: object = { 'src/model.ts': digestOf(MODEL) },
  folder = 'coverage',
): void {
  const record = {
    format: 'tensorproof-record',
    version: 1,
    runtime: 'node 22.12.0 linux-x64',
    sources,
    entries,
  };
  const at = path.join(root, folder, 'tensorproof');
  mkdirSync(at, { recursive: true });
  writeFileSync(path.join(at, 'record-1-a.json'), JSON.stringify(record));
}

async function judge(...args: readonly string[]) {
  const { code, out, err } = await runGate(root, '--no-annotations', '--format', 'json', ...args);
  return { code, err, report: out === '' ? undefined : (JSON.parse(out) as GateReport) };
}

const OP = { kind: 'op', file: 'src/model.ts', line: 5, column: 10, op: 'relu', backend: 'cpu' };
const BACKEND = { kind: 'backend', name: 'cpu', ran: true, kernels: ['Relu'] };

test('without records, only what ran is judged', async () => {
  const { report } = await judge();
  expect(report?.figures.map(({ kind }) => kind)).toEqual(['lines', 'branches', 'functions']);
  expect(report?.backends).toBeUndefined();
});

test('what was noted is judged by kind, with what is missing', async () => {
  note([OP, BACKEND]);
  const { code, report } = await judge('--ops', '100', '--gradients', '50');
  expect(code).toBe(1);
  const found = Object.fromEntries((report?.figures ?? []).map((each) => [each.kind, each]));
  expect(found).toMatchObject({
    errorsReached: { found: { part: 0, of: 1 } },
    errorsAsserted: { found: { part: 0, of: 1 } },
    shapes: { found: { part: 0, of: 0 } },
    gradients: { found: { part: 0, of: 1 }, wanted: 50, holds: false },
    customGradients: { found: { part: 0, of: 0 } },
    ops: { found: { part: 1, of: 1 }, wanted: 100, holds: true },
  });
  expect(report?.uncovered).toMatchObject({
    errorsReached: [
      { file: 'src/model.ts', line: 4, name: expect.stringMatching(/RangeError in relu/) as string },
    ],
    errorsAsserted: [{ file: 'src/model.ts', line: 4 }],
    gradients: [{ file: 'src/model.ts', line: 9, missing: ['no test makes it'] }],
    ops: [],
  });
  expect(report?.backends).toEqual(['cpu']);
});

test('an op that no test runs is named in the terminal', async () => {
  note([BACKEND]);
  const { code, out } = await runGate(root, '--no-annotations', '--ops', '1');
  expect(code).toBe(1);
  expect(out).toMatch(/ops .*below 1 %\n {2}src\/model\.ts:5 {2}.*relu.*: no test runs it/);
  expect(out).toMatch(/^kernels ran on cpu$/m);
});

describe('is refused', () => {
  test('a share of what nothing noted', async () => {
    expect(await judge('--ops', '10')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/share of ops is asked for, and nothing measured it/) as string,
    });
  });

  test('records of other sources', async () => {
    note([OP], { 'src/model.ts': digestOf('another') });
    expect(await judge()).toMatchObject({
      code: 2,
      err: expect.stringMatching(/src\/model\.ts changed/) as string,
    });
  });

  test('a record that is cut off', async () => {
    note([OP]);
    writeFileSync(path.join(root, 'coverage/tensorproof/record-2-b.json'), '{"format":');
    expect(await judge()).toMatchObject({
      code: 2,
      err: expect.stringMatching(/record-2-b\.json is cut off/) as string,
    });
  });

  test('records of only some of the runs', async () => {
    for (const run of ['a', 'b'])
      cpSync(path.join(root, 'coverage'), path.join(root, 'runs', run), { recursive: true });
    note([OP], undefined, 'runs/a');
    expect(await judge('--merge', 'runs')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/runs\/b lacks the records/) as string,
    });
    note([OP], undefined, 'runs/b');
    expect(await judge('--merge', 'runs', '--ops', '100')).toMatchObject({ code: 0, err: '' });
  });
});
