import { engine } from '@tensorflow/tfjs-core';
import type { Recorder } from '../collect/recorder.ts';
import { aroundMethod, prototypeOf } from '../collect/around-method.ts';

/** What is noted of a backend: `{ kind: 'backend', name, ran, kernels }`. */
export const BACKEND = 'backend';

/** Notes which backends ran which kernels, and which others were there. */
export function collectBackends(recorder: Recorder): void {
  const kernels = new Map<string, Set<string>>();
  let current = '';
  let ran = new Set<string>();
  aroundMethod(prototypeOf(engine()), 'runKernelFunc', ({ host, given, proceed }) => {
    // It is given the kernel's parameters.
    const { kernelName } = given[0] as { readonly kernelName?: string };
    if (kernelName !== undefined) {
      // It is the engine's prototype.
      const { backendName } = host as { readonly backendName: string };
      if (backendName !== current) {
        current = backendName;
        ran = kernels.get(current) ?? new Set();
        kernels.set(current, ran);
      }
      ran.add(kernelName);
    }
    return proceed(given);
  });
  recorder.atWriting(() => {
    const names = new Set([...engine().backendNames(), ...kernels.keys()]);
    return Array.from(names, (name) => ({
      kind: BACKEND,
      name,
      ran: kernels.has(name),
      kernels: [...(kernels.get(name) ?? [])].sort(),
    }));
  });
}
