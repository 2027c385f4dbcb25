import { array, constantFrom, integer, option, record, tuple, type Arbitrary } from 'fast-check';

/** What a model is trained for; it decides its last layer, its loss and its labels. */
export type Task = 'regression' | 'binary' | 'classification' | 'sparse classification';

/** What a model reads. */
export type InputKind = 'vector' | 'image' | 'sequence';

export type Activation = 'relu' | 'tanh' | 'elu' | 'sigmoid' | 'linear';

/** One step of the body. Those that don't change the width can be left out, so that every shorter plan is one. */
export interface Block {
  /**
   * `layer`: one dense or convolutional layer; `residual`: two of them with a sum round them; `branches`: two beside each other,
   * joined; `pool`: half the height and width; `dropout`.
   */
  readonly kind: 'layer' | 'residual' | 'branches' | 'pool' | 'dropout';
  readonly width: number;
  readonly activation: Activation;
  /** Between the layer, which has no bias then, and its activation. */
  readonly normalized: boolean;
}

/** A model as plain data. */
export interface ModelPlan {
  readonly input: InputKind;
  /** Features, channels or depth. */
  readonly depth: number;
  /** Height, width or length. */
  readonly extent: number;
  readonly blocks: readonly Block[];
  /** How a sequence or an image becomes a vector. */
  readonly summary: 'average' | 'flatten' | 'lstm' | 'gru';
  readonly task: Task;
  /** Targets or classes. */
  readonly outputs: number;
  /** Decides the weights. */
  readonly seed: number;
}

/** Which models are wanted. */
export interface ModelOptions {
  /** @defaultValue all: 'vector', 'image', 'sequence' */
  readonly inputs?: readonly InputKind[];
  /** @defaultValue all: 'regression', 'binary', 'classification', 'sparse classification' */
  readonly tasks?: readonly Task[];
  /** The most steps between input and output. @defaultValue 3 */
  readonly maxBlocks?: number;
}

export const INPUTS: readonly InputKind[] = ['vector', 'image', 'sequence'];
export const TASKS: readonly Task[] = ['regression', 'binary', 'classification', 'sparse classification'];

/** Plans of models that fit together, whatever is drawn; they shrink to a single layer. */
export function modelPlan({ inputs, tasks, maxBlocks }: Required<ModelOptions>): Arbitrary<ModelPlan> {
  const block = record({
    kind: constantFrom<Block['kind'][]>('layer', 'residual', 'branches', 'pool', 'dropout'),
    width: integer({ min: 4, max: 10 }),
    activation: constantFrom<Activation[]>('relu', 'tanh', 'elu', 'sigmoid', 'linear'),
    normalized: option(integer({ min: 0, max: 1 }), { nil: 0 }).map((each) => each === 1),
  });
  return tuple(
    record({
      input: constantFrom(...inputs),
      depth: integer({ min: 1, max: 6 }),
      extent: integer({ min: 4, max: 8 }),
      blocks: array(block, { maxLength: maxBlocks, size: 'max' }),
      summary: constantFrom<ModelPlan['summary'][]>('average', 'flatten', 'lstm', 'gru'),
      task: constantFrom(...tasks),
      outputs: integer({ min: 1, max: 4 }),
    }),
    integer({ min: 0, max: 2 ** 20 }),
  ).map(([plan, seed]) => settle({ ...plan, seed }));
}

/** Leaves out what a plan of that kind has no use for, so that it prints as it is built. */
function settle(plan: ModelPlan): ModelPlan {
  const depth =
    plan.input === 'image' ? (plan.depth > 3 ? 3 : 1) : plan.input === 'vector' ? plan.depth + 2 : plan.depth;
  const outputs = plan.task === 'regression' ? plan.outputs : plan.task === 'binary' ? 1 : plan.outputs + 1;
  const summary = plan.input === 'image' && plan.summary !== 'average' ? 'flatten' : plan.summary;
  const blocks = plan.blocks.filter(({ kind }) => plan.input === 'image' || kind !== 'pool');
  return { ...plan, depth, outputs, summary, blocks };
}

/** What one sample looks like, without the batch axis. */
export function inputShapeOf({ input, depth, extent }: ModelPlan): number[] {
  if (input === 'vector') return [depth];
  return input === 'image' ? [extent, extent, depth] : [extent, depth];
}

function describeBlock({ kind, width, activation, normalized }: Block, layer: string): string {
  if (kind === 'pool') return 'maxPooling2d(2)';
  if (kind === 'dropout') return 'dropout(0.2)';
  const words = [width, ...(normalized ? ['batch norm'] : []), activation].join(', ');
  if (kind === 'layer') return `${layer}(${words})`;
  return kind === 'residual' ? `residual(2 × ${layer}(${words}))` : `branches(2 × ${layer}(${words}))`;
}

/** A plan in one line: `[4, 4, 1] -> conv2d(4, relu) -> average -> dense(2, softmax), seed 0`. */
export function describePlan(plan: ModelPlan): string {
  const layer = { vector: 'dense', image: 'conv2d', sequence: 'conv1d' }[plan.input];
  const steps = [
    `[${inputShapeOf(plan).join(', ')}]`,
    ...plan.blocks.map((block) => describeBlock(block, layer)),
    ...(plan.input === 'vector' ? [] : [plan.summary]),
    `dense(${plan.outputs}, ${lastActivation(plan.task)})`,
  ];
  return `${steps.join(' -> ')}, seed ${plan.seed}`;
}

/** What turns the last layer's numbers into predictions. */
export function lastActivation(task: Task): 'linear' | 'sigmoid' | 'softmax' {
  if (task === 'regression') return 'linear';
  return task === 'binary' ? 'sigmoid' : 'softmax';
}

/** The loss that suits a task, by the name that `compile` takes. */
export function lossOf(task: Task): string {
  return {
    regression: 'meanSquaredError',
    binary: 'binaryCrossentropy',
    classification: 'categoricalCrossentropy',
    'sparse classification': 'sparseCategoricalCrossentropy',
  }[task];
}
