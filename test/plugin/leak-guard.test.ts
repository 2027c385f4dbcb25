import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Project, type Run } from './project.ts';

const CONFIG = `
import { defineConfig } from 'vitest/config';
import { tensorproof } from '../../src/plugin/index.ts';

export default defineConfig({
  plugins: [tensorproof({ backend: 'cpu' })],
  test: { include: ['*.test.ts'], setupFiles: ['./setup.ts'] },
});
`;
const SETUP = `
import { leakGuard } from '../../src/plugin/leak-guard.ts';
leakGuard();
`;
const TESTS = `
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { allowLeaks } from '../../src/plugin/leak-guard.ts';

let shared: tf.Tensor;
beforeAll(() => { shared = tf.ones([9]); });
let each: tf.Tensor;
beforeEach(() => { each = tf.ones([2]); });
afterEach(() => { each.dispose(); });

test('tidy', () => { tf.tidy(() => shared.square().sum()).dispose(); });
test('careless', () => {
  for (let i = 0; i < 3; i++) tf.zeros([4]).add(1);
});
test('kept out of a tidy', () => { tf.tidy(() => { tf.keep(tf.ones([5])); }); });
test('handed out', () => { tf.tidy(() => tf.tidy(() => tf.ones([3]))); });
test('on purpose', () => { allowLeaks(1); tf.ones([6]); });
test('more than it said', () => { allowLeaks(1); tf.ones([6]); tf.ones([6]); });
test('fails by itself', () => { tf.ones([7]); expect(1).toBe(2); });
test.concurrent('beside another', async () => { await new Promise((r) => setTimeout(r, 20)); tf.ones([8]); });
test.concurrent('another', async () => { await new Promise((r) => setTimeout(r, 40)); });
test('after all', () => { shared.square().dispose(); });
`;

let project: Project;
let run: Run;
beforeAll(() => {
  project = new Project({ 'vitest.config.ts': CONFIG, 'setup.ts': SETUP, 'suite.test.ts': TESTS });
  run = project.vitest(['--reporter=verbose']);
}, 120_000);
afterAll(() => {
  project.remove();
});

/** What the runner printed below the name of a failing test. */
function failureOf(name: string): string {
  return (
    new RegExp(`FAIL +suite\\.test\\.ts > ${name}\n([^]*?)(?:\n ❯|\n⎯)`, 'u').exec(run.output)?.[1] ?? ''
  );
}

test('a suite without a backend is guarded, too', { timeout: 60_000 }, () => {
  const bare = new Project({
    'vitest.config.ts': CONFIG.replace("backend: 'cpu'", 'backend: false'),
    'setup.ts': SETUP,
    'suite.test.ts': "import { expect, test } from 'vitest'; test('adds', () => { expect(1 + 1).toBe(2); });",
  });
  try {
    const { code, output } = bare.vitest();
    expect(code, output).toBe(0);
  } finally {
    bare.remove();
  }
});

describe('the guard', () => {
  test.each(['tidy', 'on purpose', 'after all'])('lets %s pass', (name) => {
    expect(run.output).toMatch(new RegExp(`✓ suite\\.test\\.ts > ${name}`, 'u'));
  });

  test('names the tensors that stay, and their line', () => {
    const failure = failureOf('careless');
    expect(failure).toContain('The test leaves 6 tensors behind.');
    expect(failure).toMatch(/3 × float32\[4\], computed by Add, at suite\.test\.ts:\d+:\d+/u);
  });

  test('sees what is kept out of a tidy', () => {
    expect(failureOf('kept out of a tidy')).toContain('The test leaves 1 tensor behind.');
  });

  test('says of what a tidy hands out that its line is not known', () => {
    expect(failureOf('handed out')).toMatch(/what stays +1 tensor that an inner tf\.tidy\(\) handed out/u);
  });

  test('holds a test to the number it gave', () => {
    expect(failureOf('more than it said')).toContain('The test leaves 2 tensors behind, 1 allowed.');
  });

  test("adds nothing to a test's own failure", () => {
    expect(failureOf('fails by itself')).toContain('expected 1 to be 2');
    expect(run.output).not.toContain('float32[7]');
  });

  test('judges tests that run together, together', () => {
    // Two, since they also overwrote the tensor of each other's beforeEach.
    expect(run.output).toContain('2 tests that ran together leave 2 tensors behind.');
    expect(run.output).toMatch(/tests +beside another; another/u);
  });

  test('fails no other', () => {
    expect(run.output).toMatch(/Tests +6 failed \| 4 passed/u);
  });
});
