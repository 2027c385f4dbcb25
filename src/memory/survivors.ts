import { countOf, type EvidenceLine } from '../checks/evidence.ts';
import { describeTensor } from '../tensor/describe.ts';
import { formatCount } from '../tensor/print-number.ts';
import type { Creation } from './creation-trace.ts';

/** Tensors that stay, of one kind and from one place. */
export interface Survivors {
  readonly count: number;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** The kernel that computed them; `undefined` for tensors made from values. */
  readonly kernel: string | undefined;
  /** The line of the user's that made them, e.g. `src/train.ts:12:5`. */
  readonly line: string | undefined;
  /** Whether the line is that of others of their kind, since none was noted for these; it may name several. */
  readonly isLikely?: boolean;
}

/** Groups that a message lists; the others are counted. */
const SHOWN_GROUPS = 8;

/** Puts tensors that came from the same place together, the largest group first. */
export function groupSurvivors(creations: readonly Creation[]): Survivors[] {
  const groups = new Map<string, Survivors>();
  for (const { tensor, kernel, line, isLikely } of creations) {
    const key = [line, kernel, tensor.dtype, tensor.shape].join('|');
    const known = groups.get(key);
    groups.set(key, {
      count: (known?.count ?? 0) + 1,
      shape: [...tensor.shape],
      dtype: tensor.dtype,
      kernel,
      line,
      // Where some of them are known to come from that line, the others like them are counted in.
      ...(isLikely && (known === undefined || known.isLikely === true) && { isLikely }),
    });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** The lines of a message that say what stays. */
export function survivorEvidence(survivors: readonly Survivors[]): EvidenceLine[] {
  const lines = survivors
    .slice(0, SHOWN_GROUPS)
    .map((group, i): EvidenceLine => [i === 0 ? 'what stays' : '', describeGroup(group)]);
  const hidden = survivors.slice(SHOWN_GROUPS);
  if (hidden.length === 0) return lines;
  const rest = hidden.reduce((total, { count }) => total + count, 0);
  return [...lines, ['', `and ${countOf(rest, 'tensor')} from ${countOf(hidden.length, 'other place')}`]];
}

function describeGroup({ count, kernel, line, isLikely, ...tensor }: Survivors): string {
  const source = kernel === undefined ? 'made from values' : `computed by ${kernel}`;
  return `${formatCount(count)} × ${describeTensor(tensor)}, ${source}${line === undefined ? '' : `, ${isLikely === true ? 'probably at' : 'at'} ${line}`}`;
}
