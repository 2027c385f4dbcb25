import { engine, scalar, sum, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../../engine/abandoned-tape.ts';
import { withKernelWatch, type KernelWatchOptions } from '../../../engine/kernel-watch.ts';
import { scoped } from '../../../engine/scoped.ts';
import { undisturbed } from '../../../engine/undisturbed.ts';
import type { Seed } from '../../../random/generator.ts';
import { entriesOf } from '../../../subject/tensor-group.ts';
import { copiesOf, type Program } from '../program.ts';
import { isFiniteSummary, summarize, type ValueSummary } from '../values.ts';

/** The way of a program that is run: what it predicts, its loss, or its loss forward and back. */
export type Way = 'forward' | 'gradient' | 'loss';

/** Something that came out and should be finite. */
export interface Outcome {
  readonly what: 'output' | 'loss' | 'gradient';
  /** Which output, or what the gradient is by; empty for a single one. */
  readonly name: string;
  readonly dataId: object;
  readonly values: ValueSummary;
}

/** What came out of one run. */
export interface Evaluation {
  readonly outcomes: readonly Outcome[];
  /** Why there is no gradient, where an operation has none. */
  readonly noGradient?: string | undefined;
}

/** How a program is run. */
export interface EvaluateOptions {
  readonly way: Way;
  readonly seed: Seed;
  readonly watch?: Omit<KernelWatchOptions, 'watched'> | undefined;
}

/** What a gradient is taken by. */
interface Point {
  readonly name: string;
  readonly point: Tensor;
}

/** Runs a program once, and looks at everything that comes out. Nothing of the run stays. */
export async function evaluate(
  program: Program,
  given: readonly Tensor[],
  { way, seed, watch }: EvaluateOptions,
): Promise<Evaluation> {
  const run = (): Evaluation =>
    scoped(() => (way === 'forward' ? forward(program, given) : gradient(program, given, way === 'loss')));
  return undisturbed(seed, () =>
    watch === undefined ? run() : withKernelWatch({ ...watch, watched: program.watched }, run),
  );
}

function forward({ forward: predict }: Program, given: readonly Tensor[]): Evaluation {
  const outputs = predict === undefined ? [] : entriesOf(predict(copiesOf(given), false), '', '');
  return { outcomes: outputs.map(([name, tensor]) => outcomeOf('output', name, tensor)) };
}

function gradient(program: Program, given: readonly Tensor[], isLossAlone: boolean): Evaluation {
  const copies = copiesOf(given);
  const outcomes: Outcome[] = [];
  const compute = (): Scalar => {
    if (program.loss !== undefined) {
      const loss = program.loss(copies, true);
      outcomes.push(outcomeOf('loss', '', loss));
      return loss;
    }
    const outputs = entriesOf(program.forward?.(copies, true) ?? [], '', '');
    outcomes.push(...outputs.map(([name, tensor]) => outcomeOf('output', name, tensor)));
    return outputs
      .filter(([, { dtype }]) => dtype === 'float32')
      .reduce<Scalar>((total, [, tensor]) => total.add(sum(tensor)), scalar(0));
  };
  const trained = program.weights
    .filter(({ trainable, variable }) => trainable && !variable.isDisposed)
    .map(({ variable, name }): Point => ({ name, point: variable }));
  const moved = program.inputs.flatMap(({ name, side }, i): Point[] => {
    const point = copies[i];
    return side === 'input' && point?.dtype === 'float32' ? [{ name, point }] : [];
  });
  // A model is trained by its weights; whether a gradient gets past them to the data is nobody's concern.
  const isFunction = program.loss === undefined || program.kind === 'loss';
  const points = isFunction || trained.length === 0 ? [...trained, ...moved] : trained;
  if (points.length === 0 || isLossAlone) {
    compute();
    return { outcomes };
  }
  try {
    const { grads } = freeingTape(() =>
      engine().gradients(
        compute,
        points.map(({ point }) => point),
        undefined,
        true,
      ),
    );
    // TensorFlow.js leaves a gradient undefined where there is no path, though its types don't say so.
    for (const [i, grad] of (grads as (Tensor | undefined)[]).entries()) {
      if (grad !== undefined) outcomes.push(outcomeOf('gradient', points[i]?.name ?? '', grad));
    }
    return { outcomes };
  } catch (error) {
    // The forward way was gone to its end; whether there is a gradient is another check's question.
    if (outcomes.length === 0) throw error;
    return { outcomes, noGradient: error instanceof Error ? error.message : String(error) };
  }
}

function outcomeOf(what: Outcome['what'], name: string, tensor: Tensor): Outcome {
  return { what, name, dataId: tensor.dataId, values: summarize(tensor) };
}

/** The first thing that isn't finite: outputs, then the loss, then gradients. */
export function notFinite({ outcomes }: Evaluation): Outcome[] {
  return outcomes.filter(({ values }) => !isFiniteSummary(values));
}
