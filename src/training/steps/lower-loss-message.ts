import { countOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { formatNumber, formatRounded } from '../../tensor/print-number.ts';
import type { LowerLossDetails } from './lower-loss-details.ts';

const SENTENCES: Readonly<Record<LowerLossDetails['verdict'], string>> = {
  falls: 'Expected the loss not to fall, but it does',
  unclear: 'Expected the loss not to fall; it goes up and down',
  flat: 'The loss stays as it was',
  crawls: 'The loss hardly falls',
  stalls: 'The loss no longer falls after the first part of the steps',
  rises: 'The loss rises',
  overshoots: 'The loss is higher than before all along',
  diverges: 'The loss becomes NaN or an infinity',
  'runs away': 'The loss is below zero and falls faster and faster',
};

const HINTS: Readonly<Partial<Record<LowerLossDetails['verdict'], string>>> = {
  flat: 'the steps change nothing that the loss depends on, or by too little.',
  crawls: 'the learning rate is too small, or gradients are clipped to next to nothing.',
  stalls: 'does the learning rate, or what scales the gradients, shrink with each step?',
  rises: 'the learning rate is too high, or the sign of the loss or of the update is wrong.',
  overshoots: 'the learning rate is too high: each step goes beyond where the loss is lower.',
  diverges: 'the learning rate is too high, or the loss has a place where it is not finite.',
  'runs away': 'nothing holds such a loss: is its sign, or that of a part of it, wrong?',
};

/** What is told by a step of a usual size. */
const HELD_AGAINST: ReadonlySet<LowerLossDetails['verdict']> = new Set([
  'flat',
  'crawls',
  'stalls',
  'overshoots',
]);
const SHOWN = 8;

/** Puts what became of the loss into words. */
export function lowerLossMessage(details: LowerLossDetails): string {
  const { steps, losses, verdict, climbing } = details;
  const usual = verdict === 'stalls' ? details.atEnd : details.usual;
  const parts = losses.length - 1;
  const evidence: EvidenceLine[] = losses.map((loss, i) => {
    const at = Math.ceil((i * steps) / parts);
    return [i === 0 ? 'at the start' : `after ${countOf(at, 'step')}`, formatNumber(loss)];
  });
  if (usual !== undefined && HELD_AGAINST.has(verdict)) {
    const text = `${verdict === 'stalls' ? 'would lower' : 'lowers'} it by ${formatRounded(usual.fall)}, and moves the weights by a share of ${usual.share}`;
    evidence.push(['one usual step', text]);
  }
  if (climbing.length > 0) {
    return writeMessage(
      `${countOf(climbing.length, 'variable')} ${climbing.length === 1 ? 'does' : 'do'} not move against the gradient.`,
      climbing
        .slice(0, SHOWN)
        .map(({ name, cosine, follows }): EvidenceLine => [
          name,
          follows === undefined
            ? `moves uphill: the cosine of its move with the way down is ${formatRounded(cosine)}`
            : `moves along the gradient of ${follows}, not along its own`,
        ]),
      climbing.some(({ follows }) => follows !== undefined)
        ? 'are gradients and variables in the same order?'
        : 'is the sign of its update wrong? A sound step gives a cosine above 0.',
    );
  }
  return writeMessage(`${SENTENCES[verdict]} over ${countOf(steps, 'step')}.`, evidence, HINTS[verdict]);
}
