import {
  engine,
  getBackend,
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** One call of a kernel, as TensorFlow.js makes it. Inputs may be absent (an optional bias). */
export interface KernelCall {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Tensor | undefined>>;
  readonly attributes: NamedAttrMap;
}

/** What a kernel gives back. */
export type KernelOutput = Tensor | Tensor[];

/** Runs a kernel itself, or another one; kernels run through it are not tapped again. */
export type Proceed = (call: KernelCall) => KernelOutput;

/** Decides what a kernel call gives. */
export type KernelTap = (call: KernelCall, proceed: Proceed) => KernelOutput;

/**
 * Runs a function while some kernels of the current backend go through `tap`. It takes hold where the engine runs a
 * kernel, below the tape, so that the gradient of a tapped kernel is still its own. Everything is put back as it was, also on a throw.
 * @param names the kernels, by the names under which they are registered; those the backend lacks are passed over
 */
export function withKernelTap<Result>(names: Iterable<string>, tap: KernelTap, run: () => Result): Result {
  let inside = false;
  // Absent inputs are handed on as they came.
  const proceed: Proceed = ({ name, inputs, attributes }) =>
    engine().runKernel<KernelOutput>(name, inputs as NamedTensorMap, attributes);
  const restore: (() => void)[] = [];
  const backendName = getBackend();
  for (const name of names) {
    // The declared type forgets that a backend may lack a kernel.
    const kernel = getKernel(name, backendName) as KernelConfig | undefined;
    if (kernel === undefined) continue;
    const original = kernel.kernelFunc;
    kernel.kernelFunc = (parameters) => {
      if (inside) return original(parameters);
      inside = true;
      try {
        // The engine hands its tensors to kernels, though the type admits any description of one.
        const inputs = parameters.inputs as unknown as KernelCall['inputs'];
        return tap({ name, inputs, attributes: parameters.attrs ?? {} }, proceed);
      } finally {
        inside = false;
      }
    };
    restore.push(() => (kernel.kernelFunc = original));
  }
  try {
    return run();
  } finally {
    for (const undo of restore) undo();
  }
}
