import type { Tensor } from '@tensorflow/tfjs-core';
import { userLineOf } from '../engine/user-line.ts';

/** Stacks that are kept of a kind; later ones take the place of earlier ones. */
const STACKS = 16;
/** Lines that are named at most. */
const NAMED = 3;

/** What tensors have in common that come from one line, and others may have as well. */
export function kindOf({ dtype, shape }: Tensor, kernel = ''): string {
  return `${kernel}|${dtype}|${shape.join(',')}`;
}

/** Remembers, of each kind of tensor, some stacks, and names the lines in them. */
export class LineMemory {
  readonly #stacks = new Map<string, { readonly kept: Error[]; added: number }>();

  add(kind: string, stack: Error): void {
    let known = this.#stacks.get(kind);
    if (known === undefined) this.#stacks.set(kind, (known = { kept: [], added: 0 }));
    known.kept[known.added++ % STACKS] = stack;
  }

  /** @returns one line or some, e.g. `src/a.ts:3:1 or src/b.ts:7:9`; `undefined` for a kind of which nothing is known */
  linesOf(kind: string): string | undefined {
    const lines = new Set((this.#stacks.get(kind)?.kept ?? []).map(({ stack }) => userLineOf(stack)));
    lines.delete(undefined);
    if (lines.size === 0) return undefined;
    const named = [...lines].slice(0, NAMED).join(' or ');
    return lines.size > NAMED ? `${named} or elsewhere` : named;
  }
}
