import { getBackend, getKernelsForBackend, type KernelConfig } from '@tensorflow/tfjs-core';

type KernelFunction = KernelConfig['kernelFunc'];

/** Stands round a run of a kernel. */
export type KernelCover = (name: string, run: () => ReturnType<KernelFunction>) => ReturnType<KernelFunction>;

/**
 * Stands round every kernel of the current backend, below the engine and its tape, until it is ended. Unlike a tap it holds across
 * `await`. A kernel that runs other kernels by calling them directly runs once.
 * @returns ends it; everything is as it was then
 */
export function coverKernels(cover: KernelCover): () => void {
  const restore = getKernelsForBackend(getBackend()).map((kernel) => {
    const original = kernel.kernelFunc;
    kernel.kernelFunc = (parameters) => cover(kernel.kernelName, () => original(parameters));
    return () => (kernel.kernelFunc = original);
  });
  return () => {
    for (const undo of restore.splice(0)) undo();
  };
}
