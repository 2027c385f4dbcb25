import { engine, mul, sum, tensor, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../src/engine/abandoned-tape.ts';
import { scoped } from '../../src/engine/scoped.ts';
import { gradientRefusal } from '../../src/gradients/gradient-refusal.ts';
import { checkGradients } from '../../src/gradients/index.ts';
import type { GradientCase } from './gradient-case.ts';
import { gradientWeights, outputWeights, pointOf, tensorsOf } from './point.ts';
import { FLOAT32, truthOf, type Truth } from './truth.ts';

export type Verdict =
  'right' | 'wrong' | 'throws' | 'crashes' | 'no gradient' | 'kernel missing' | 'unconfirmed';

/** How a verdict was reached, beside the gradient check. */
export type Method =
  /** Differences of the cpu backend's forward pass in float64. */
  | 'float64'
  /** Differences of the backend's own forward pass. */
  | 'float32'
  /** The gradient's shape or dtype is not that of its input. */
  | 'form'
  /** The op's own result is not that of cpu in float64, so there is no right gradient of it. */
  | 'forward'
  /** There is nothing to measure: no entry, or nothing that is computed at all. */
  | 'none';

/** What the audit says of a case on the backend in use. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly method: Method;
  /** What was found, in a line. */
  readonly evidence: string;
}

type Opinion =
  | { readonly kind: 'right' | 'silent' }
  | { readonly kind: 'wrong' | 'form' | 'throws'; readonly evidence: string };

/**
 * Judges one case on the backend in use, by the gradient check and again by the truth.
 * @param truth of the case in float64; where there is none, differences of the backend's own forward pass take its place
 */
export function judgeCase(subject: GradientCase, truth: Truth | undefined, seed = 0): Judgement {
  const checked = byCheck(subject, seed);
  if (checked.kind === 'throws') return refusal(subject, checked.evidence, seed);
  if (checked.kind === 'form') return { verdict: 'wrong', method: 'form', evidence: checked.evidence };
  let gradients: Gradients;
  try {
    gradients = gradientsOf(subject, seed);
  } catch (error) {
    return refusal(subject, textOf(error), seed);
  }
  // What comes of nothing is a matter of convention, and has no gradient.
  const isEmpty = subject.inputs.every(({ shape }) => shape.includes(0));
  const off = truth === undefined || isEmpty ? undefined : firstOff(gradients.outputs, truth.outputs);
  if (off !== undefined) return { verdict: 'wrong', method: 'forward', evidence: off };
  const method: Method = truth === undefined ? 'float32' : 'float64';
  const reference = truth ?? truthOf(subject, seed, FLOAT32);
  const measured = byTruth(gradients, reference, method);
  if (measured.kind === 'wrong') {
    return checked.kind === 'wrong'
      ? { verdict: 'wrong', method, evidence: measured.evidence }
      : { verdict: 'unconfirmed', method, evidence: `${measured.evidence}, not seen by the check` };
  }
  // Where every entry was measured in float64, a check that says otherwise has met a corner within its step.
  const isCertain = method === 'float64' && reference.slopes.every((each) => !each.includes(null));
  if (checked.kind === 'wrong' && !isCertain) {
    return { verdict: 'unconfirmed', method, evidence: `${checked.evidence} by the check alone` };
  }
  if (measured.kind === 'silent' && !isEmpty) {
    return { verdict: 'unconfirmed', method: 'none', evidence: 'no entry can be measured' };
  }
  return { verdict: 'right', method: measured.kind === 'silent' ? 'none' : method, evidence: '' };
}

/** What the gradient check of this library says. Inputs on which nothing depends are left to the other method. */
function byCheck(subject: GradientCase, seed: number): Opinion {
  const tensors = tensorsOf(subject, pointOf(subject, seed));
  let wrt = [...tensors.keys()];
  try {
    // Inputs without elements are no case for a check; that their gradient can be computed is seen by the caller.
    while (wrt.some((place) => tensors[place]?.size !== 0)) {
      try {
        const { pass, details } = checkGradients(subject.run, tensors, { order: subject.order, seed, wrt });
        if (pass) return { kind: 'right' };
        const { problem, inputs } = details;
        if (problem?.kind === 'throws') return { kind: 'throws', evidence: problem.error };
        if (problem?.kind === 'wrong-shape' || problem?.kind === 'wrong-dtype') return formOf(problem);
        const found = inputs.find(({ verdict }) => verdict.kind !== 'right')?.verdict;
        if (problem !== undefined || found === undefined || found.kind === 'inconclusive') return { kind: 'silent' };
        return { kind: 'wrong', evidence: found.kind };
      } catch (error) {
        const detached = /does not depend on input (\d+)/.exec(textOf(error))?.[1];
        if (detached === undefined || !wrt.includes(Number(detached))) throw error;
        wrt = wrt.filter((place) => place !== Number(detached));
      }
    }
    return { kind: 'right' };
  } catch (error) {
    return { kind: 'throws', evidence: textOf(error) };
  } finally {
    for (const each of tensors) each.dispose();
  }
} // prettier-ignore

interface Form {
  readonly op: string;
  readonly input: string;
  readonly received: string;
  readonly expected: string;
}

function formOf({ op, input, received, expected }: Form): { readonly kind: 'form'; readonly evidence: string } {
  return { kind: 'form', evidence: `the gradient of ${op} by ${input} is ${received}, and the input ${expected}` };
} // prettier-ignore

