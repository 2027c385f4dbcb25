import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { withKernelWatch } from '../../engine/kernel-watch.ts';
import type { Seed } from '../../random/generator.ts';
import { outputsOf, type HostOutput, type HostValues, type Scene } from './scene.ts';

/** One tensor that a kernel read or gave. */
export interface TracedTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: Tensor['dtype'];
  /** Left out of what the trace was not asked to copy. */
  readonly values: HostValues | undefined;
}

/** One kernel that a forward pass ran, in order. */
export interface TracedKernel {
  readonly kernel: string;
  readonly part: string | undefined;
  readonly line: () => string | undefined;
  readonly inputs: Readonly<Record<string, TracedTensor>>;
  readonly outputs: readonly TracedTensor[];
  readonly attributes: NamedAttrMap;
}

/** Where something shows first, as data. */
export interface Origin {
  readonly kernel: string;
  /** The layer or module at work. */
  readonly part: string | undefined;
  /** The user's line. */
  readonly line: string | undefined;
}

/** A forward pass, kernel by kernel. */
export interface Trace {
  readonly kernels: readonly TracedKernel[];
  readonly outputs: readonly HostOutput[];
}

/** From so many elements on, an input is not copied. */
const LARGE = 16;

/**
 * Runs a scene once and writes down every kernel with what it gave; of what it read, only tensors of a few elements.
 * @param given in the order of the scene's inputs; `copyInputs` copies those of every kernel, however large
 */
export function traceOf(
  scene: Scene,
  given: readonly Tensor[],
  options: { training?: boolean; seed?: Seed; where: string; copyInputs?: boolean },
): Trace {
  const kernels: TracedKernel[] = [];
  const outputs = withKernelWatch(
    {
      watched: scene.watched,
      seen: (run) => {
        if (run.nested) return;
        kernels.push({
          kernel: run.kernel,
          part: run.part === '' ? undefined : run.part,
          line: () => run.line,
          attributes: run.attributes,
          inputs: Object.fromEntries(
            Object.entries(run.inputs).map(([name, each]) => [
              name,
              traced(each, options.copyInputs === true || each.size < LARGE),
            ]),
          ),
          outputs: run.outputs.map((each) => traced(each, true)),
        });
      },
    },
    () => outputsOf(scene, given, options),
  );
  return { kernels, outputs };
}

function traced(tensor: Tensor, copy: boolean): TracedTensor {
  const { id, shape, dtype } = tensor;
  const isNumbers = dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
  return { id, shape: [...shape], dtype, values: copy && isNumbers ? tensor.dataSync().slice() : undefined };
}

/**
 * The first kernel at which two traces of the same program part.
 * @param part whether two tensors are apart
 * @returns `undefined` where the traces run side by side to the end
 */
export function firstParting(
  first: Trace,
  second: Trace,
  part: (a: TracedTensor, b: TracedTensor) => boolean,
): Origin | undefined {
  for (const [i, kernel] of first.kernels.entries()) {
    const other = second.kernels[i];
    const isElsewhere =
      other?.kernel !== kernel.kernel ||
      other.outputs.length !== kernel.outputs.length ||
      isOther(kernel, other);
    if (isElsewhere || kernel.outputs.some((each, at) => apart(each, other.outputs[at], part)))
      return originOf(kernel);
  }
  return undefined;
}

function isOther(a: TracedKernel, b: TracedKernel): boolean {
  return a.outputs.some((each, i) => each.shape.join() !== b.outputs[i]?.shape.join());
}

function apart(
  a: TracedTensor,
  b: TracedTensor | undefined,
  part: (a: TracedTensor, b: TracedTensor) => boolean,
): boolean {
  return b === undefined || part(a, b);
}

export function originOf(kernel: TracedKernel): Origin {
  return { kernel: kernel.kernel, part: kernel.part, line: kernel.line() };
}

/** `Add in dense_1, at src/model.ts:3:5`. */
export function describeOrigin({ kernel, part, line }: Origin): string {
  return (
    [kernel, ...(part === undefined ? [] : [`in ${part}`])].join(' ') +
    (line === undefined ? '' : `, at ${line}`)
  );
}
