import type { Origin } from './trace.ts';

/** Something that the modes do not agree on, as data. */
export interface ModeFinding {
  /**
   * `random`: inference draws at random. `moves`: inference moves weights. `undeclared`: training gives something else, though nothing
   * in it draws, or averages over the batch. `inert`: a layer that drops or adds noise does nothing in training. `unscaled`: what dropout
   * leaves is not scaled up by as much as it takes away. `drops most`: dropout leaves next to nothing.
   */
  readonly problem: 'random' | 'moves' | 'undeclared' | 'inert' | 'unscaled' | 'drops most';
  /** The layer, where it is known. */
  readonly layer: string | undefined;
  readonly largest: number;
  readonly origin: Origin | undefined;
  /** Of dropout: the share that is dropped, and what the rest is multiplied by. */
  readonly dropout?: { readonly dropped: number; readonly factor: number };
}

/** What training and inference do not agree on, as data. */
export interface AcrossModesDetails {
  readonly findings: readonly ModeFinding[];
  /** Layers that differ between the modes as they should. */
  readonly declared: readonly string[];
}
