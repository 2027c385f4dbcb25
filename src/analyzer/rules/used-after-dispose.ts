import type { ts } from '../compiler.js';
import { NodeIndex } from '../node-index.ts';
import { defineRule } from '../rule.ts';
import { lateUses } from '../tensorflow/disposal-paths.ts';
import { isFunctionNode } from '../tensorflow/functions.ts';

const MESSAGES = { 'always': 'used', 'sometimes': 'maybe', 'next turn': 'nextTurn' } as const; // prettier-ignore

export const usedAfterDispose = defineRule({
  id: 'used-after-dispose',
  category: 'memory',
  level: 'error',
  needsTypes: false,
  description: 'A tensor is used after it was disposed of, on some path.',
  messages: {
    used: '`{name}` was disposed of in line {line}: using it here throws "Tensor is disposed". Dispose of it after its last use.',
    maybe:
      '`{name}` may have been disposed of in line {line}: on that path, using it here throws "Tensor is disposed". ' +
      'Dispose of it after its last use, or leave the function there.',
    nextTurn:
      '`{name}` is disposed of in line {line}, in the first turn of the loop: from the second on, using it here throws ' +
      '"Tensor is disposed". Dispose of it after the loop, or make it anew in each turn.',
  },
  check: ({ source, names, report }) => {
    const look = (body: ts.Node): void => {
      for (const { use, disposal, when } of lateUses(body, names)) {
        report({
          at: use,
          message: MESSAGES[when],
          data: { name: use.text, line: source.placeOf(disposal).line },
        });
      }
    };
    return {
      SourceFile(tree) {
        // Most files dispose of nothing by hand.
        const disposals = [...source.text.matchAll(/dispose/g)].map(({ index }) => index);
        if (disposals.length === 0) return;
        look(tree);
        for (const node of NodeIndex.of(tree).all) {
          if (!isFunctionNode(node) || node.body === undefined) continue;
          const { pos, end } = node.body;
          if (disposals.some((at) => pos <= at && at < end) && !runsInPlace(node)) look(node.body);
        }
      },
    };

    /** Seen as a part of the function around it. */
    function runsInPlace(node: ts.Node): boolean {
      if (!isFunctionNode(node)) return false;
      const roles = names.regions.rolesOf(node);
      return roles.includes('at once') || roles.includes('tidy') || roles.includes('element');
    }
  },
});
