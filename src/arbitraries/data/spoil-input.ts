import { toStringMethod } from 'fast-check';
import { describePlain } from '../tensors/describe-plain.ts';
import type { PlainTensor } from '../tensors/plain-tensor.ts';
import { realizeData } from '../tensors/realize.ts';
import { SPOIL, type BadInputKind, type Rules } from './spoil.ts';

/** An input that a function should refuse, and why. */
export interface BadInput {
  readonly input: unknown;
  readonly wrong: BadInputKind;
  /** In words, e.g. `axis 1 is 4, where 3 would fit`. */
  readonly detail: string;
}

/** All that can be wrong, the plainest first. */
export const KINDS: readonly BadInputKind[] = [
  'undefined',
  'null',
  'promise',
  'nested array',
  'disposed',
  'empty',
  'wrong dtype',
  'missing batch axis',
  'extra batch axis',
  'axis off by one',
  'axes swapped',
  'wrong channels',
  'NaN',
  'Infinity',
  'out of range',
];

/**
 * Spoils a tensor in one way.
 * @returns `undefined` where its shape or dtype doesn't allow it
 */
export function spoilAs(
  wrong: BadInputKind,
  plain: PlainTensor,
  pick: number,
  rules: Rules,
): BadInput | undefined {
  const instead = INSTEAD[wrong];
  if (instead !== undefined) {
    const [prefix, detail, make] = instead;
    const text = prefix.endsWith(' ') ? `${prefix}${describePlain(plain)}` : prefix;
    return say(make(plain), wrong, detail, text);
  }
  const spoilt = SPOIL[wrong]?.(plain, pick, rules);
  return spoilt && say(realizeData(spoilt.plain), wrong, spoilt.detail, describePlain(spoilt.plain));
}

/** What is handed over instead of a live tensor: how it prints (before the tensor, where a space follows), and what it is. */
const INSTEAD: Readonly<
  Partial<
    Record<BadInputKind, readonly [text: string, detail: string, make: (plain: PlainTensor) => unknown]>
  >
> = {
  undefined: ['undefined', 'undefined instead of a tensor', () => undefined],
  null: ['null', 'null instead of a tensor', () => null],
  promise: ['Promise of ', 'a promise of a tensor', (plain) => Promise.resolve(realizeData(plain))],
  'nested array': ['array ', 'a nested array instead of a tensor', (plain) => nest(plain)],
  disposed: [
    'disposed ',
    'a tensor that was disposed',
    (plain) => {
      const disposed = realizeData(plain);
      disposed.dispose();
      return disposed;
    },
  ],
};

function say(input: unknown, wrong: BadInputKind, detail: string, text: string): BadInput {
  return Object.defineProperty({ input, wrong, detail }, toStringMethod, {
    value: () => (text === wrong ? detail : `${text} (${wrong}: ${detail})`),
  });
}

/** As `tensor.arraySync()` gives it. */
function nest({ dtype, shape, data }: PlainTensor, axis = 0, start = 0): unknown {
  const size = shape[axis];
  if (size === undefined) return data[start];
  const stride = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  return Array.from({ length: size }, (_, i) => nest({ dtype, shape, data }, axis + 1, start + i * stride));
}
