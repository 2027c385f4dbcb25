import { runListeners } from '../engine/run-listeners.ts';
import { ArgumentError, TensorproofError } from '../errors.ts';
import { createGenerator, type Generator } from '../random/generator.ts';
import { seeded } from '../random/seeded.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';
import { BranchRecording, PathChanged } from './branch-recording.ts';
import type { Differentiable, Outputs } from './differentiable.ts';
import { FiniteDifferences } from './finite-differences.ts';
import type { GradcheckDetails, InputReport, InputVerdict } from './gradcheck-details.ts';
import { gradientRefusal } from './gradient-refusal.ts';
import { judgeInput } from './judge-input.ts';
import { cotangent, norm, rademacher } from './probes.ts';

/** How a gradient check is made, once the options were looked at. */
export interface GradcheckSettings {
  readonly order: 1 | 2;
  readonly probes: number;
  readonly seed: number | string;
  readonly rtol: number;
  readonly atol: number;
}

/**
 * Compares every gradient of a subject with finite differences.
 * @throws ArgumentError for an input that no output depends on
 */
export function judgeGradients(
  subject: Differentiable,
  settings: GradcheckSettings,
  where: string,
): GradcheckDetails {
  // Every run starts from the same random state, so that dropout drops the same units each time.
  const repeatable: Differentiable = {
    inputs: subject.inputs,
    get outputShapes() {
      return subject.outputShapes;
    },
    run: (moved, values) => seeded(settings.seed, () => subject.run(moved, values)),
    differentiate: (cotangents) => seeded(settings.seed, () => subject.differentiate(cotangents)),
  };
  const recording = new BranchRecording();
  const ended = runListeners()?.gradcheckBegins?.();
  try {
    const found = judgeRecorded(repeatable, recording, settings, where);
    return { ...found, ...settings, replayedKernels: recording.size };
  } finally {
    recording.dispose();
    ended?.();
  }
}

function judgeRecorded(
  subject: Differentiable,
  recording: BranchRecording,
  settings: GradcheckSettings,
  where: string,
): Pick<GradcheckDetails, 'inputs' | 'problem' | 'outputSize'> {
  const outputs = recording.record(() => subject.run());
  const outputSize = outputs.reduce((total, { length }) => total + length, 0);
  if (!outputs.every(isFinite)) return { outputSize, inputs: [], problem: { kind: 'output-not-finite' } };
  const cotangents = cotangentsFor(
    outputs.map(({ length }) => length),
    settings.seed,
  );
  let once: ReturnType<Differentiable['differentiate']>;
  let twice: typeof once;
  try {
    once = subject.differentiate(cotangents);
    twice = subject.differentiate(cotangents.map((each) => each.map((weight) => -2 * weight)));
  } catch (error) {
    if (error instanceof TensorproofError) throw error;
    return { outputSize, inputs: [], problem: gradientRefusal(error) };
  }
  // Inside a gradient some layers run other kernels, which round differently; a draw of its own makes far more of a difference.
  const repeats = once.outputs.every(
    (output, k) => isNear(output, outputs[k], 1e-3) && isNear(output, twice.outputs[k], 1e-5),
  );
  if (!repeats) return { outputSize, inputs: [], problem: { kind: 'not-deterministic' } };

  const next = createGenerator(`${settings.seed}/probes`);
  const inputs = subject.inputs.map(({ name, shape, values }, place): InputReport => {
    const gradient = once.gradients[place] ?? new Float32Array(values.length);
    const probed = { subject, place, gradient, cotangents, outputs, recording };
    const report = (verdict: InputVerdict, differences?: FiniteDifferences): InputReport => ({
      name,
      shape,
      verdict,
      gradientNorm: differences?.gradientNorm ?? 0,
      error: 0,
      tolerance: 0,
      kinks: 0,
      evaluations: differences?.evaluations ?? 0,
    });
    if (values.length === 0) return report({ kind: 'right' });
    try {
      if (once.gradients[place] === undefined) {
        const differences = new FiniteDifferences(probed);
        const change = largestChange(differences, values.length, settings.probes, next);
        if (change > 0) return report({ kind: 'detached', change }, differences);
        throw new ArgumentError(`${where}: the result does not depend on ${name}.`, {
          argument: 'wrt',
          expected: 'inputs that the result depends on',
          actual: name,
          hint: 'leave it out: { wrt: […] } lists the inputs to look at.',
        });
      }
      const broken =
        firstNotFinite(gradient, shape) ??
        firstNotLinear(gradient, twice.gradients[place], shape, () => {
          // Only now, since where all is well twice as much tells as much.
          return subject.differentiate(cotangents).gradients[place];
        });
      return broken === undefined ? judgeInput(probed, { ...settings, next }) : report(broken);
    } catch (error) {
      if (!(error instanceof PathChanged)) throw error;
      return report({
        kind: 'inconclusive',
        cause: 'other-path',
        reason: 'the function runs other operations nearby than at this point',
      });
    }
  });
  return { outputSize, inputs, problem: undefined };
}

