import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ASYNC_MATCHERS, MATCHERS_ASYNC_FOR_MODELS } from '../../../src/analyzer/models/async-matchers.ts';
import { rules } from '../../../src/analyzer/rules/index.ts';
import { rulesList } from '../../../scripts/rules-list/list.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const CATEGORIES = [
  'annotations',
  'memory',
  'async',
  'gradients',
  'model',
  'data',
  'numerics',
  'tests',
  'suppressions',
];

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('has the name of its file, a page and a test', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(existsSync(`${root}src/analyzer/rules/${id}.ts`)).toBe(true);
    expect(existsSync(`${root}test/analyzer/rules/${id}.test.ts`)).toBe(true);
    expect(readFileSync(`${root}docs/rules/${id}.md`, 'utf8')).toMatch(new RegExp(`^# ${id}\n`));
  });

  test('has a category, a level, a description and messages that say something', () => {
    expect(CATEGORIES).toContain(rule.category);
    expect(['error', 'warning', 'hint', 'off']).toContain(rule.level);
    expect(rule.description).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(rule.messages)).not.toEqual([]);
    for (const message of Object.values(rule.messages)) expect(message.length).toBeGreaterThan(20);
  });
});

test('rules are listed once, in the order of their names', () => {
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
});

test('every file of a rule is in the list', () => {
  const files = readdirSync(`${root}src/analyzer/rules`)
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .map((name) => name.replace(/\.ts$/, ''));
  expect(rules.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
});

test('docs/rules/README.md is the list of the rules', async () => {
  expect(readFileSync(`${root}docs/rules/README.md`, 'utf8')).toBe(await rulesList());
});

test('the matchers that must be awaited are those whose type says so', () => {
  const declared = readdirSync(`${root}matchers`)
    .filter((name) => name.startsWith('to-'))
    .flatMap((name) => [
      ...readFileSync(`${root}matchers/${name}`, 'utf8').matchAll(
        /export const (\w+): (Async|Either)Matcher/g,
      ),
    ]);
  const namesOf = (kind: string): readonly (string | undefined)[] =>
    declared.filter(([, , of]) => of === kind).map(([, name]) => name);
  expect([...ASYNC_MATCHERS].toSorted()).toEqual(namesOf('Async').toSorted());
  expect([...MATCHERS_ASYNC_FOR_MODELS].toSorted()).toEqual(namesOf('Either').toSorted());
});
