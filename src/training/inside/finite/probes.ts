import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { createGenerator, type Seed } from '../../../random/generator.ts';
import type { Program, ProgramInput } from '../program.ts';

/** The kinds of probes: what a program is tried at. */
export const PROBES = ['batch', 'zeros', 'constant', 'ends', 'saturated', 'predictions'] as const;

export type ProbeKind = (typeof PROBES)[number];

/** Values of the inputs to try a program at; `undefined` for those that stay as they are. */
export interface InputProbe {
  readonly kind: ProbeKind | 'extremes';
  /** As messages say it: `with …`. */
  readonly name: string;
  readonly values: readonly (Float32Array | undefined)[];
  /** Whether targets are at zero, too. */
  readonly withoutTargets?: boolean;
}

/**
 * What the inputs of a program are tried at beside the batch itself. Ids, masks and targets stay as they are, and nothing goes beyond what the batch
 * holds, but for zeros and the extremes that were asked for.
 * @param ids data that is used to look something up
 */
export function inputProbes(
  { inputs, kind: programKind }: Program,
  ids: ReadonlySet<object>,
  extremes: readonly number[],
  seed: Seed,
): InputProbe[] {
  const several = inputs.filter(({ side }) => side === 'input').length > 1;
  const free = inputs.map((input) => (isFree(input, ids, several) ? valuesOf(input.tensor) : undefined));
  if (!free.some((values) => values !== undefined)) return [];
  const probe = (
    kind: InputProbe['kind'],
    name: string,
    change: (values: Float32Array, input: Tensor) => Float32Array,
  ): InputProbe => ({
    kind,
    name,
    values: free.map((values, i) => values && change(values, (inputs[i] as ProgramInput).tensor)), // one for each input
  });
  const draw = createGenerator(seed);
  // What stands for probabilities must stay some: rows of a softmax are never all zero.
  const areProbabilities =
    programKind === 'loss' && free.some((values) => values?.every((value) => value >= 0 && value <= 1));
  const probes = [
    probe('zeros', 'all inputs at zero', (values) => new Float32Array(values.length)),
    probe('constant', 'every feature constant over the batch', (values, { shape: [samples = 1] }) => {
      const size = values.length / samples;
      return values.map((_, i) => values[i % size] ?? 0);
    }),
    ...(programKind === 'function'
      ? [
          probe(
            'ends',
            'all inputs at the low end of their range',
            atEnds(() => 0),
          ),
          probe(
            'ends',
            'all inputs at the high end of their range',
            atEnds(() => 1),
          ),
          probe(
            'ends',
            'each input at one end of its range',
            atEnds(() => (draw() < 0.5 ? 0 : 1)),
          ),
        ]
      : [
          // One run does for all three: the samples of a model take turns.
          probe(
            'ends',
            'inputs at the ends of their range, the low, the high, or either, by sample',
            atEnds((sample) => (sample % 3 === 2 ? (draw() < 0.5 ? 0 : 1) : sample % 3 === 1 ? 1 : 0)),
          ),
        ]),
    ...extremes.map((value) =>
      probe('extremes', `all inputs at ${value}`, (values) => values.map(() => value)),
    ),
  ];
  return areProbabilities ? probes.filter(({ kind }) => kind === 'constant' || kind === 'extremes') : probes;
}

/** Puts each value to an end of its range. @param end which one, by sample */
function atEnds(end: (sample: number) => 0 | 1): (values: Float32Array, input: Tensor) => Float32Array {
  return (values, input) => {
    const ranges = rangesOf(values, input);
    const [samples = 1] = input.shape;
    const size = values.length / Math.max(1, samples);
    return values.map((_, i) => ranges[i % ranges.length]?.[end(Math.floor(i / size))] ?? 0);
  };
}

/** Makes the tensors of a probe; the caller disposes of those that are new. */
export function tensorsAt({ values }: Pick<InputProbe, 'values'>, { inputs }: Program): Tensor[] {
  return inputs.map(({ tensor: original }, i) => {
    const changed = values[i];
    return changed === undefined ? original : tensor(changed, original.shape, 'float32');
  });
}

function isFree({ side, tensor: input }: ProgramInput, ids: ReadonlySet<object>, several: boolean): boolean {
  if (side !== 'input' || input.dtype !== 'float32' || input.size === 0 || ids.has(input.dataId))
    return false;
  // A mask that leaves nothing over is nothing that a program should survive.
  return !(several && input.dataSync().every((value) => value === 0 || value === 1));
}

/** A copy: dataSync may hand out the buffer that the backend goes on using. */
function valuesOf(input: Tensor): Float32Array {
  return Float32Array.from(input.dataSync());
}

/** The range of each feature of a table; of anything else, one for all. */
function rangesOf(values: Float32Array, { rank, shape }: Tensor): [low: number, high: number][] {
  const features = rank === 2 ? (shape[1] ?? 1) : 1;
  const ranges = Array.from({ length: features }, (): [number, number] => [Infinity, -Infinity]);
  for (const [i, value] of values.entries()) {
    const range = ranges[i % features];
    if (range === undefined || !Number.isFinite(value)) continue;
    range[0] = Math.min(range[0], value);
    range[1] = Math.max(range[1], value);
  }
  return ranges.map(([low, high]) => (low <= high ? [low, high] : [0, 0]));
}
