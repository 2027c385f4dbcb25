import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AuditReport } from '../../src/analyzer/report.ts';
import type { AuditOptions } from '../../src/analyzer/settings.ts';
import { watchAudit } from '../../src/analyzer/watch.ts';
import { scratchFolder } from './scratch-folder.ts';
import { witnessRule } from './witness-rule.ts';

const LEAKY = `import * as tf from '@tensorflow/tfjs';
export const step = (x: tf.Tensor2D): void => {
  tf.tidy(async () => { await x.data(); });
};
`;

interface Run {
  readonly report: AuditReport;
  readonly changed: readonly string[];
  readonly looked: readonly string[];
}

/** A watch whose runs are taken one after the other. */
function watching(root: string, options: AuditOptions = {}): { readonly next: () => Promise<Run> } {
  const ending = new AbortController();
  const runs: Run[] = [];
  const waiting: ((run: Run) => void)[] = [];
  let looked: string[] = [];
  const witness = witnessRule((file) => looked.push(file));
  const done = watchAudit(
    { root, ownRules: [witness], signal: ending.signal, ...options },
    {
      onReport: (report, changed) => {
        const run = { report, changed, looked: looked.sort() };
        looked = [];
        const first = waiting.shift();
        if (first === undefined) runs.push(run);
        else first(run);
      },
      onError: (error) => {
        throw error;
      },
    },
  );
  onTestFinished(async () => {
    ending.abort();
    await done;
  });
  return {
    next: async () => {
      const run = runs.shift();
      return run ?? (await new Promise<Run>((resolve) => waiting.push(resolve)));
    },
  };
}

const found = ({ report }: Run): readonly string[] =>
  report.findings.filter(({ rule }) => rule === 'async-in-tidy').map(({ file }) => file);

test('a change is looked at, and only that', { timeout: 30_000 }, async () => {
  const root = scratchFolder({ 'src/a.ts': LEAKY, 'src/b.ts': 'export const b = 1;\n' });
  const { next } = watching(root);
  const first = await next();
  expect(first.looked).toEqual(['src/a.ts', 'src/b.ts']);
  expect(found(first)).toEqual(['src/a.ts']);
  writeFileSync(path.join(root, 'src/b.ts'), LEAKY);
  const second = await next();
  expect(second.changed).toEqual(['src/b.ts']);
  expect(second.looked).toEqual(['src/b.ts']);
  expect(found(second)).toEqual(['src/a.ts', 'src/b.ts']);
});

test('files that appear, move and go, also in folders that are new', { timeout: 30_000 }, async () => {
  const root = scratchFolder({ 'src/a.ts': LEAKY });
  const { next } = watching(root);
  await next();
  mkdirSync(path.join(root, 'src/deep/er'), { recursive: true });
  const afterFolder = await next();
  expect(found(afterFolder)).toEqual(['src/a.ts']);
  writeFileSync(path.join(root, 'src/deep/er/b.ts'), LEAKY);
  expect(found(await next())).toEqual(['src/a.ts', 'src/deep/er/b.ts']);
  // As an editor saves: beside, then renamed.
  writeFileSync(path.join(root, 'src/a.ts.tmp'), 'export const a = 1;\n');
  renameSync(path.join(root, 'src/a.ts.tmp'), path.join(root, 'src/a.ts'));
  expect(found(await next())).toEqual(['src/deep/er/b.ts']);
  rmSync(path.join(root, 'src/deep'), { recursive: true });
  const afterwards = await next();
  expect(found(afterwards)).toEqual([]);
  expect(afterwards.report.files).toBe(1);
});

test('with types, what sees a change is looked at too', { timeout: 30_000 }, async () => {
  const root = scratchFolder({
    'tsconfig.json': '{ "compilerOptions": { "types": [] } }',
    'a.ts': 'export const a = 1;\n',
    'b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
    'c.ts': 'export const c = 1;\n',
  });
  const { next } = watching(root, { types: true });
  expect((await next()).looked).toEqual(['a.ts', 'b.ts', 'c.ts']);
  writeFileSync(path.join(root, 'a.ts'), "export const a: any = '';\n");
  const second = await next();
  expect(second.looked).toEqual(['a.ts', 'b.ts']);
  expect(second.report.coverage.counts).toMatchObject({ explicitAny: 1, implicitAny: 1 });
  writeFileSync(path.join(root, 'tsconfig.json'), '{ "compilerOptions": { "types": [], "strict": true } }');
  expect((await next()).looked).toEqual(['a.ts', 'b.ts', 'c.ts']);
});

test('ends at once where it is already over', async () => {
  const root = scratchFolder({ 'a.ts': LEAKY });
  await expect(
    watchAudit(
      { root, signal: AbortSignal.abort(new Error('over')) },
      { onReport: () => undefined, onError: () => undefined },
    ),
  ).rejects.toThrow('over');
});
