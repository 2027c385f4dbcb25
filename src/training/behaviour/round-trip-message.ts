import { countOf, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type { RoundTripDetails } from './round-trip-details.ts';
import { describeOrigin } from './trace.ts';

const SHOWN = 6;

/** Puts what was lost into words. */
export function roundTripMessage({ outputs, origin, config, weights, failure }: RoundTripDetails): string {
  if (failure !== undefined) {
    return writeMessage(
      `The model can't be ${failure.step === 'save' ? 'saved' : 'loaded again'}: ${failure.reason}`,
      [],
      failure.hint,
    );
  }
  if (outputs.length + config.length + weights.length === 0) {
    return 'Expected the model to lose something when it is saved and loaded, but it loses nothing.';
  }
  const shown = config.slice(0, SHOWN);
  const [first] = config;
  return writeMessage(
    outputs.length > 0
      ? 'The model gives something else once it is saved and loaded.'
      : 'The model is another one once it is saved and loaded.',
    [
      ...outputs.map((each): EvidenceLine => [
        each.output === '' ? 'output' : each.output,
        `${partOf(each.differing, each.elements, 'element')} differ, by up to ${formatRounded(each.largest)} (expected: not one bit)`,
      ]),
      ['first at', origin && describeOrigin(origin)],
      ...shown.map(({ layer, className, field, before, after }): EvidenceLine => [
        layer,
        `${className}.${field} is ${before}, and ${after} once loaded`,
      ]),
      ['…', config.length > SHOWN ? `and ${countOf(config.length - SHOWN, 'more', 'more')}` : undefined],
      ...weights.slice(0, SHOWN).map(({ name, problem }): EvidenceLine => [name, WEIGHT[problem]]),
    ],
    first === undefined || first.field.startsWith('config.') || first.field === 'trainable'
      ? undefined
      : `a layer's getConfig must return what its constructor takes: { ...super.getConfig(), ${first.field}: this.${first.field} }.`,
  );
}

const WEIGHT = {
  missing: 'is missing once loaded',
  shape: 'has another shape once loaded',
  values: 'has other values once loaded',
} as const;
