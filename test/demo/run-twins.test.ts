import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { defineFault } from '../../fixtures/faults/define-fault.ts';
import type { Fault } from '../../fixtures/faults/index.ts';
import { judge } from '../../scripts/demo/judge.ts';
import type { Verdict } from '../../scripts/demo/judge.ts';
import { runTwins } from '../../scripts/demo/run-twins.ts';
import type { Twin } from '../../scripts/demo/run-twins.ts';
import { ROOT } from '../../scripts/demo/twin.ts';

const fault = (id: string, clean: string, faulty: string): Fault =>
  defineFault({
    id,
    title: id,
    effect: '',
    file: 'test/demo/project/scale.ts',
    clean,
    faulty,
    observe: () => undefined,
  });

const twin = (broken: Fault): Twin => ({ name: broken.id, fault: broken, provide: {} });

const twins: readonly Twin[] = [
  { name: 'sound', fault: undefined, provide: { greeting: 'hello' } },
  { name: 'told to fail', fault: undefined, provide: { greeting: 'fail' } },
  twin(fault('wrong-value', 'tf.mul(x, 2)', 'tf.mul(x, 3)')),
  twin(fault('wrong-number', 'ROWS = 2', 'ROWS = 3')),
  twin(fault('broken-contract', 'tf.sum(x, 1)', 'tf.sum(x)')),
  twin(fault('crash', 'tf.mul(x, 2)', 'x.undefined.length')),
  twin(fault('no-fault', 'Multiplies by two.', 'Multiplies by 2.')),
  twin(fault('syntax-error', 'ROWS = 2', 'ROWS = = 2')),
];

const verdicts = new Map<string, Verdict>();
const ended: string[] = [];

beforeAll(async () => {
  const outcomes = await runTwins(twins, {
    config: path.join(ROOT, 'test/demo/project/vitest.config.ts'),
    onTwinEnd: (outcome) => ended.push(outcome.twin.name),
  });
  for (const [index, outcome] of outcomes.entries()) verdicts.set(twins[index]?.name ?? '', judge(outcome));
}, 180_000);

function verdictOn(name: string): Verdict {
  const verdict = verdicts.get(name);
  if (verdict === undefined) throw new Error(`no verdict on ${name}`);
  return verdict;
}

describe('the same suite, on twins that differ in one line', () => {
  test.each([
    ['sound', true, []],
    ['told to fail', false, ['toBe']],
    ['wrong-value', true, ['toBeAllClose']],
    ['wrong-number', true, ['toBe']],
    ['broken-contract', true, ['ContractError']],
    ['crash', false, []],
    ['no-fault', false, []],
    ['syntax-error', false, []],
  ])('%s', (name, right, by) => {
    const verdict = verdictOn(name);
    expect(verdict.accusations.map((each) => each.by)).toEqual(by);
    expect(verdict.right).toBe(right);
  });

  test('says in which line of the suite, and in which test', () => {
    const [accusation] = verdictOn('wrong-value').accusations;
    expect(accusation?.test?.path).toEqual(['double', 'doubles']);
    expect(accusation?.failure.place).toMatchObject({
      file: path.join(ROOT, 'test/demo/project/scale.spec.ts'),
      line: 18,
    });
    expect(accusation?.failure.message).toContain('2 of 2 elements');
  });

  test('reports what a hook throws', () => {
    const { outcome } = verdictOn('broken-contract');
    expect(outcome.failuresOutside.map(({ name }) => name)).toEqual(['ContractError']);
    expect(outcome.tests.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed', 'skipped']);
  });

  test('reports a crash as what it is', () => {
    expect(verdictOn('crash').crashes.map(({ name }) => name)).toEqual(['TypeError']);
    expect(verdictOn('syntax-error').crashes).toHaveLength(1);
  });

  test('tells when each has ended', () => {
    expect(ended.sort()).toEqual(twins.map(({ name }) => name).sort());
  });
});

test('failing twins do not fail the process that runs them', () => {
  expect(process.exitCode ?? 0).toBe(0);
});
