import { countOf, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type { DataFinding, SaneInputsDetails } from './sane-details.ts';

/** Says what stands out in a batch. */
export function saneInputsMessage({ samples, findings }: SaneInputsDetails): string {
  const certain = findings.filter(({ isCertain }) => isCertain);
  const lines = [...certain, ...findings.filter((each) => !certain.includes(each))].map(
    (each): EvidenceLine => [each.name, `${describe(each)}${each.isCertain ? '' : ' (may be meant)'}`],
  );
  const [first] = certain;
  if (first === undefined) {
    return writeMessage(
      `Expected something to be wrong with the batch of ${countOf(samples, 'sample')}.`,
      lines,
    );
  }
  return writeMessage(
    certain.length === 1
      ? `The batch is not fit to train on.`
      : `The batch is not fit to train on, for ${certain.length} reasons.`,
    lines,
    HINTS[first.problem.kind],
  );
}

const HINTS: Readonly<Partial<Record<DataFinding['problem']['kind'], string>>> = {
  large: 'divide pixels by 255, or take away the mean and divide by the standard deviation.',
  tiny: 'was it normalised twice?',
  'uneven features': 'take away the mean of each feature, and divide it by its own standard deviation.',
  'no such id': 'ids are counted from 0; an embedding needs as many rows as the largest id, and one more.',
  constant: 'a division of int32 tensors rounds to zero; convert to float32 first.',
  'constant target': 'a division of int32 tensors rounds to zero; convert to float32 first.',
  integers: 'convert to float32 before dividing: int32 divided by int32 is rounded down.',
  'row sums': 'tf.oneHot gives rows of zeros for classes beyond its depth; are classes counted from 1?',
  'out of range': 'classes are counted from 0.',
};

function describe({ problem }: DataFinding): string {
  switch (problem.kind) {
    case 'not finite':
      return `${countOf(problem.count, 'value')} are NaN or infinite`;
    case 'constant':
      return `every value is ${formatRounded(problem.value)}`;
    case 'samples alike':
      return 'all samples are the same, bit for bit';
    case 'large':
      return `values from ${formatRounded(problem.least)} to ${formatRounded(problem.greatest)}, root mean square ${formatRounded(problem.rms)}; about 1 is usual`;
    case 'tiny':
      return `no value is further from 0 than ${formatRounded(problem.greatest)}; about 1 is usual`;
    case 'uneven features':
      return `feature ${problem.feature} of ${problem.of} has a root mean square of ${formatRounded(problem.rms)}, ${formatRounded(problem.rms / problem.usual)} times that of the feature in the middle`;
    case 'no such id':
      return `${countOf(problem.count, 'id')} outside of the ${problem.rows} rows of the embedding, the first is ${formatRounded(problem.first)}`;
    case 'integers':
      return `int32, from ${problem.least} to ${problem.greatest}, into a layer that computes with fractions`;
    case 'constant features':
      return `${partOf(problem.features, problem.of, 'feature')} are the same for every sample`;
    case 'row sums':
      return `${partOf(problem.rows, problem.of, 'row')} do not sum to 1, the first is row ${problem.first} with ${formatRounded(problem.sum)}`;
    case 'out of range':
      return `${countOf(problem.count, 'label')} outside of 0 to ${problem.classes - 1}, the first is ${problem.value}`;
    case 'one class':
      return `all ${problem.samples} samples are of one class`;
    case 'constant target':
      return `every target is ${formatRounded(problem.value)}: there is nothing to learn`;
    case 'contradictions':
      return `${countOf(problem.samples, 'sample')} are the same as others that have another label`;
  }
}
