import { DEMANDS, lossLabel } from '../models/demands.ts';
import type { Demand } from '../models/demands.ts';
import { lossesOf } from '../models/loss.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';

/** Activations that a loss can't be trained with as it is meant; what is in none of them is left alone. */
const REFUSED: Readonly<Record<Demand, ReadonlySet<string>>> = {
  distribution: new Set(['linear', 'sigmoid', 'tanh', 'elu', 'selu', 'logSoftmax', 'softplus', 'leakyRelu']),
  probabilities: new Set(['linear', 'tanh', 'elu', 'selu', 'logSoftmax', 'softplus', 'leakyRelu']),
  logits: new Set(['tanh']),
  positive: new Set(['linear', 'tanh', 'elu', 'selu']),
};

export const lastActivationLoss = defineRule({
  id: 'last-activation-loss',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'The last activation gives what the loss does not take.',
  messages: {
    distribution:
      "{loss} takes rows of probabilities that sum to 1, and a {activation} output gives none: it takes logarithms of numbers outside 0…1, clips them, and where they are clipped no gradient flows. Give the last layer activation: 'softmax', or keep it linear and train with tf.losses.softmaxCrossEntropy.",
    sigmoid:
      "{loss} takes rows of probabilities that sum to 1, and a sigmoid judges every class by itself: rows sum to anything, and the scores are no probabilities. Write activation: 'softmax' for one class of several; for several at once keep the sigmoid and train with 'binaryCrossentropy'.",
    oneSigmoid:
      "{loss} with a single sigmoid unit is 0 whatever the unit says: it divides each row by its sum, and one number over itself is 1. Train with 'binaryCrossentropy'.",
    probabilities:
      "{loss} takes numbers from 0 to 1, and a {activation} output gives any: they are clipped before the logarithm, and where they are clipped no gradient flows. Give the last layer activation: 'sigmoid', or keep it linear and train with tf.losses.sigmoidCrossEntropy.",
    logits:
      '{loss} takes logits, any numbers, and a {activation} output keeps them between -1 and 1: no class can get far above the others, and the loss stops at a floor. Leave the last activation out.',
    positive:
      "{loss} takes the logarithm of the prediction, and a {activation} output can be negative: the loss becomes NaN. Give the last layer activation: 'softplus'.",
  },
  check: (context) => ({
    CallExpression(call) {
      for (const { name, ending, at } of lossesOf(readingOf(context), call)) {
        const demand = DEMANDS[name];
        const { activation } = ending;
        if (demand === undefined || !REFUSED[demand].has(activation)) continue;
        const message = activation !== 'sigmoid' ? demand : ending.units === 1 ? 'oneSigmoid' : 'sigmoid';
        if (message === 'oneSigmoid' && name !== 'categoricalCrossentropy') continue;
        context.report({
          at: message === 'logits' ? ending.at : at,
          message,
          data: { loss: lossLabel(name), activation },
        });
      }
    },
  }),
});
