import { defineRule } from '../../src/analyzer/rule.ts';
import type { Rule } from '../../src/analyzer/rule.ts';

/** A rule that finds nothing, and tells of each file that it is shown. */
export function witnessRule(tell: (path: string) => void): Rule {
  return defineRule({
    id: 'witness',
    category: 'tests',
    level: 'hint',
    needsTypes: false,
    description: 'Notes the files that it is shown.',
    messages: {},
    concerns: () => true,
    check: ({ source }) => {
      tell(source.path);
      return {};
    },
  });
}
