import { writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type { Interval } from './attainable-range.ts';
import type { Demand } from './loss-demands.ts';
import type { OutputRangeDetails, RangeFinding } from './output-range-details.ts';
import { outputName } from './scene.ts';
import { describeOrigin } from './trace.ts';

const TAKES: Readonly<Record<Demand, string>> = {
  distribution: 'probabilities of classes, which sum to one',
  probabilities: 'probabilities, from 0 to 1',
  logits: 'logits: it applies a softmax itself',
  values: 'values like the targets',
};

/** Puts what was found into words. */
export function outputRangeMessage({ findings, demands }: OutputRangeDetails): string {
  const [first] = findings;
  if (first === undefined) {
    return writeMessage(
      'Expected an output not to fit its loss and its targets, but each does.',
      demands.map(({ output, demand }): EvidenceLine => [
        output === '' ? 'the loss takes' : output,
        TAKES[demand],
      ]),
    );
  }
  return findings.map(findingText).join('\n');
}

function findingText({ output, problem, demand, seen, expected, share, origin }: RangeFinding): string {
  const what = outputName(output);
  const takes: EvidenceLine = ['the loss takes', demand && TAKES[demand]];
  const last: EvidenceLine = ['last bound', origin && describeOrigin(origin)];
  const part = `${formatRounded(share * 100, 3)} %`;
  switch (problem) {
    case 'sums':
      return writeMessage(
        capitalized(`${what} does not sum to ${formatRounded(expected[0])} along the last axis.`),
        [['sums', `${between(seen)}, for ${part} of the rows`], takes, last],
        demand &&
          'the last layer takes a softmax; or use a loss that takes logits, or one for several labels (binary cross-entropy).',
      );
    case 'outside':
      return writeMessage(
        capitalized(`${what} has values outside ${interval(expected)}.`),
        [['values', `${between(seen)}, ${part} of them outside`], takes, last],
        demand && 'the last layer takes a sigmoid; or use a loss that takes logits.',
      );
    case 'unattainable':
      return writeMessage(
        capitalized(`${what} can't reach the targets, whatever its weights are.`),
        [
          ['targets', `${between(seen)}, ${part} of them out of reach`],
          ['attainable', interval(expected)],
          last,
        ],
        'scale the targets into that range, or end with another activation; a linear one reaches all.',
      );
    case 'exclusive':
      return writeMessage(
        capitalized(`${what} sums to 1 along the last axis, so that no two labels can hold.`),
        [['targets', `rows sum to ${between(seen)}; ${part} of them have several labels`], takes, last],
        'labels that do not exclude each other take a sigmoid and binary cross-entropy.',
      );
    case 'softmax before logits':
      return writeMessage(
        capitalized(`${what} went through a softmax, and its loss applies another one.`),
        [['values', `${between(seen)}, and every row sums to one`], takes, last],
        'leave the softmax out of the model, or use a loss that takes probabilities: with both, no prediction is sure.',
      );
  }
}

function between([min, max]: Interval): string {
  return min === max ? formatRounded(min) : `${formatRounded(min)} to ${formatRounded(max)}`;
}

function interval([min, max]: Interval): string {
  return `[${formatRounded(min)}, ${formatRounded(max)}]`;
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
