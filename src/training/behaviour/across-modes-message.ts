import { writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type { AcrossModesDetails, ModeFinding } from './across-modes-details.ts';
import { describeOrigin } from './trace.ts';

const SENTENCES: Readonly<Record<ModeFinding['problem'], string>> = {
  random: 'Inference draws at random, as only training should',
  moves: 'Inference moves weights, as only training should',
  undeclared: 'Training gives something else than inference, though nothing says so',
  inert: 'A layer that should drop or add noise in training does nothing',
  unscaled: 'Dropout does not scale up what it leaves, so that training sees less than inference',
  'drops most': 'Dropout drops most of what it is given',
};

const HINTS: Readonly<Partial<Record<ModeFinding['problem'], string>>> = {
  undeclared:
    'what differs should draw at random (dropout, noise) or go by batch statistics (batch norm); a factor or a branch on the training flag should be in both modes.',
  inert: 'is the model applied with { training: true }?',
  unscaled: 'divide what is left by the share that is kept, in training.',
  'drops most': 'the rate is the share that is dropped, not the one that is kept.',
};

/** Puts into words what the modes do not agree on. */
export function modesMessage({ findings, declared }: AcrossModesDetails): string {
  const [first] = findings;
  if (first === undefined) {
    return writeMessage(
      'Expected training and inference to disagree, but they differ only where they should.',
      [['differ', declared.length > 0 ? declared.join(', ') : undefined]],
    );
  }
  return writeMessage(
    `${SENTENCES[first.problem]}${first.layer === undefined ? '' : `, in ${first.layer}`}.`,
    findings.flatMap(({ problem, layer, largest, origin, dropout }): EvidenceLine[] => [
      [
        layer ?? 'output',
        dropout !== undefined
          ? `drops ${formatRounded(100 * dropout.dropped, 3)} %, and multiplies the rest by ${formatRounded(dropout.factor)}; expected ${formatRounded(1 / (1 - dropout.dropped))}`
          : problem === 'inert'
            ? 'the same in both modes'
            : problem === 'moves'
              ? 'a weight is another one afterwards'
              : `differs by up to ${formatRounded(largest)}`,
      ],
      ['first at', origin && describeOrigin(origin)],
    ]),
    HINTS[first.problem],
  );
}
