import { Tensor } from '@tensorflow/tfjs-core';

/**
 * Runs a function and keeps every tensor alive that is disposed of meanwhile, so that a function which reads them can be run again
 * afterwards. They go when `release` is called.
 * @throws whatever `run` throws; all is released then
 */
export async function holdingTensors<Result>(
  run: () => Result | Promise<Result>,
): Promise<{ readonly result: Result; readonly release: () => void }> {
  const held = new Set<Tensor>();
  // Disposing goes through this method, at the end of a scope too. Variables have one of their own.
  const descriptor = Object.getOwnPropertyDescriptor(Tensor.prototype, 'dispose');
  Reflect.set(Tensor.prototype, 'dispose', function dispose(this: Tensor): void {
    held.add(this);
  });
  const unhold = (): void => {
    if (descriptor !== undefined) Object.defineProperty(Tensor.prototype, 'dispose', descriptor);
  };
  const release = (): void => {
    for (const tensor of held) tensor.dispose();
    held.clear();
  };
  try {
    const result = await run();
    unhold();
    return { result, release };
  } catch (error) {
    unhold();
    release();
    throw error;
  }
}
