import { tidy } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../../checks/check-result.ts';
import { countOf, writeMessage, type EvidenceLine } from '../../../checks/evidence.ts';
import { requireOptions } from '../../../checks/options.ts';
import { withKernelWatch, type KernelRun } from '../../../engine/kernel-watch.ts';
import type { PartWork } from '../../../engine/follow-parts.ts';
import { undisturbed } from '../../../engine/undisturbed.ts';
import { isLayersModel, type LayerOfModel } from '../../../subject/layers-model.ts';
import type { Loss } from '../../../subject/loss.ts';
import { entriesOf } from '../../../subject/tensor-group.ts';
import { isTensor } from '../../../tensor/subject.ts';
import { describeAt } from '../places.ts';
import { asProgram, asSubjectError } from '../program.ts';
import { declaredTensors, describeOpen } from './model-inputs.ts';

/** How a program is looked into. */
export interface EmptyTensorsOptions {
  /** Run as well, where it is given. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
}

/** A tensor without elements, as data. */
export interface EmptyTensor {
  /** What made it: the kernel; or the class of the layer, where a layers model says so without a run. */
  readonly kernel: string;
  readonly isDeclared: boolean;
  readonly part: string | undefined;
  readonly line: string | undefined;
  readonly inputs: readonly (readonly (number | null)[])[];
  readonly shape: readonly (number | null)[];
}

/** Which tensors inside a program are empty, as data. */
export interface EmptyTensorsDetails {
  readonly empty: readonly EmptyTensor[];
  readonly kernels: number;
}

/** They give what a window leaves over: nothing, where it is larger than what it slides over. */
const WINDOWED = /Conv|Pool|Dilation|Crop|Resize/u;
/** They pick: that there is nothing to pick is an ordinary outcome, for boxes above a score, say. */
const PICKING =
  /^(?:Where|NonMaxSuppression|GatherV2|GatherNd|BooleanMask|Unique|TopK|Range|Identity|Cast|Fill|ZerosLike|OnesLike)/u;

/**
 * Checks that no tensor inside a program has a size of 0, as a window that is larger than its input gives without a word. What is picked
 * out of data (boxes above a score) may be empty, and so may a slice that is only put together with others.
 * @param subject a model or module; a function of tensors; `() => loss`; a training step that is synchronous
 * @param data a batch `{ xs, ys }`, or inputs alone; a layers model may be asked without, and its declared shapes are looked at
 * @param where who checks, as an error names it
 * @returns passes when there is none; the first one names the kernel and the layer or the user's line
 * @throws SubjectError and ArgumentError for what can't be used or run
 * @example
 * const model = tf.sequential({
 *   layers: [tf.layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [2, 2, 1] })],
 * });
 * (await checkNoEmptyTensors(model)).pass; // false: 3 × 3 does not fit into 2 × 2
 */
export async function checkNoEmptyTensors(
  subject: unknown,
  data?: unknown,
  options: EmptyTensorsOptions = {},
  where = 'checkNoEmptyTensors',
): Promise<CheckResult<EmptyTensorsDetails>> {
  const given = requireOptions(options, ['loss'], where);
  // Some backends can't run a layer that gives nothing, so that what is declared is looked at first.
  const declared = typeof subject === 'function' ? [] : declaredEmpty(subject);
  const isDeclaredOnly = data === undefined && declaredTensors(subject, 'outputs') !== undefined;
  const details =
    declared.length > 0 || (isDeclaredOnly && typeof subject !== 'function')
      ? { empty: declared, kernels: 0 }
      : await ranEmpty(subject, data, given.loss as Loss | undefined, where); // resolved there
  return { pass: details.empty.length === 0, details, message: () => emptyTensorsMessage(details) };
}

/** What a layers model says of its layers, without a run. */
function declaredEmpty(subject: unknown): EmptyTensor[] {
  const declaring = layersOf(subject);
  const inputOf = (layer: object): (number | null)[] | undefined => {
    try {
      const input: unknown = Reflect.get(layer, 'input');
      return typeof input === 'object' && input !== null ? shapeOf(input, 'shape') : undefined;
    } catch {
      return undefined; // see below
    }
  };
  const shapeOf = (layer: object, name: string): (number | null)[] | undefined => {
    try {
      const shape: unknown = Reflect.get(layer, name);
      return Array.isArray(shape) && !shape.some((each) => Array.isArray(each))
        ? shape.map((size: unknown) => (typeof size === 'number' ? size : null))
        : undefined;
    } catch {
      return undefined; // a layer that is used several times has no one shape
    }
  };
  return declaring.flatMap((layer): EmptyTensor[] => {
    const shape = shapeOf(layer, 'outputShape');
    if (shape?.includes(0) !== true) return [];
    const part = layer.name;
    const input = inputOf(layer);
    const inputs = input === undefined ? [] : [input];
    return [{ kernel: layer.getClassName(), isDeclared: true, part, line: undefined, inputs, shape }];
  });
}

/** The layers of a layers model; none of anything else, and of an object that throws when it is looked at. */
function layersOf(subject: unknown): readonly LayerOfModel[] {
  try {
    return isLayersModel(subject) ? subject.layers : [];
  } catch {
    return [];
  }
}

async function ranEmpty(
  subject: unknown,
  data: unknown,
  loss: Loss | undefined,
  where: string,
): Promise<EmptyTensorsDetails> {
  const program = await asProgram(subject, data, loss, where, { takesSteps: true });
  const given = program.inputs.map(({ tensor }) => tensor);
  let kernels = 0;
  const sure: EmptyTensor[] = [];
  const sliced = new Map<object, EmptyTensor>();
  const makers = new Map<object, EmptyTensor>();
  const seen = (run: KernelRun): void => {
    if (run.nested) return;
    kernels += 1;
    const inputs = Object.values(run.inputs);
    // Empty slices that were read by anything but a concatenation do matter.
    if (!/^(?:Concat|Identity|Reshape)/u.test(run.kernel)) {
      for (const { dataId } of inputs) {
        const slice = sliced.get(dataId);
        if (slice !== undefined && !sure.includes(slice)) sure.push(slice);
      }
    }
    const output = run.outputs.find(({ size }) => size === 0);
    if (output === undefined || inputs.some(({ size }) => size === 0)) return;
    const made: EmptyTensor = {
      kernel: run.kernel,
      isDeclared: false,
      part: run.part,
      line: run.line,
      inputs: inputs.map(({ shape }) => [...shape]),
      shape: [...output.shape],
    };
    makers.set(output.dataId, made);
    if (WINDOWED.test(run.kernel)) sure.push(made);
    else if (!PICKING.test(run.kernel)) sliced.set(output.dataId, made);
  };
  // The output of a layer is one that is used, whatever made it; but what was picked may be nothing.
  const worked = ({ path, output }: PartWork): void => {
    for (const each of Array.isArray(output) ? (output as readonly unknown[]) : [output]) {
      if (!isTensor(each) || each.size > 0) continue;
      const maker = makers.get(each.dataId);
      if (maker !== undefined && !PICKING.test(maker.kernel) && !sure.includes(maker))
        sure.push({ ...maker, part: maker.part ?? path });
    }
  };
  const isFromNothing = given.some(({ size }) => size === 0);
  try {
    await undisturbed(0, () => {
      withKernelWatch({ watched: program.watched, seen, worked }, () => {
        tidy(() => {
          const outputs = program.forward?.(given, false) ?? [];
          // A step returns nothing.
          const isNothing = Array.isArray(outputs) && outputs.length === 0;
          for (const [, output] of isNothing ? [] : entriesOf(outputs, where, 'the result')) {
            const maker = makers.get(output.dataId);
            if (maker !== undefined && !PICKING.test(maker.kernel) && !sure.includes(maker)) sure.push(maker);
          }
          program.loss?.(given, true);
        });
      });
    });
  } catch (error) {
    // What comes after an empty tensor often can't be run.
    if (sure.length === 0) throw asSubjectError(error, where);
  }
  const unique = sure.filter(
    (each, i) => sure.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === i,
  );
  return { empty: isFromNothing ? [] : unique, kernels };
}

const SHOWN = 5;

function emptyTensorsMessage({ empty, kernels }: EmptyTensorsDetails): string {
  const [first] = empty;
  if (first === undefined) {
    return kernels === 0
      ? 'Expected an empty tensor inside the model, but no layer declares one.'
      : `Expected an empty tensor inside, but none of what ${countOf(kernels, 'kernel')} gave is empty.`;
  }
  const nameOf = (each: EmptyTensor): string =>
    each.isDeclared ? (each.part ?? 'a layer') : describeAt(each);
  const lines = empty.slice(0, SHOWN).map((each): EvidenceLine => {
    const inputs = each.inputs.map(describeOpen);
    const reads = inputs.length === 0 ? '' : `, from ${inputs.join(' and ')}`;
    return [nameOf(each), `gives ${describeOpen(each.shape)}${reads}`];
  });
  if (empty.length > SHOWN) lines.push(['…', `and ${empty.length - SHOWN} more`]);
  const isWindow = WINDOWED.test(first.kernel);
  return writeMessage(
    `${nameOf(first)} gives a tensor without elements, ${describeOpen(first.shape)}.`,
    lines,
    isWindow
      ? "its window is larger than what it slides over; use padding 'same', a smaller window, or one pooling less before it."
      : undefined,
  );
}
