import type { GradientCase } from '../gradient-case.ts';
import { composedOps } from './composed.ts';
import { elementwise } from './elementwise.ts';
import { withoutGradient } from './lacking.ts';
import { products } from './products.ts';
import { rearranging } from './rearranging.ts';
import { reductions } from './reductions.ts';
import { spatial } from './spatial.ts';

/** Every case of the audit. */
export const allCases: readonly GradientCase[] = [
  ...elementwise,
  ...reductions,
  ...rearranging,
  ...products,
  ...spatial,
  ...composedOps,
  ...withoutGradient,
];

/** What tells a case from every other. */
export function keyOf({ op, kernel, name }: Pick<GradientCase, 'op' | 'kernel' | 'name'>): string {
  return [op, kernel, name].join(' | ');
}
