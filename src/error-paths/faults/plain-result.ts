import { describeTensor } from '../../tensor/describe.ts';
import { describeKind, isTensor } from '../../tensor/subject.ts';

/** What a function returned, as data that outlives its tensors. */
export type PlainResult =
  | {
      readonly kind: 'tensor';
      readonly form: string;
      readonly text: string;
      readonly values: readonly unknown[];
    }
  | { readonly kind: 'leaf'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'tree'; readonly parts: ReadonlyMap<string, PlainResult>; readonly text: string };

/** Deeper and wider than anything a function returns; a cycle ends there. */
const DEPTH = 6;
const WIDTH = 1000;

/** How far two numbers may be apart, relative to the larger one. */
const CLOSE = 1e-4;

/** Reads what was returned, while its tensors are there. */
export function readResult(value: unknown, depth = 0): PlainResult {
  if (isTensor(value)) {
    if (value.isDisposed)
      return { kind: 'leaf', value: 'disposed', text: `a disposed ${describeTensor(value)}` };
    const values = Array.from(value.dataSync() as ArrayLike<unknown>);
    const only = values.length === 1 ? ` ${String(values[0])}` : '';
    const form = describeTensor(value);
    return { kind: 'tensor', form, text: `${form}${only}`, values };
  }
  if (typeof value !== 'object' || value === null || depth >= DEPTH) {
    return { kind: 'leaf', value, text: describeKind(value) };
  }
  const entries: [string, unknown][] = [];
  try {
    const parts: Iterable<[unknown, unknown]> =
      value instanceof Map ? value.entries() : Object.entries(value);
    for (const [key, part] of parts) {
      if (entries.length >= WIDTH) break;
      if (typeof part !== 'function') entries.push([String(key), part]);
    }
  } catch {
    // What can't be looked at can't be compared.
  }
  const parts = new Map(entries.map(([key, part]) => [key, readResult(part, depth + 1)]));
  return { kind: 'tree', parts, text: describeKind(value) };
}

/** Whether two results say the same. */
export function isSameResult(left: PlainResult, right: PlainResult): boolean {
  if (left.kind === 'tensor' && right.kind === 'tensor') {
    return (
      left.form === right.form &&
      left.values.length === right.values.length &&
      left.values.every((value, i) => isClose(value, right.values[i]))
    );
  }
  if (left.kind === 'leaf' && right.kind === 'leaf') return isClose(left.value, right.value);
  if (left.kind === 'tree' && right.kind === 'tree') {
    return (
      left.parts.size === right.parts.size &&
      [...left.parts].every(([key, part]) => {
        const other = right.parts.get(key);
        return other !== undefined && isSameResult(part, other);
      })
    );
  }
  return false;
}

function isClose(left: unknown, right: unknown): boolean {
  if (typeof left !== 'number' || typeof right !== 'number') return Object.is(left, right);
  if (Object.is(left, right) || left === right) return true;
  return Math.abs(left - right) <= CLOSE * Math.max(Math.abs(left), Math.abs(right));
}
