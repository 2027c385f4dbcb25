import { ts } from '../compiler.js';
import { nearestName } from '../../checks/options.ts';
import { isModelExpression } from '../models/inference.ts';
import { FUNCTION_OPTIONS, MODEL_OPTIONS } from '../models/option-names.ts';
import { Options } from '../models/options.ts';
import type { Option } from '../models/options.ts';
import { readingOf } from '../models/reading.ts';
import type { Edit } from '../finding.ts';
import { defineRule } from '../rule.ts';
import { isTestFile } from '../test-files.ts';
import { unwrap } from '../unwrap.ts';

/** Which argument holds the options, where it is not the first. */
const PLACE: Readonly<Record<string, number>> = {
  loadLayersModel: 1,
  fit: 2,
  evaluate: 2,
  fitDataset: 1,
  evaluateDataset: 1,
  predict: 1,
  save: 1,
};

export const misspeltOption = defineRule({
  id: 'misspelt-option',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'An option that TensorFlow.js does not know, and passes over without a word.',
  messages: {
    misspelt:
      "{owner} has no option '{name}': TensorFlow.js passes over it without a word, and {right} keeps its default. Write '{right}'.",
    unknown:
      "{owner} has no option '{name}': TensorFlow.js passes over it without a word. Take it out, or look for the one that is meant.",
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const owner = ownerOf(call);
        if (owner === undefined) return;
        const { label, names, place } = owner;
        const argument = call.arguments[place];
        if (argument === undefined || isTriedOnPurpose(argument)) return;
        const known = new Set(names.flatMap((name) => [name, camelCase(name)]));
        for (const option of new Options(argument, reading.declarations).given.values()) {
          if (known.has(option.name)) continue;
          const right = nearestName(option.name, names);
          if (right === undefined) {
            context.report({ at: option.key, message: 'unknown', data: { owner: label, name: option.name } });
            continue;
          }
          const edits = camelCase(option.name) === right ? renaming(option, right) : undefined;
          context.report({
            at: option.key,
            message: 'misspelt',
            data: { owner: label, name: option.name, right },
            // Another spelling of the very name is certain; a near name is likely.
            ...(edits === undefined ? {} : { fix: { description: `write '${right}'`, edits } }),
          });
        }
      },
    };

    /** A test that casts wrong options tries what they do. */
    function isTriedOnPurpose(argument: ts.Expression): boolean {
      return ts.isAsExpression(argument) && isTestFile(context.source.path);
    }

    function ownerOf(
      call: ts.CallExpression,
    ): { readonly label: string; readonly names: readonly string[]; readonly place: number } | undefined {
      const api = reading.names.call(call);
      if (api !== undefined) {
        const names = Object.hasOwn(FUNCTION_OPTIONS, api) ? FUNCTION_OPTIONS[api] : undefined;
        return names === undefined
          ? undefined
          : { label: `tf.${api}()`, names: names.split(' '), place: PLACE[api] ?? 0 };
      }
      const method = reading.names.method(call);
      const callee = unwrap(call.expression);
      if (method === undefined || !ts.isPropertyAccessExpression(callee)) return undefined;
      const names = Object.hasOwn(MODEL_OPTIONS, method) ? MODEL_OPTIONS[method] : undefined;
      if (names === undefined || !isModelExpression(reading, callee.expression)) return undefined;
      return { label: `${method}()`, names: names.split(' '), place: PLACE[method] ?? 0 };
    }
  },
});

function renaming({ key, value, name }: Option, right: string): readonly Edit[] {
  // In `{ batch_size }` the name is the value's, too.
  const isShorthand = value !== undefined && ts.isIdentifier(key) && value === key;
  return [{ start: key.getStart(), end: key.end, text: isShorthand ? `${right}: ${name}` : right }];
}

function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
