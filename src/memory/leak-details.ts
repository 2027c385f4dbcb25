import type { Survivors } from './survivors.ts';

/** What a step leaves behind, as data. */
export interface LeakDetails {
  /** By how many tensors each counted run grew, what it returned left out. */
  readonly tensors: readonly number[];
  /** By how many bytes each counted run grew. */
  readonly bytes: readonly number[];
  readonly warmUp: number;
  /** What a further, traced run left; empty when nothing leaks. */
  readonly survivors: readonly Survivors[];
  /** What the step threw, when it did. */
  readonly thrown: string | undefined;
}
