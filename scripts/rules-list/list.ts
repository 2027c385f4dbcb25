import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import type { Rule, RuleCategory } from '../../src/analyzer/rule.ts';
import { rules } from '../../src/analyzer/rules/index.ts';

/** The categories in the order in which they are listed, with what each is about. */
const CATEGORIES: Readonly<Record<RuleCategory, string>> = {
  annotations: 'Annotations: what the types say of tensors',
  memory: 'Memory: tensors that nobody disposes of, or somebody too early',
  async: 'Asynchronous code: promises nobody waits for, and calls that block',
  gradients: 'Gradients: losses through which none flows',
  model: 'Models: layers, losses, options and outputs that do not fit',
  data: 'Data: what happens between an image and a prediction',
  numerics: 'Numerics: types and rounding',
  tests: 'Tests: assertions that can not fail',
  suppressions: 'Suppressions: comments that switch rules off',
};

/** The list of all rules, as Markdown. */
export async function rulesList(): Promise<string> {
  const sections = Object.entries(CATEGORIES).flatMap(([category, title]) => {
    const own = rules.filter((rule) => rule.category === category);
    return own.length === 0 ? [] : [`## ${title}\n\n${tableOf(own)}`];
  });
  const text = `# Rules

${rules.length} rules of \`npx tensorproof audit\`. A _hint_ is shown and never fails a run; \`--rule id=level\` or a configuration gives a rule another
level. How often they are right on public code stands in [precision](../precision.md).

${sections.join('\n\n')}

<!-- Written by \`npx tsx scripts/make-rules-list.ts\` from the rules; a test compares. -->
`;
  const config = await resolveConfig(fileURLToPath(import.meta.url));
  return await format(text, { ...config, parser: 'markdown' });
}

function tableOf(own: readonly Rule[]): string {
  const rows = own
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(
      ({ id, level, needsTypes, description }) =>
        `| [${id}](${id}.md) | ${level} | ${needsTypes ? 'yes' : 'no'} | ${description.replaceAll('|', '\\|')} |`,
    );
  return ['| rule | level | needs types | what it finds |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
