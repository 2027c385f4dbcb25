import { formatCount } from '../tensor/print-number.ts';

/** One line of evidence below the leading sentence of a message; a text of `undefined` leaves it out. */
export type EvidenceLine = readonly [label: string, text: string | undefined];

/**
 * Puts a failure message together: one sentence, the evidence in two columns, and a hint where there is one.
 * @param sentence says what is wrong
 * @param evidence what is known, one line each
 * @param hint what it means or what to do; only where the evidence supports it
 */
export function writeMessage(sentence: string, evidence: readonly EvidenceLine[], hint?: string): string {
  const lines = evidence.filter((line): line is [string, string] => line[1] !== undefined);
  const width = Math.max(0, ...lines.map(([label]) => label.length));
  return [
    sentence,
    ...lines.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
  ].join('\n');
}

/** `1 row`, `1,234 rows`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** `3 of 1,234 elements`. */
export function partOf(part: number, whole: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(part)} of ${countOf(whole, noun, plural)}`;
}

/** Items of a list, and a word that there are more: `a, b, c, …`. */
export function listFirst(items: readonly string[], total: number): string {
  return items.length < total ? `${items.join(', ')}, …` : items.join(', ');
}

/** An index as messages print it, `_` for an axis that is not fixed: `[3, _, 2]`. */
export function describeIndex(index: readonly (number | null)[]): string {
  return `[${index.map((at) => at ?? '_').join(', ')}]`;
}
