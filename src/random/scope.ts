import { AsyncLocalStorage } from 'node:async_hooks';
import { seedClock } from './clock.ts';
import { createGenerator, type Generator, type Seed } from './generator.ts';
import { seedMultinomial } from './multinomial.ts';

/** One call that draws from a stream of its own. */
interface Scope {
  readonly next: Generator;
  /** False once the call has settled: what it left running draws from the outside again. */
  open: boolean;
}

/** Which scope the running code belongs to; it follows `await`, so that overlapping calls keep their streams apart. */
const storage = new AsyncLocalStorage<Scope>();

let openScopes = 0;
let uninstall: (() => void) | undefined;

/** The generator of the innermost open scope around the running code, if there is one. */
function currentGenerator(): Generator | undefined {
  const scope = storage.getStore();
  return scope?.open === true ? scope.next : undefined;
}

function seedMathRandom(): () => void {
  const original = Math.random;
  const replacement = (): number => (currentGenerator() ?? original)();
  Math.random = replacement;
  return () => {
    // Something else may have been put in its place meanwhile, a mock for one: that is not ours to take away.
    if (Math.random === replacement) Math.random = original;
  };
}

function install(): () => void {
  const undo = [seedMathRandom(), seedClock(currentGenerator), seedMultinomial(currentGenerator)];
  return () => {
    for (const each of undo) each();
  };
}

/** A scope that is open; `run` what belongs to it, and `close` it when that has settled. */
export interface OpenScope {
  run<T>(body: () => T): T;
  close(): void;
}

/**
 * Opens a scope in which everything TensorFlow.js draws comes from one seed. Scopes may nest and overlap.
 * @param seed where the scope's stream starts
 */
export function openScope(seed: Seed): OpenScope {
  const scope: Scope = { next: createGenerator(seed), open: true };
  if (openScopes === 0) uninstall = install();
  openScopes += 1;
  return {
    run: (body) => storage.run(scope, body),
    close() {
      if (!scope.open) return;
      scope.open = false;
      openScopes -= 1;
      if (openScopes > 0) return;
      uninstall?.();
      uninstall = undefined;
    },
  };
}
