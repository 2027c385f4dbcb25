import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { checkGradients } from '../../src/gradients/index.ts';
import { createGenerator } from '../../src/random/generator.ts';
import type { GradientCase } from './gradient-case.ts';
import { confirmWrong } from './second-method.ts';

export type Verdict =
  'right' | 'wrong' | 'throws' | 'no gradient' | 'kernel missing' | 'not judged' | 'unconfirmed';

/** What the audit says of a case on the backend in use. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What was found, in a line. */
  readonly evidence: string;
}

/** The values of a case's inputs: the same for the same seed, on every backend. */
export function pointOf({ gradient, name, inputs }: GradientCase, seed: number): Float32Array[] {
  const next = createGenerator(`${seed}/${gradient}/${name}`);
  return inputs.map(({ shape, low, high }) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => low + (high - low) * next()),
  );
}

/** Judges one case on the backend in use. */
export function judgeCase(subject: GradientCase, seed = 0): Judgement {
  const values = pointOf(subject, seed);
  const tensors = values.map((each, k): Tensor => tensor(each, [...(subject.inputs[k]?.shape ?? [])]));
  try {
    const check = checkGradients(subject.run, tensors, { order: subject.order, seed });
    if (check.pass) return { verdict: 'right', evidence: '' };
    const { problem, inputs } = check.details;
    if (problem?.kind === 'throws') return thrown(problem.error);
    if (problem !== undefined) {
      const isShape = problem.kind === 'wrong-shape' || problem.kind === 'wrong-dtype';
      return isShape
        ? {
            verdict: 'wrong',
            evidence: `${problem.kind} of ${problem.input}: ${problem.received}, where the input has ${problem.expected} (algebra: a gradient has the form of its input)`,
          }
        : { verdict: 'not judged', evidence: problem.kind };
    }
    const place = inputs.findIndex(({ verdict }) => verdict.kind !== 'right');
    const found = inputs[place]?.verdict;
    if (found?.kind === 'inconclusive') return { verdict: 'not judged', evidence: found.reason };
    return confirmWrong(subject, values, found?.kind ?? 'unknown');
  } catch (error) {
    return thrown(error instanceof Error ? error.message : String(error));
  } finally {
    for (const each of tensors) each.dispose();
  }
}

function thrown(message: string): Judgement {
  const evidence = message.replaceAll(/\s+/g, ' ').slice(0, 140);
  if (message.includes('does not depend on')) return { verdict: 'right', evidence: 'constant, as its gradient says' };
  if (/Kernel '.*' not registered/.test(message)) return { verdict: 'kernel missing', evidence };
  if (/gradient function not found|Cannot compute gradient/.test(message)) return { verdict: 'no gradient', evidence };
  return { verdict: 'throws', evidence };
} // prettier-ignore
