import { ts } from '../compiler.js';
import { defineRule } from '../rule.ts';
import type { Repetition } from '../tensorflow/regions.ts';
import { isTestFile } from '../test-files.ts';
import { unwrap } from '../unwrap.ts';

const WHERE: Readonly<Partial<Record<Repetition, string>>> = {
  loop: 'in every turn of this loop',
  frame: 'in every frame',
  timer: 'every time the timer fires',
  request: 'in every request, while all others wait',
};

const READS: Readonly<Record<string, string>> = {
  dataSync: 'data',
  arraySync: 'array',
  bufferSync: 'buffer',
};

export const syncReadInLoop = defineRule({
  id: 'sync-read-in-loop',
  category: 'async',
  level: 'warning',
  needsTypes: false,
  description: 'Values are read synchronously in a loop, an animation frame, a timer or a request handler.',
  messages: {
    blocks:
      '`{read}()` stops the thread until the device has finished, {where}: the page or the server answers nothing meanwhile, ' +
      'and the device stands idle after it. Write `await {tensor}.{instead}()`, or read once after the loop.',
    blocksInTidy:
      '`{read}()` stops the thread until the device has finished, {where}: the page or the server answers nothing meanwhile, ' +
      'and the device stands idle after it. Return the tensor from the tidy and read it with `await {tensor}.{instead}()` ' +
      'outside, or once after the loop.',
  },
  check: ({ source, names, report }) => {
    if (isTestFile(source.path)) return {};
    return {
      CallExpression(call) {
        const callee = unwrap(call.expression);
        if (!ts.isPropertyAccessExpression(callee) || call.arguments.length > 0) return;
        const read = callee.name.text;
        const instead = Object.hasOwn(READS, read) ? READS[read] : undefined;
        if (instead === undefined) return;
        // As a statement of its own it reads nothing: someone waits for the device on purpose.
        if (ts.isExpressionStatement(call.parent)) return;
        const repetition = names.regions.repetition(call);
        const where = repetition === undefined ? undefined : WHERE[repetition];
        if (where === undefined) return;
        const owner = unwrap(callee.expression);
        const tensor =
          ts.isIdentifier(owner) || ts.isPropertyAccessExpression(owner) ? owner.getText() : 'tensor';
        report({
          at: callee.name,
          message: names.regions.tidied(call) === 'inside' ? 'blocksInTidy' : 'blocks',
          data: { read, where, tensor, instead },
        });
      },
    };
  },
});
