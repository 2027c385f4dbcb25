import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { describePlain } from '../arbitraries/tensors/describe-plain.ts';
import { formatNumber } from '../tensor/print-number.ts';
import { describeTensor } from '../tensor/describe.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import type { Parting } from './compare.ts';
import type { Breach, LawResult, Outcome } from './law.ts';

/** An output on one line, with its name where there are several. */
export function describeOutput(output: HostOutput): string {
  const { name, dtype, shape, values } = output;
  const size = shape.reduce((product, side) => product * side, 1);
  const isPlain = dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
  const text =
    size !== values.length
      ? `${dtype}[${shape.join(', ')}] that holds ${values.length} of ${size} values`
      : isPlain
        ? describePlain({ dtype, shape, data: values })
        : describeTensor(output);
  return name === '' ? text : `${name}: ${text}`;
}

/** What an expression gave, as data. */
export function resultOf(expression: string, outcome: Outcome): LawResult {
  return {
    expression,
    outputs: outcome.kind === 'error' ? [`throws ${outcome.message}`] : outcome.outputs.map(describeOutput),
  };
}

/** The breach of a subject that throws where it should compute. */
export function thrown(outcome: Outcome & { kind: 'error' }, expression: string): Breach {
  return {
    kind: 'throws',
    reason: outcome.message,
    results: [resultOf(expression, outcome)],
    error: outcome.error,
  };
}

/** The breach of two results that are not the same. */
export function differs(
  { difference }: Parting,
  results: readonly LawResult[],
  more: Pick<Breach, 'hint' | 'code' | 'drawn'> = {},
): Breach {
  return { kind: 'differs', reason: '', results, difference, ...more };
}

/** Makes a tensor of an output again. */
export function tensorOf({ values, shape, dtype }: HostOutput): Tensor {
  return tensor(values, [...shape], dtype);
}

/** A number of an output as messages print it. */
export function printValue(value: number): string {
  return formatNumber(Math.fround(value) === value ? value : Number(value.toPrecision(6)));
}

/** Inputs as outputs are kept. */
export function hostInputs(inputs: readonly Tensor[]): HostOutput[] {
  return inputs.map((input) => ({
    name: '',
    shape: [...input.shape],
    dtype: input.dtype,
    values: input.dataSync(),
  }));
}

/** Outputs in the order of names, where they have just these. */
export function inOrder(outputs: readonly HostOutput[], names: readonly string[]): readonly HostOutput[] {
  const found = names.map((name) => outputs.find((each) => each.name === name));
  return found.every((each) => each !== undefined) && found.length === outputs.length ? found : outputs;
}
