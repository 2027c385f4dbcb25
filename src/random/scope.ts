import { AsyncLocalStorage } from 'node:async_hooks';
import { seedClock } from './clock.ts';
import { createGenerator, type Generator, type Seed } from './generator.ts';
import { seedMathRandom } from './math-random.ts';
import { seedMultinomial } from './multinomial.ts';

/** One call that draws from a stream of its own. */
interface Scope {
  readonly next: Generator;
  /** False once the call has settled: what it left running draws from the outside again. */
  open: boolean;
}

/** Which scope the running code belongs to; it follows `await`, so that overlapping calls keep their streams apart. */
const storage = new AsyncLocalStorage<Scope>();

/** What code outside of every scope draws from, the latest first; empty unless a test runner asked for it. */
const ambient: Scope[] = [];

let openScopes = 0;

/** The generator of the innermost open scope around the running code, if there is one. */
function currentGenerator(): Generator | undefined {
  const scope = storage.getStore();
  return scope?.open === true ? scope.next : ambient[0]?.next;
}

/** Something that draws by itself. It is told where to draw from, and gives back how to undo that; `undefined` where it isn't there. */
type Source = (current: () => Generator | undefined) => (() => void) | undefined;

const SOURCES: readonly Source[] = [seedMathRandom, seedClock, seedMultinomial];

/** How to undo what was done to each source; a backend may be loaded, and its source appear, while a scope is open. */
const installed = new Map<Source, () => void>();

function install(): void {
  for (const source of SOURCES) {
    const undo = installed.has(source) ? undefined : source(currentGenerator);
    if (undo !== undefined) installed.set(source, undo);
  }
}

function uninstall(): void {
  for (const undo of installed.values()) undo();
  installed.clear();
}

function enter(seed: Seed): Scope {
  install();
  openScopes += 1;
  return { next: createGenerator(seed), open: true };
}

function leave(scope: Scope): void {
  if (!scope.open) return;
  scope.open = false;
  openScopes -= 1;
  if (openScopes === 0) uninstall();
}

/** A scope that is open: `run` what belongs to it, and `close` it when that has settled. */
export interface OpenScope {
  run<T>(body: () => T): T;
  close(): void;
}

/**
 * Opens a scope in which everything TensorFlow.js draws comes from one seed. Scopes may nest and overlap.
 * @param seed where the scope's stream starts
 */
export function openScope(seed: Seed): OpenScope {
  const scope = enter(seed);
  return {
    run: (body) => storage.run(scope, body),
    close: () => {
      leave(scope);
    },
  };
}

/**
 * Seeds all code that no other scope is around, until it is closed.
 * @param seed where the stream starts
 * @returns closes it
 */
export function openAmbientScope(seed: Seed): () => void {
  const scope = enter(seed);
  ambient.unshift(scope);
  return () => {
    const place = ambient.indexOf(scope);
    if (place !== -1) ambient.splice(place, 1);
    leave(scope);
  };
}
