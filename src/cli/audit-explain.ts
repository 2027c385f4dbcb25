import { Command } from 'commander';
import type { Rule } from '../analyzer/rule.ts';
import type { Terminal } from './terminal.ts';

/** `tensorproof audit explain` */
export function explainCommand(terminal: Terminal): Command {
  return new Command('explain')
    .description(
      'what a rule finds, what happens at run time and what to write instead; without a name, every rule',
    )
    .argument('[rule]')
    .action(async (id: string | undefined) => {
      // The rules bring the compiler with them.
      const [{ allRules }, { unknownRule }] = await Promise.all([
        import('../analyzer/analyze.ts'),
        import('../analyzer/active-rules.ts'),
      ]);
      if (id === undefined) {
        terminal.print(ruleList(allRules));
        return;
      }
      const rule = allRules.find((each) => each.id === id);
      if (rule === undefined)
        throw unknownRule(
          id,
          allRules.map((each) => each.id),
        );
      terminal.print(rulePage(rule));
    });
}

function ruleList(rules: readonly Rule[]): string {
  const widest = Math.max(...rules.map(({ id }) => id.length));
  const categories = [...new Set(rules.map(({ category }) => category))];
  return categories
    .map((category) =>
      [
        category,
        ...rules
          .filter((rule) => rule.category === category)
          .map(({ id, level, description }) => `  ${id.padEnd(widest)}  ${level.padEnd(7)}  ${description}`),
      ].join('\n'),
    )
    .join('\n\n');
}

function rulePage(rule: Rule): string {
  const { id, description, category, level, needsTypes, messages, options = {}, example } = rule;
  const lines = [
    id,
    '',
    description,
    '',
    `  about   ${category}`,
    `  level   ${level}`,
    `  types   ${needsTypes ? 'needs the type checker' : 'works without the type checker'}`,
    '',
    'It says',
    ...Object.values(messages).map((message) => `  - ${message}`),
  ];
  if (Object.keys(options).length > 0) {
    lines.push('', 'Options and their defaults');
    for (const [name, value] of Object.entries(options)) lines.push(`  ${name}: ${JSON.stringify(value)}`);
  }
  if (example !== undefined) {
    const indented = (code: string): string => code.replace(/^/gm, '  ');
    lines.push('', 'Instead of', indented(example.bad), 'write', indented(example.good));
  }
  lines.push('', 'Quiet in one line', `  // tensorproof-ignore-next-line ${id} -- why it is right here`);
  return lines.join('\n');
}
