import { countOf, partOf, writeMessage, type EvidenceLine } from '../../../checks/evidence.ts';
import { formatRounded } from '../../../tensor/print-number.ts';
import type { ActivationFault, HealthyActivationsDetails, LayerActivations } from './activation-details.ts';

/** Layers that a message names one by one. */
const SHOWN = 6;

/** Explains what the layers give; where all are healthy, the text of a negated expectation. */
export function activationsMessage({ layers, samples }: HealthyActivationsDetails): string {
  const faulty = layers.filter(({ fault }) => fault !== undefined);
  const [first] = faulty;
  if (first?.fault === undefined) {
    const worst = [...layers].sort((a, b) => b.share - a.share)[0];
    return writeMessage(
      `Expected an unhealthy activation, but ${countOf(layers.length, 'activation')} are sound over ${countOf(samples, 'sample')}.`,
      worst === undefined
        ? []
        : [[worst.layer, `has the most: ${formatRounded(100 * worst.share, 2)} % silent or flat`]],
    );
  }
  const lines = faulty
    .slice(0, SHOWN)
    .map(({ layer, kernel, fault }): EvidenceLine => [layer, fault && faultText(fault, kernel)]);
  if (faulty.length > SHOWN) lines.push(['…', `and ${faulty.length - SHOWN} more`]);
  const names = nounOf(faulty);
  return writeMessage(`${names} over ${countOf(samples, 'sample')}.`, [
    ...lines,
    ['sound', SOUND[first.fault.kind]],
    ['usual causes', CAUSES[first.fault.kind]],
  ]);
}

function nounOf(faulty: readonly LayerActivations[]): string {
  const [first] = faulty;
  const kind = first?.fault?.kind ?? 'dead';
  return faulty.length === 1
    ? `${first?.layer ?? ''} is ${kind}`
    : `${countOf(faulty.length, 'activation')} are not healthy; the first is ${first?.layer ?? ''}, which is ${kind},`;
}

function faultText(fault: ActivationFault, kernel: string): string {
  switch (fault.kind) {
    case 'dead':
      return `dead: ${partOf(fault.units, fault.of, 'unit')} active for no sample, ${kernel} reads ${formatRounded(fault.mean, 3)} there on average`;
    case 'saturated':
      return kernel === 'Softmax'
        ? `saturated: ${partOf(fault.flat, fault.of, 'row')} decided by 15 or more, the middle one by ${formatRounded(fault.typical, 3)}`
        : `saturated: ${partOf(fault.flat, fault.of, 'value')} that ${kernel} reads lie beyond ±5, the middle one at ±${formatRounded(fault.typical, 3)}`;
    case 'constant':
      return `constant: ${formatRounded(fault.value)} and so on for every sample, while what it reads differs`;
  }
}

const SOUND: Readonly<Record<ActivationFault['kind'], string>> = {
  dead: 'less than half of the units silent, however many zeros there are',
  saturated: 'more than half within ±5, or decided by less than 15',
  constant: 'samples that differ give outputs that differ',
};

const CAUSES: Readonly<Record<ActivationFault['kind'], string>> = {
  dead: 'a bias far below zero, a learning rate that was too large, inputs of one sign or another scale',
  saturated: 'inputs that are not scaled, initial weights that are too large',
  constant: 'softmax over a single unit, weights that are all alike, an operation that drops the samples',
};
