import type { GradientCase } from '../gradient-case.ts';
import { elementwise } from './elementwise.ts';
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
];
