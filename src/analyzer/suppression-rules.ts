import { defineRule } from './rule.ts';

/**
 * The rules about the comments that keep findings quiet. They look at nothing themselves: what they say comes out when the
 * findings of all other rules are known.
 */
export const SUPPRESSION_RULES = {
  'unused-suppression': defineRule({
    id: 'unused-suppression',
    category: 'suppressions',
    level: 'warning',
    needsTypes: false,
    description: 'A comment keeps a rule quiet that has nothing to say there.',
    messages: {
      unused: "'{rule}' finds nothing here any more; take the comment out before it hides something new.",
    },
    check: () => ({}),
  }),
  'unclear-suppression': defineRule({
    id: 'unclear-suppression',
    category: 'suppressions',
    level: 'warning',
    needsTypes: false,
    description:
      'A comment that should keep a rule quiet names no rule, or gives no reason, so it keeps nothing quiet.',
    messages: {
      noRule:
        'It names no rule, so it keeps nothing quiet: write `tensorproof-ignore-next-line rule-id -- reason`.',
      unknownRule: "There is no rule '{rule}'.{hint}",
      noReason: 'It gives no reason, so it keeps nothing quiet: write ` -- ` and why after the rule.',
    },
    check: () => ({}),
  }),
} as const;
