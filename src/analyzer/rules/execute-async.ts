import { ts } from '../compiler.js';
import { inferenceOf } from '../models/inference.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';

/** Ops whose output size depends on values, as they stand in the names of a graph's nodes. */
const DYNAMIC_OPS =
  /NonMaxSuppression|TensorArray|TensorList|LoopCond|(?:^|\/)(?:Exit|Enter|Merge|Switch|Where)(?:_\d+)?(?:$|:|\/)/;

/** Published models that select boxes or loop inside their graph. */
const DYNAMIC_MODELS =
  /ssd[_-]?(?:mobilenet|resnet|lite)|faster[_-]?rcnn|mask[_-]?rcnn|efficientdet|centernet|object[_-]detection/i;

export const executeAsync = defineRule({
  id: 'execute-async',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'The execute or predict of a graph whose ops can only run asynchronously.',
  messages: {
    output:
      "The output '{name}' comes from an op whose size depends on values: {method}() throws that the model has dynamic ops. Write await {model}.executeAsync(…).",
    model:
      '{model} is a detector ({url}) whose graph selects boxes by their scores: {method}() throws that the model has dynamic ops. Write await {model}.executeAsync(…).',
  },
  check(context) {
    const reading = readingOf(context);
    return {
      CallExpression(call) {
        const run = inferenceOf(reading, call);
        if (run === undefined || (run.method !== 'execute' && run.method !== 'predict')) return;
        const { method } = run;
        const model = context.source.textOf(run.receiver);
        const name = run.method === 'execute' ? dynamicOutput(reading, call.arguments[1]) : undefined;
        const url = urlOf(reading, run.receiver);
        if (name !== undefined)
          context.report({ at: call, message: 'output', data: { name, method, model } });
        else if (url !== undefined && DYNAMIC_MODELS.test(url))
          context.report({ at: call, message: 'model', data: { url, method, model } });
      },
    };
  },
});

function dynamicOutput(reading: Reading, outputs: ts.Expression | undefined): string | undefined {
  if (outputs === undefined) return undefined;
  const value = reading.declarations.resolve(outputs);
  const names = ts.isArrayLiteralExpression(value) ? value.elements : [value];
  return names
    .map((name) => reading.declarations.resolve(name))
    .find((name): name is ts.StringLiteral => ts.isStringLiteral(name) && DYNAMIC_OPS.test(name.text))?.text;
}

/** Where a graph model was loaded from, where it is written out. */
function urlOf(reading: Reading, receiver: ts.Expression): string | undefined {
  const made = reading.declarations.resolve(receiver);
  if (!ts.isCallExpression(made) || reading.names.call(made) !== 'loadGraphModel') return undefined;
  const [argument] = made.arguments;
  const url = argument === undefined ? undefined : reading.declarations.resolve(argument);
  if (url === undefined) return undefined;
  if (ts.isStringLiteralLike(url)) return url.text;
  return ts.isTemplateExpression(url) ? url.templateSpans.at(-1)?.literal.text : undefined;
}
