import type { KernelPlace } from '../../engine/kernel-watch.ts';

/** A kernel as messages name it: `Log in dense_2 at src/loss.ts:12:5`. */
export function describeAt({ kernel, part, line }: KernelPlace): string {
  return `${kernel}${part === undefined || part === '' ? '' : ` in ${part}`}${line === undefined ? '' : ` at ${line}`}`;
}
