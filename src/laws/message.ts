import { partOf, writeMessage, type EvidenceLine } from '../checks/evidence.ts';
import { formatRounded } from '../tensor/print-number.ts';
import type { Counterexample, LawDetails, LawDifference } from './law.ts';
import { printValue } from './results.ts';

/** How the outcome of a law is told. */
export interface LawWords {
  /** Where it is broken: `decode does not undo encode`. */
  readonly broken: string;
  /** Where it holds and should not: `decode not to undo encode, but it does`. */
  readonly holds: string;
}

/** The counterexample in lines: inputs, both results, where they part, how to come back to it. */
export function lawMessage(details: LawDetails, words: LawWords): string {
  const { counterexample, judged } = details;
  if (counterexample === undefined) {
    return `Expected ${words.holds} in all ${judged} cases.`;
  }
  const { breach, hint } = counterexample;
  const because = breach.reason === '' ? '' : `: ${breach.reason}`;
  return writeMessage(`${words.broken}${because}.`, evidenceOf(details, counterexample), breach.hint ?? hint);
}

/** The same lines without a sentence, for an error that has one. */
export function caseLines(details: LawDetails): string[] {
  const { counterexample } = details;
  if (counterexample === undefined) return [];
  const { inputs, drawn } = counterexample;
  const lines: EvidenceLine[] = [
    ...inputs.map(({ name, text }): EvidenceLine => [name, text]),
    ['with', drawn === '' ? undefined : drawn],
    ['found', foundLine(details, counterexample)],
    ['code', counterexample.code],
  ];
  return writeMessage('', lines).split('\n').slice(1);
}

function evidenceOf(details: LawDetails, counterexample: Counterexample): EvidenceLine[] {
  const { inputs, drawn, breach, code } = counterexample;
  return [
    ...inputs.map(({ name, text }): EvidenceLine => [name, text]),
    ['with', drawn === '' ? undefined : drawn],
    ...breach.results.flatMap(({ expression, outputs }) =>
      outputs.map((text, i): EvidenceLine => [i === 0 ? expression : '', text]),
    ),
    ['apart', breach.difference && describeDifference(breach.difference)],
    ['found', foundLine(details, counterexample)],
    ['code', code],
  ];
}

/** `in run 3 of 100, made simpler 12 times; { seed: 0, path: '2:1' } replays it`. */
function foundLine({ runs, seed }: LawDetails, { run, shrinks, path }: Counterexample): string {
  const simpler = shrinks === 0 ? '' : `, made simpler ${shrinks === 1 ? 'once' : `${shrinks} times`}`;
  const printed = typeof seed === 'string' ? `'${seed}'` : String(seed);
  return `in run ${run} of ${runs}${simpler}; { seed: ${printed}, path: '${path}' } replays it`;
}

function describeDifference(difference: LawDifference): string | undefined {
  const { kind, index, actual, expected, differing, elements, output } = difference;
  const of = output === '' ? '' : `${output}: `;
  switch (kind) {
    case 'outputs':
      return 'another number of outputs';
    case 'shape':
      return `${of}another shape`;
    case 'dtype':
      return `${of}another dtype`;
    case 'values': {
      const apart = Math.abs(actual - expected);
      const by = Number.isFinite(apart) ? `, ${formatRounded(apart)} off` : '';
      const many = elements === 1 ? '' : `${partOf(differing, elements, 'element')}, `;
      return `${of}${many}at [${index.join(', ')}] ${printValue(actual)}, expected ${printValue(expected)}${by}`;
    }
  }
}
