import { DisposalTrace } from './disposal-trace.ts';

/**
 * Runs something in which a tensor that is used after it was disposed of says where that was, as it does under a leak guard.
 * @throws DisposedTensorError where such a tensor is used; and whatever else `run` throws
 */
export async function namingDisposals<Result>(run: () => Promise<Result>): Promise<Result> {
  // One that runs already has seen more.
  if (DisposalTrace.isRunning) return run();
  const trace = new DisposalTrace({ places: true });
  try {
    return await run();
  } finally {
    trace.stop();
  }
}
