import { partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type { DeterminismDetails } from './deterministic-details.ts';
import { outputName } from './scene.ts';
import { describeOrigin } from './trace.ts';

/** Puts into words what two runs on the same input gave. */
export function determinismMessage({
  random,
  origin,
  moved,
  fixed,
  drawnInTraining,
}: DeterminismDetails): string {
  const [first] = random;
  const [always] = fixed;
  if (first === undefined && moved.length === 0 && always === undefined) {
    return writeMessage('Expected two runs on the same input to differ at inference, but they do not.', [
      ['in training', drawnInTraining === 0 ? undefined : 'what is random is drawn anew, as it should be'],
    ]);
  }
  const noise = fixed.map(({ op, shape, part, line }): EvidenceLine => [
    op,
    `[${shape.join(', ')}]${part === undefined ? '' : ` in ${part}`}${line === undefined ? '' : `, at ${line}`}: the same in two training passes, bit for bit`,
  ]);
  if (first !== undefined) {
    return writeMessage(
      `Two inference passes on the same input differ, in ${random.map(({ output }) => outputName(output)).join(' and ')}.`,
      [
        ...random.map((each): EvidenceLine => [
          each.output === '' ? 'output' : each.output,
          `${partOf(each.differing, each.elements, 'element')} ${each.differing === 1 ? 'differs' : 'differ'}, by up to ${formatRounded(each.largest)} (expected: not one bit)`,
        ]),
        ['first at', origin && describeOrigin(origin)],
        ['moved', moved.length > 0 ? moved.join(', ') : undefined],
        ...noise,
      ],
      moved.length > 0
        ? 'each pass moves weights; moving averages belong to training.'
        : 'usual causes: dropout or noise that does not look at the training flag.',
    );
  }
  if (moved.length > 0) {
    return writeMessage('An inference pass moves weights.', [['moved', moved.join(', ')], ...noise]);
  }
  return writeMessage(
    'What is drawn at random in training is the same in every pass.',
    [...noise, ['expected', 'other numbers in each pass']],
    'its seed is fixed, or set anew in each pass; leave the seed out, and seed the whole program once.',
  );
}
