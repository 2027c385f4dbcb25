import { partOf } from '../../checks/evidence.ts';
import { describeTensor } from '../../tensor/describe.ts';
import { describeKind, isTensor } from '../../tensor/subject.ts';

/** What a function returned, in so few words that two can stand side by side. */
export interface Output {
  readonly text: string;
  /** How many elements are NaN, in words; `undefined` where none is. */
  readonly notNumbers: string | undefined;
}

/** Tensors in a list or an object that are shown. */
const SHOWN = 3;

/** Looks at what was returned, while its tensors are there. */
export function outputOf(value: unknown): Output {
  if (isTensor(value)) {
    if (value.isDisposed) return { text: `a disposed ${describeTensor(value)}`, notNumbers: undefined };
    const count = value.dtype === 'float32' ? countNaN(value.dataSync()) : 0;
    return {
      text: describeTensor(value),
      notNumbers: count === 0 ? undefined : `${partOf(count, value.size, 'element')} NaN`,
    };
  }
  if (typeof value === 'number') {
    return { text: describeKind(value), notNumbers: Number.isNaN(value) ? 'NaN' : undefined };
  }
  const isList = Array.isArray(value);
  const parts = isList || isPlain(value) ? Object.entries(value).filter(([, part]) => isTensor(part)) : [];
  if (parts.length === 0) return { text: describeKind(value), notNumbers: undefined };
  const outputs = parts.slice(0, SHOWN).map(([name, part]) => [name, outputOf(part)] as const);
  const texts = outputs.map(([name, { text }]) => (isList ? text : `${name} ${text}`));
  const more = parts.length > SHOWN ? ', …' : '';
  return {
    text: isList ? `[${texts.join(', ')}${more}]` : `{ ${texts.join(', ')}${more} }`,
    notNumbers: outputs.find(([, { notNumbers }]) => notNumbers !== undefined)?.[1].notNumbers,
  };
}

function countNaN(values: Iterable<number>): number {
  let count = 0;
  for (const value of values) if (Number.isNaN(value)) count += 1;
  return count;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** What is remarkable in what came of bad input, beside what comes of right input. */
export function describeAccepted(bad: Output, good: Output | undefined): string {
  const notes = [
    bad.notNumbers === undefined ? undefined : `with ${bad.notNumbers}`,
    good === undefined || good.text === bad.text ? undefined : `where right input gives ${good.text}`,
  ].filter((note) => note !== undefined);
  return [bad.text, ...notes].join(', ');
}