interface Gradients {
  readonly outputs: readonly (readonly number[])[];
  /** One an input; `undefined` where TensorFlow.js sees no path. */
  readonly gradients: readonly (readonly number[] | undefined)[];
}

/** The gradients of the case at its point, as TensorFlow.js computes them. */
function gradientsOf(subject: GradientCase, seed: number): Gradients {
  return scoped(() => {
    const points = tensorsOf(subject, pointOf(subject, seed));
    let outputs: number[][] = [];
    const weighted = (each: Tensor, weights: readonly number[]): Tensor =>
      sum(mul(each, tensor(Float32Array.from(weights), each.shape, 'float32')));
    const projected = (): Scalar => {
      const given = [subject.run(...points)].flat();
      outputs = given.map((each) => Array.from(each.dataSync()));
      // Sums of sums are scalars.
      return given
        .map((each, k) => weighted(each, outputWeights(seed, k, each.size)))
        .reduce((a, b) => a.add(b)) as Scalar;
    };
    const differentiate = (f: () => Scalar): (Tensor | undefined)[] =>
      // TensorFlow.js leaves out what has no path, though its types don't say so.
      engine().gradients(f, points, undefined, true).grads;
    const twice = (): Scalar =>
      differentiate(projected)
        .flatMap((each, k) => (each === undefined ? [] : [weighted(each, gradientWeights(seed, k, each.size))]))
        .reduce((a, b) => a.add(b)) as Scalar; // sums of sums are scalars
    const grads = freeingTape(() => differentiate(subject.order === 1 ? projected : twice));
    return { outputs, gradients: grads.map((each) => each && Array.from(each.dataSync())) };
  });
} // prettier-ignore

/** Compares every entry with the truth, in units of the largest of its input. */
function byTruth({ gradients }: Gradients, { slopes }: Truth, method: Method): Opinion {
  const share = method === 'float64' ? 2e-3 : 3e-2;
  let isSilent = true;
  for (const [k, truths] of slopes.entries()) {
    const size = Math.max(...truths.map((each) => Math.abs(each ?? 0)), 0);
    let worst = { off: 0, evidence: '' };
    for (const [i, truth] of truths.entries()) {
      if (truth === null) continue;
      isSilent = false;
      const said = gradients[k] === undefined ? 0 : (gradients[k][i] ?? NaN);
      const off = Math.abs(said - truth);
      // A value that is missing is off, too.
      if (!(off <= worst.off)) worst = { off: Number.isNaN(off) ? Infinity : off, evidence: `input ${k}, entry ${i}: ${figure(said)}, truly ${figure(truth)}` };
    }
    if (worst.off > share * size + 1e-5) return { kind: 'wrong', evidence: worst.evidence };
  }
  return { kind: isSilent ? 'silent' : 'right' };
} // prettier-ignore

/** The first element of a result that is another one than in float64. */
function firstOff(said: readonly (readonly number[])[], truly: readonly (readonly number[])[]): string | undefined {
  if (said.length !== truly.length) return `the result itself: ${said.length} outputs, truly ${truly.length}`;
  for (const [k, values] of truly.entries()) {
    const mine = said[k] ?? [];
    if (mine.length !== values.length) return `the result itself: output ${k} has ${mine.length} elements, truly ${values.length}`;
    const size = Math.max(...values.map(Math.abs).filter(Number.isFinite), 1e-3);
    const at = values.findIndex((value, i) => !Object.is(value, mine[i]) && !(Math.abs(value - (mine[i] ?? NaN)) <= 1e-3 * size));
    if (at !== -1) return `the result itself: output ${k}, element ${at}: ${figure(mine[at] ?? NaN)}, truly ${figure(values[at] ?? NaN)}`;
  }
  return undefined;
} // prettier-ignore

/** What cannot be computed, and whether it is the gradient or the op itself that can't. */
function refusal(subject: GradientCase, message: string, seed: number): Judgement {
  const form = gradientRefusal(new Error(message));
  if (form.kind === 'wrong-shape' || form.kind === 'wrong-dtype') {
    return { verdict: 'wrong', method: 'form', evidence: formOf(form).evidence };
  }
  const forward = forwardRefusal(subject, seed);
  const what = (forward ?? message).replaceAll(/\s+/g, ' ').slice(0, 120);
  const judged = (verdict: Verdict): Judgement => ({
    verdict,
    method: 'none',
    evidence: `${forward === undefined ? 'its gradient' : 'the op itself'}: ${what}`,
  });
  if (/Kernel '.*' not registered|not found in the registry/.test(what)) return judged('kernel missing');
  if (what.includes('gradient function not found')) return judged('no gradient');
  return judged('throws');
}

/** What the op says when no gradient is asked for; `undefined` where it works. */
function forwardRefusal(subject: GradientCase, seed: number): string | undefined {
  return scoped(() => {
    try {
      const outputs = [subject.run(...tensorsOf(subject, pointOf(subject, seed)))].flat();
      const isProper = outputs.every(({ shape, size }) => shape.every(Number.isInteger) && Number.isInteger(size));
      return isProper ? undefined : 'it gives a tensor without a proper shape';
    } catch (error) {
      return textOf(error);
    }
  });
} // prettier-ignore

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
