import { engine, mul, sum, tensor, tidy, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { scoped } from '../../src/engine/scoped.ts';
import type { GradientCase } from './gradient-case.ts';
import type { Judgement } from './judge-case.ts';

const STEP = 0.01;

/**
 * Confirms a wrong gradient without the check that found it: every entry by itself, by a central difference of the plain
 * op at a step of its own, with no choice replayed, at which the derivative must hold still when the step is halved. Sums
 * are taken in float64.
 */
export function confirmWrong(subject: GradientCase, values: readonly Float32Array[], found: string): Judgement {
  const weight = (i: number): number => 1 + (i % 3) / 2;
  const run = subject.order === 2 ? gradientOf(subject) : subject.run;
  const forward = (at: readonly Float32Array[]): number =>
    scoped(() => {
      const outputs = [run(...tensorsOf(subject, at))].flat();
      return outputs.reduce(
        (total, each) => Float32Array.from(each.dataSync()).reduce((part, value, i) => part + value * weight(i), total),
        0,
      );
    });
  const analytic = scoped(() => {
    const points = tensorsOf(subject, values);
    const projected = (): Scalar =>
      tidy(
        () =>
          // Sums of sums are scalars.
          [run(...points)]
            .flat()
            .map((each) => sum(mul(each, tensor(Float32Array.from({ length: each.size }, (_, i) => weight(i)), each.shape))))
            .reduce((a, b) => a.add(b)) as Scalar,
      );
    const { grads } = engine().gradients(projected, points, undefined, true);
    // TensorFlow.js leaves out what has no path, though its types don't say so.
    return (grads as (Tensor | undefined)[]).map((each) => each && Float32Array.from(each.dataSync()));
  });
  let worst = { off: 0, text: '' };
  for (const [k, point] of values.entries()) {
    for (let i = 0; i < Math.min(point.length, 200); i++) {
      const slope = (step: number): number => {
        const [ahead, behind] = [step, -step].map((delta) =>
          values.map((each, j) => (j === k ? each.map((value, at) => (at === i ? value + delta : value)) : each)),
        ) as [Float32Array[], Float32Array[]]; // made from a pair
        return (forward(ahead) - forward(behind)) / ((ahead[k]?.[i] ?? 0) - (behind[k]?.[i] ?? 0));
      };
      const [coarse, fine] = [slope(STEP), slope(STEP / 2)];
      const said = analytic[k]?.[i] ?? 0;
      const size = Math.max(1e-2, Math.abs(fine), Math.abs(said));
      if (Math.abs(coarse - fine) > 0.01 * size) continue; // a corner or a jump nearby says nothing
      const off = Math.abs(said - fine) / size;
      if (!(off <= worst.off)) {
        worst = { off, text: `input ${k}, entry ${i}: gradient ${said.toPrecision(5)}, difference ${fine.toPrecision(5)}` };
      }
    }
  }
  return worst.off > 0.02
    ? { verdict: 'wrong', evidence: `${found}; ${worst.text} (dense differences)` }
    : { verdict: 'unconfirmed', evidence: `${found} by the check, not seen by dense differences` };
} // prettier-ignore

function tensorsOf({ inputs }: GradientCase, values: readonly Float32Array[]): Tensor[] {
  return values.map((each, k): Tensor => tensor(each, [...(inputs[k]?.shape ?? [])]));
}

/** The first gradients of a case, as a function of the same inputs: what a second order differentiates. */
function gradientOf({ run }: GradientCase): (...points: Tensor[]) => Tensor[] {
  return (...points) => {
    // Outputs are squared, so that a linear op keeps a second derivative.
    const projected = (): Scalar =>
      [run(...points)]
        .flat()
        .map((each) => sum(mul(each, each)))
        .reduce((a, b) => a.add(b)) as Scalar; // sums of sums are scalars
    const { grads } = engine().gradients(projected, points, undefined, true);
    return (grads as (Tensor | undefined)[]).filter((each) => each !== undefined); // left out where there is no path
  };
}
