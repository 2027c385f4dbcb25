import { CreationTrace, type Creation } from './creation-trace.ts';
import { DisposalTrace } from './disposal-trace.ts';

/** Watches what is made and disposed of while a test runs, for a guard over a whole suite. */
export class TestWatch {
  readonly #creations: CreationTrace;
  readonly #disposals: DisposalTrace;

  /** @param disposals whether it notes the line of each disposal */
  constructor({ disposals }: { readonly disposals: boolean }) {
    // Outside of every tidy, and in the outermost one, which a test may have opened for itself.
    this.#creations = new CreationTrace({ outermostScopes: 1, isExact: false });
    this.#disposals = new DisposalTrace({ places: disposals });
  }

  /** Ends the watch; a second call does nothing. */
  stop(): void {
    // The last that was put over the engine's methods is the first that goes.
    this.#disposals.stop();
    this.#creations.stop();
  }

  /** What was made and is still there, as far as it was noted. */
  survivors(): Creation[] {
    return this.#creations.survivors();
  }
}
