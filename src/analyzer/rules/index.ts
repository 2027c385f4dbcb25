import type { Rule } from '../rule.ts';
import { asyncInTidy } from './async-in-tidy.ts';

/** Every rule of the library; a new one is a file beside this one and a line here. */
export const rules: readonly Rule[] = [asyncInTidy];