/** Weights by which outputs are summed up before they are differentiated: 1 for a scalar. */
export function cotangentsFor(sizes: readonly number[], seed: number | string): Outputs {
  if (sizes.length === 1 && sizes[0] === 1) return [Float32Array.of(1)];
  const next = createGenerator(`${seed}/cotangents`);
  return sizes.map((size) => cotangent(size, next));
}

/** How far the output moves along some directions, as far as rounding does not explain it. */
function largestChange(
  differences: FiniteDifferences,
  size: number,
  probes: number,
  next: Generator,
): number {
  let largest = 0;
  for (let probe = 0; probe < probes; probe++) {
    const { value, noise } = differences.residual(rademacher(size, next));
    if (Math.abs(value) > 8 * noise) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

function isFinite(values: Float32Array): boolean {
  return values.every((value) => Number.isFinite(value));
}

function isNear(values: Float32Array, others: Float32Array | undefined, share: number): boolean {
  return (
    others?.length === values.length &&
    norm(values.map((value, i) => value - (others[i] ?? 0))) <= share * norm(values) + 1e-30
  );
}

function firstNotFinite(gradient: Float32Array, shape: readonly number[]): InputVerdict | undefined {
  const first = gradient.findIndex((value) => !Number.isFinite(value));
  if (first === -1) return undefined;
  const entries = gradient.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  return { kind: 'not-finite', entries, index: coordinatesOf(first, shape) };
}

/**
 * A gradient is linear in what comes in: -2 times as much must give -2 times as much. One that is not even the same twice is told apart.
 * @param again computes it once more
 */
function firstNotLinear(
  once: Float32Array,
  twice: Float32Array | undefined,
  shape: readonly number[],
  again: () => Float32Array | undefined,
): InputVerdict | undefined {
  const bound = 1e-3 * norm(once) + 1e-30;
  // A value that is missing is off, too.
  const first = once.findIndex((value, i) => !(Math.abs(-2 * value - (twice?.[i] ?? NaN)) <= bound));
  if (first === -1) return undefined;
  const repeated = again();
  const moved = once.findIndex((value, i) => !(Math.abs(value - (repeated?.[i] ?? NaN)) <= bound));
  if (moved !== -1) {
    return {
      kind: 'not-repeatable',
      index: coordinatesOf(moved, shape),
      first: once[moved] ?? NaN,
      second: repeated?.[moved] ?? NaN,
    };
  }
  return {
    kind: 'not-linear',
    index: coordinatesOf(first, shape),
    ignores: once.every((value, i) => Math.abs(value - (twice?.[i] ?? NaN)) <= bound),
    once: once[first] ?? NaN,
    twice: -(twice?.[first] ?? NaN),
  };
}
