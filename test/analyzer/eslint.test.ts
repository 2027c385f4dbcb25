import { Linter } from 'eslint';
import { describe, expect, test } from 'vitest';
import tseslint from 'typescript-eslint';
import plugin from '../../src/analyzer/eslint.ts';
import { rules } from '../../src/analyzer/rules/index.ts';

const HEAD = "import * as tf from '@tensorflow/tfjs';\n";
const only = (id: string): Linter.RulesRecord => ({ [`tensorproof/${id}`]: 'error' });

function lint(code: string, config: Linter.Config, filename = 'a.js') {
  // The plugin describes itself in its own words, which are ESLint's in all that matters.
  const plugins = { tensorproof: plugin } as unknown as NonNullable<Linter.Config['plugins']>;
  return new Linter().verify(code, [{ files: ['**/*.js', '**/*.ts'], plugins, ...config }], { filename });
}

describe('the ESLint plugin', () => {
  test('reports where the audit does', () => {
    expect(lint(`${HEAD}\ntf.tidy(async () => 1);\n`, { rules: only('async-in-tidy') })).toMatchObject([
      { ruleId: 'tensorproof/async-in-tidy', severity: 2, line: 3, column: 9, endLine: 3, endColumn: 14 },
    ]);
  });

  test('works with another parser, and says only what is on', () => {
    const code = `${HEAD}export function f(x: tf.Tensor, y) { tf.tidy(async () => 1); return x as tf.Tensor; }\n`;
    const config = { languageOptions: { parser: tseslint.parser }, rules: only('missing-parameter-type') };
    expect(lint(code, config, 'a.ts').map(({ ruleId }) => ruleId)).toEqual([
      'tensorproof/missing-parameter-type',
    ]);
  });

  test('its recommended configuration is every rule at its level; hints are off', () => {
    const { recommended } = plugin.configs;
    expect(recommended.rules).toMatchObject({
      'tensorproof/async-in-tidy': 'error',
      'tensorproof/missing-parameter-type': 'warn',
      'tensorproof/bare-tensor': 'off',
    });
    const untyped = rules.filter(({ needsTypes }) => !needsTypes).map(({ id }) => `tensorproof/${id}`);
    expect(Object.keys(recommended.rules).toSorted()).toEqual(untyped.toSorted());
    const found = new Linter().verify(`${HEAD}tf.tidy(async () => 1);`, [
      recommended as unknown as Linter.Config,
    ]);
    expect(found.map(({ ruleId }) => ruleId)).toContain('tensorproof/async-in-tidy');
  });

  test('disable comments of ESLint work', () => {
    const code = `${HEAD}// eslint-disable-next-line tensorproof/async-in-tidy -- it returns a number\ntf.tidy(async () => 1);\n`;
    expect(lint(code, { rules: only('async-in-tidy') })).toEqual([]);
  });
});
