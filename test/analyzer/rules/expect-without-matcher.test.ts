import { expectWithoutMatcher } from '../../../src/analyzer/rules/expect-without-matcher.ts';
import { testRule } from '../test-rule.ts';

testRule(expectWithoutMatcher, {
  valid: [
    'expect(x).toBe(1);',
    'expect(x).not.toBe(1);',
    'await expect(x).resolves.toBe(1);',
    'expect.assertions(2);',
    'expect.extend({});',
    'const e = expect(x); e.toBe(1);',
    { name: 'chai', code: 'expect(x).to.be.true; expect(x).to.not.be.null;' },
    { name: 'another function', code: 'myexpect(x);' },
    'expect.poll(() => x).toBe(1);',
  ],
  invalid: [
    { code: 'expect(tensor);', errors: [{ message: 'none', at: 'expect(tensor)' }] },
    { code: 'expect(labels.every((label) => label === "person"));', errors: ['none'] },
    { code: 'expect(x).not;', errors: ['none'] },
    { code: 'expect(x).toBeNull;', errors: [{ message: 'uncalled', at: 'expect(x).toBeNull' }] },
    { code: 'expect(x).not.toBeAllFinite;', errors: ['uncalled'] },
    { code: 'expect.soft(x);', errors: ['none'] },
  ],
});
