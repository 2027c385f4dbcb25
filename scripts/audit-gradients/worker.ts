/**
 * One backend of the audit, in a process of its own: TensorFlow.js can bring a whole process down, and float64 needs a process that has never
 * seen another `Float32Array`. Started by run-backend.ts.
 */
import { WASM_TRAP } from '../run-worker.ts';
import type { GradientCase } from './gradient-case.ts';
import type { Judgement } from './judge-case.ts';
import type { Truth } from './truth.ts';

/** Whom a worker works for, and what it is to look at. */
export interface Order {
  readonly backend: 'float64' | 'native' | 'wasm' | 'cpu';
  readonly seed: number;
  /** Places in the list of all cases. */
  readonly places: readonly number[];
  /** What is true of each of them; empty for float64, whose work it is. */
  readonly truths: readonly (Truth | null)[];
}

/** What a worker says of one case. */
export type Answer =
  | { readonly place: number; readonly kind: 'began' }
  | { readonly place: number; readonly kind: 'judged'; readonly judgement: Judgement }
  | { readonly place: number; readonly kind: 'truth'; readonly truth: Truth | null };

process.once('message', (order: Order) => {
  void work(order).finally(() => {
    process.disconnect();
  });
});

async function work(order: Order): Promise<void> {
  if (order.backend === 'float64') Reflect.set(globalThis, 'Float32Array', Float64Array);
  const { allCases } = await import('./cases/index.ts');
  const cases = order.places.map((place, k) => ({ place, subject: allCases[place] as GradientCase, truth: order.truths[k] ?? undefined })); // both sides have one list
  if (order.backend === 'float64') await measure(cases, order.seed);
  else await judge(cases, order);
} // prettier-ignore

interface Task {
  readonly place: number;
  readonly subject: GradientCase;
  readonly truth: Truth | undefined;
}

function answer(message: Answer): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => {
      resolve();
    });
  });
}

async function measure(cases: readonly Task[], seed: number): Promise<void> {
  const tf = await import('@tensorflow/tfjs');
  const { truthOf } = await import('./truth.ts');
  await tf.setBackend('cpu');
  // On Node it asks the engine of JavaScript itself what is a Float32Array.
  Reflect.set(tf.env().platform as object, 'isTypedArray', (value: unknown) => ArrayBuffer.isView(value));
  for (const { place, subject } of cases) {
    let truth: Truth | null = null;
    try {
      truth = truthOf(subject, seed);
    } catch {
      // What does not run on cpu has no truth; the backends say why.
    }
    await answer({ place, kind: 'truth', truth });
  }
}

async function judge(cases: readonly Task[], { backend, seed }: Order): Promise<void> {
  const { useBackend } = await import('../../src/index.ts');
  const { judgeCase } = await import('./judge-case.ts');
  if (backend === 'float64') return;
  const { backend: name } = await useBackend(backend);
  for (const { place, subject, truth } of cases) {
    await answer({ place, kind: 'began' });
    const judged = (): Judgement => {
      try {
        return judgeCase(subject, truth, seed);
      } catch (error) {
        // A memory that is broken breaks wherever it is touched next.
        return {
          verdict: 'throws',
          method: 'none',
          evidence: error instanceof Error ? error.message : String(error),
        };
      }
    };
    let judgement = judged();
    if (backend === 'wasm' && judgement.verdict !== 'right') {
      // A case before this one may have written where it should not: only what holds in a fresh memory counts.
      await restart(name);
      judgement = judged();
      if (WASM_TRAP.test(judgement.evidence)) {
        // Whether the op or its gradient touches the broken memory first is chance.
        const evidence = judgement.evidence.replace(/^(?:the op itself|its gradient): /u, '');
        judgement = { verdict: 'crashes', method: 'none', evidence };
        await restart(name);
      }
    }
    await answer({ place, kind: 'judged', judgement });
  }
}

/** Gives the backend a memory that nothing has written to. */
async function restart(name: string): Promise<void> {
  const { engine, findBackendFactory, registerBackend, setBackend } = await import('@tensorflow/tfjs-core');
  const factory = findBackendFactory(name);
  const { registry, registryFactory } = engine();
  // Not by removeBackend, which asks a memory that may be broken to tidy itself up.
  Reflect.deleteProperty(registry, name);
  Reflect.deleteProperty(registryFactory, name);
  registerBackend(name, factory);
  await setBackend(name);
}
