/**
 * The rules of the audit as an ESLint plugin, so that editors show them.
 * @module tensorproof/eslint
 */
import manifest from '../../package.json' with { type: 'json' };
import type { Edit, Finding, Level } from './finding.ts';
import type { Rule } from './rule.ts';
import { rules as libraryRules } from './rules/index.ts';
import { runRules } from './run-rules.ts';
import { isSource } from './project/source-kind.ts';
import { SourceText } from './source-text.ts';

/** As much of ESLint as the adapter touches; this library does not depend on it. */
interface RuleContext {
  readonly filename: string;
  readonly sourceCode: { readonly text: string };
  report(descriptor: {
    readonly message: string;
    readonly loc: Readonly<Record<'start' | 'end', { readonly line: number; readonly column: number }>>;
    readonly fix?: (fixer: Fixer) => readonly unknown[];
  }): void;
}

interface Fixer {
  replaceTextRange(range: [number, number], text: string): unknown;
}

/** A rule as ESLint takes it. */
export interface EslintRule {
  readonly meta: {
    readonly type: 'problem' | 'suggestion';
    readonly docs: { readonly description: string };
    readonly fixable: 'code';
    readonly schema: readonly object[];
  };
  create(context: RuleContext): { readonly Program: () => void };
}

/** The plugin, with the configuration that has every rule at its own level. */
export interface EslintPlugin {
  readonly meta: { readonly name: string; readonly version: string };
  readonly rules: Readonly<Record<string, EslintRule>>;
  readonly configs: {
    readonly recommended: {
      readonly name: string;
      readonly plugins: Readonly<Record<string, unknown>>;
      readonly rules: Readonly<Record<string, 'error' | 'warn' | 'off'>>;
    };
  };
}

/** An editor has no program of the audit's, so what needs the type checker is left to the command line. */
const adapted = libraryRules.filter(({ needsTypes }) => !needsTypes);

const LEVELS: Readonly<Record<Level, 'error' | 'warn' | 'off'>> = {
  error: 'error',
  warning: 'warn',
  hint: 'off',
  off: 'off',
};

/** What all rules found in a text: the first that is asked runs them all in one walk. */
const found = new WeakMap<object, ReadonlyMap<string, readonly Finding[]>>();

const rules = Object.fromEntries(adapted.map((rule) => [rule.id, adapt(rule)]));

const meta = { name: manifest.name, version: manifest.version };

/**
 * The plugin for `eslint.config.js`. It reads the text of a file itself, so it works with any parser.
 * @example
 * // eslint.config.js
 * import tensorproof from 'tensorproof/eslint';
 *
 * export default [tensorproof.configs.recommended];
 */
const plugin: EslintPlugin = {
  meta,
  rules,
  configs: {
    recommended: {
      name: 'tensorproof/recommended',
      plugins: { tensorproof: { meta, rules } },
      rules: Object.fromEntries(adapted.map(({ id, level }) => [`tensorproof/${id}`, LEVELS[level]])),
    },
  },
};

export default plugin;

function adapt(rule: Rule): EslintRule {
  return {
    meta: {
      type: rule.level === 'error' ? 'problem' : 'suggestion',
      docs: { description: rule.description },
      fixable: 'code',
      schema: [],
    },
    create: (context) => ({
      Program() {
        for (const finding of findingsIn(context).get(rule.id) ?? []) {
          const { message, place, fix } = finding;
          context.report({
            message,
            loc: {
              start: { line: place.line, column: place.column - 1 },
              end: { line: place.endLine, column: place.endColumn - 1 },
            },
            ...(fix === undefined
              ? {}
              : { fix: (fixer) => fix.edits.map((edit) => replacement(fixer, edit)) }),
          });
        }
      },
    }),
  };
}

function findingsIn({ filename, sourceCode }: RuleContext): ReadonlyMap<string, readonly Finding[]> {
  const known = found.get(sourceCode);
  if (known !== undefined) return known;
  const path = filename.replaceAll('\\', '/');
  const source = SourceText.parse(isSource(path) ? path : `${path}.ts`, sourceCode.text);
  const active = adapted.map((rule) => ({ rule, level: 'warning' as const, options: {} }));
  const { findings, failures } = runRules(source, active);
  const [failure] = failures;
  // ESLint names the rule that throws; which of ours it was is in the message.
  if (failure !== undefined) throw new Error(`rule ${failure.rule} failed`, { cause: failure.error });
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  found.set(sourceCode, byRule);
  return byRule;
}

function replacement(fixer: Fixer, { start, end, text }: Edit): unknown {
  return fixer.replaceTextRange([start, end], text);
}
