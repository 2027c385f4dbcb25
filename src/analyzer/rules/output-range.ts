import { ts } from '../compiler.js';
import { DEMANDS, DISTANCES, lossLabel } from '../models/demands.ts';
import { lossesOf } from '../models/loss.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { scalarOf } from '../models/scaling.ts';
import { defineRule } from '../rule.ts';
import { unwrap } from '../unwrap.ts';

export const outputRange = defineRule({
  id: 'output-range',
  category: 'model',
  level: 'warning',
  needsTypes: false,
  description: 'A relu or sigmoid output can not reach what the loss or the targets ask for.',
  messages: {
    probabilities:
      "{loss} takes probabilities, and a {activation} output is 0 or anything above: where all units of a sample are 0 the loss is NaN or clipped, and no gradient flows. Write activation: '{instead}'.",
    logits:
      '{loss} takes logits, and a {activation} output has none below 0: no class can be ruled out, and a unit that is 0 for every sample never learns again. Leave the last activation out.',
    oneUnit:
      'A single {activation} unit for an output is 0 for every sample if its weights start on the wrong side, and then it has no gradient: training stands still in some runs and not in others. Leave the last activation out, and clip predictions if they must not be negative.',
    signed:
      "Targets here are scaled to -1…1, and a {activation} output never gets below 0: the loss keeps a floor, and half of the data can not be matched. Write activation: 'tanh' or leave it out.",
  },
  check(context) {
    const reading = readingOf(context);
    let isScaledBelowZero = false;
    const bounded: {
      readonly at: ts.Node;
      readonly activation: string;
      readonly units: number | undefined;
    }[] = [];
    return {
      CallExpression(call) {
        isScaledBelowZero ||= centres(reading, call);
        for (const { name, ending, at } of lossesOf(reading, call)) {
          const { activation, units } = ending;
          const isRelu = RECTIFIERS.has(activation);
          const demand = DEMANDS[name];
          if (isRelu && (demand === 'distribution' || demand === 'probabilities')) {
            const instead = demand === 'distribution' ? 'softmax' : 'sigmoid';
            context.report({
              at,
              message: 'probabilities',
              data: { loss: lossLabel(name), activation, instead },
            });
          } else if (isRelu && demand === 'logits') {
            context.report({ at: ending.at, message: 'logits', data: { loss: lossLabel(name), activation } });
          } else if (DISTANCES.has(name) && (isRelu || activation === 'sigmoid')) {
            bounded.push({ at: ending.at, activation, units });
          }
        }
      },
      // Where targets are scaled may stand before or after the model.
      end() {
        for (const { at, activation, units } of bounded) {
          if (isScaledBelowZero) context.report({ at, message: 'signed', data: { activation } });
          else if (units === 1 && activation === 'relu')
            context.report({ at, message: 'oneUnit', data: { activation } });
        }
      },
    };
  },
});

const RECTIFIERS: ReadonlySet<string> = new Set(['relu', 'relu6']);

/** `x.div(127.5).sub(1)`, `x.sub(127.5).div(127.5)`, `x.mul(2).sub(1)`: what brings values to -1…1. */
function centres(reading: Reading, call: ts.CallExpression): boolean {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || reading.names.call(call) !== undefined) return false;
  const inner = unwrap(callee.expression);
  if (!ts.isCallExpression(inner)) return false;
  const outerOp = callee.name.text;
  const innerOp = reading.names.method(inner);
  const outer = scalarOf(reading, call.arguments[0]);
  const before = scalarOf(reading, inner.arguments[0]);
  if (outer === undefined || before === undefined) return false;
  if (outerOp === 'sub' && outer === 1)
    return (innerOp === 'div' && [127, 127.5, 128].includes(before)) || (innerOp === 'mul' && before === 2);
  return (
    outerOp === 'div' && innerOp === 'sub' && outer === before && [0.5, 127, 127.5, 128].includes(before)
  );
}
