import { keep, tidy } from '@tensorflow/tfjs-core';
import { withKernelTap, type KernelTap } from '../engine/kernel-tap.ts';
import { FUSED_KERNELS, unfused } from './piecewise/fused.ts';
import { PIECEWISE_KERNELS } from './piecewise/index.ts';
import type { Branch } from './piecewise/piecewise-kernel.ts';
import { scoped } from '../engine/scoped.ts';

/** A function took another way through its kernels than at the base point, so that nothing can be compared. */
export class PathChanged extends Error {}

interface RecordedCall {
  readonly name: string;
  /** `undefined` for a call that turned out to be smooth. */
  readonly branch: Branch | undefined;
}

/**
 * The choices that a function's piecewise kernels made at one point. Played back, they make the function smooth
 * around that point, with the same gradient: what finite differences can be taken of.
 */
export class BranchRecording {
  readonly #calls: RecordedCall[] = [];

  /** Runs a function and keeps the choices it makes. */
  record<Result>(run: () => Result): Result {
    return this.#tapped((call, proceed) => {
      const kernel = PIECEWISE_KERNELS.get(call.name);
      const output = proceed(call);
      if (kernel === undefined) return output;
      scoped(() => {
        const branch = kernel(call, [output].flat());
        for (const tensor of branch?.kept ?? []) keep(tensor);
        this.#calls.push({ name: call.name, branch });
      });
      return output;
    }, run);
  }

  /**
   * Runs the function again, elsewhere, with the choices that were kept.
   * @throws PathChanged when it calls other piecewise kernels than it did
   */
  replay<Result>(run: () => Result): Result {
    // A function without pieces is run as it is, without the price of a tap.
    if (this.#calls.length === 0) return run();
    let next = 0;
    const result = this.#tapped((call, proceed) => {
      if (!PIECEWISE_KERNELS.has(call.name)) return proceed(call);
      const recorded = this.#calls[next++];
      if (recorded?.name !== call.name)
        throw new PathChanged(`expected ${recorded?.name ?? 'no more'}, met ${call.name}`);
      const { branch } = recorded;
      return branch === undefined ? proceed(call) : tidy(() => branch.compute(call, proceed));
    }, run);
    if (next !== this.#calls.length) throw new PathChanged(`${this.#calls.length} calls became ${next}`);
    return result;
  }

  /** How many piecewise kernels were met. */
  get size(): number {
    return this.#calls.length;
  }

  dispose(): void {
    for (const { branch } of this.#calls.splice(0)) for (const tensor of branch?.kept ?? []) tensor.dispose();
  }

  #tapped<Result>(tap: KernelTap, run: () => Result): Result {
    return withKernelTap(
      TAPPED,
      (call, proceed) => unfused(call, (each) => tap(each, proceed)) ?? tap(call, proceed),
      run,
    );
  }
}

const TAPPED: readonly string[] = [...PIECEWISE_KERNELS.keys(), ...FUSED_KERNELS];
