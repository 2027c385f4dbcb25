import { countOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type { DependsOnInputDetails, IgnoredHalf, OutputReaction } from './depends-on-input-details.ts';
import { outputName } from './scene.ts';

/** Says what does not reach the output; where everything does, the text of a negated expectation. */
export function dependsMessage(details: DependsOnInputDetails): string {
  const { outputs, ignored, ignoredHalves, onlyInTraining, onceTrained, tried } = details;
  const constant = outputs.filter(({ by }) => by.length === 0);
  const others = `${countOf(tried.length, 'other content')} of it: ${tried.join(', ')}`;
  const [first] = constant;
  if (first === undefined && ignored.length === 0 && ignoredHalves.length > 0) {
    return halvesMessage(ignoredHalves);
  }
  if (first === undefined && ignored.length === 0) {
    return writeMessage('Expected the output not to depend on the input, but it does.', [
      ...outputs.map((each): EvidenceLine => [
        each.output === '' ? 'output' : each.output,
        reactionText(each),
      ]),
      ['needs a step', onceTrained.length > 0 ? onceTrained.join(', ') : undefined],
    ]);
  }
  if (first !== undefined) {
    const what = constant.map(({ output }) => outputName(output)).join(' and ');
    return writeMessage(
      `${what.charAt(0).toUpperCase()}${what.slice(1)} does not depend on the input.`,
      [
        ...constant.map((each): EvidenceLine => [
          each.output === '' ? 'output' : each.output,
          reactionText(each),
        ]),
        ['tried', others],
      ],
      constantHint(first),
    );
  }
  const names = ignored.map((name) => `'${name}'`).join(' and ');
  return writeMessage(
    `The ${ignored.length === 1 ? 'input' : 'inputs'} ${names} ${ignored.length === 1 ? 'does' : 'do'} not reach the output.`,
    [
      ...outputs.map((each): EvidenceLine => [
        each.output === '' ? 'output' : each.output,
        `changes with ${each.by.join(', ')}`,
      ]),
      ['in training', onlyInTraining.length > 0 ? `changes with ${onlyInTraining.join(', ')}` : undefined],
      ['tried', others],
    ],
  );
}

function reactionText({ shape, range: [min, max], largest, noise, by }: OutputReaction): string {
  const values =
    min === max ? `${formatRounded(min)} everywhere` : `${formatRounded(min)} to ${formatRounded(max)}`;
  const change = largest === 0 ? 'not one bit changes' : `changes by ${formatRounded(largest)} at most`;
  const rounding = by.length === 0 && largest > 0 ? `, rounding alone makes ${formatRounded(noise)}` : '';
  return `[${shape.join(', ')}], ${values}; ${change}${rounding}`;
}

function constantHint({ shape, range: [min, max] }: OutputReaction): string | undefined {
  if (min === 1 && max === 1 && shape.at(-1) === 1) {
    return 'a softmax over one unit is always 1; two classes take one unit of sigmoid, or two of softmax.';
  }
  return 'usual causes: units that never fire (a large negative bias), an input that is multiplied by zero or cast to int, or weights that are all zero.';
}

function halvesMessage(halves: readonly IgnoredHalf[]): string {
  const [first] = halves;
  const names = [...new Set(halves.map(({ input }) => `'${input}'`))].join(' and ');
  return writeMessage(
    `Half of ${names} never reaches the output.`,
    halves.map(({ input, axis, from, to, of }): EvidenceLine => [
      input,
      `${from} to ${to - 1} of the ${of} on axis ${axis}: not one bit changes, whatever stands there`,
    ]),
    first?.axis === 1 && first.from > 0
      ? 'is the first step of a sequence taken, where the last one is meant?'
      : 'does a slice, or an index, take less than it should?',
  );
}
