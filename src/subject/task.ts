import { nearestName } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { describeShape } from '../tensor/describe.ts';
import { describeKind } from '../tensor/subject.ts';

/** What a model is to learn. */
export type Task =
  /** Which one of several classes a sample is of. */
  | 'classes'
  /** Which labels a sample has; they do not exclude each other. One label alone, yes or no, is such a task, too. */
  | 'multi-label'
  /** Numbers. */
  | 'regression'
  /** The input itself, or what it was before it was spoilt. */
  | 'reconstruction';

/** One task for all outputs, or one for each: in their order, or by their names. */
export type Tasks = Task | readonly Task[] | Readonly<Record<string, Task>>;

/** Every task, as a user writes it. */
export const TASKS: readonly Task[] = ['classes', 'multi-label', 'regression', 'reconstruction'];

/** One output of a model beside its target, as far as a task shows in them. */
export interface TaskEvidence {
  /** As messages name it; empty where there is only one. */
  readonly name: string;
  /** Of the prediction. */
  readonly shape: readonly number[];
  /** As it was given. */
  readonly given: { readonly values: ArrayLike<number>; readonly shape: readonly number[] } | undefined;
  /** In the shape of the prediction, class numbers as one-hot rows; `undefined` where it has another shape. */
  readonly target: ArrayLike<number> | undefined;
  /** The values of each input; none where there is no model. */
  readonly inputs: readonly ArrayLike<number>[];
}

/**
 * Refuses what names no task.
 * @returns what was given, each part of it a task
 * @throws ArgumentError that names the nearest task
 */
export function requireTasks(tasks: unknown, where: string): Tasks | undefined {
  if (tasks === undefined) return undefined;
  const isSeveral = typeof tasks === 'object' && tasks !== null;
  const parts: readonly unknown[] = isSeveral ? Object.values(tasks) : [tasks];
  const unknown = parts.find((each) => !isTask(each));
  if (unknown === undefined) return tasks as Tasks; // each part was looked at
  const shown = typeof unknown === 'string' ? `'${unknown}'` : describeKind(unknown);
  const nearest = typeof unknown === 'string' ? nearestName(unknown, TASKS) : undefined;
  throw new ArgumentError(`${where}: task must be one of ${TASKS.join(', ')}, got ${shown}.`, {
    argument: 'task',
    expected: TASKS,
    actual: unknown,
    ...(nearest !== undefined && { hint: `did you mean '${nearest}'?` }),
  });
}

function isTask(value: unknown): value is Task {
  return (TASKS as readonly unknown[]).includes(value);
}

/**
 * What the user says that an output is for.
 * @param tasks for all outputs, or for each
 * @param names of the outputs, in order
 * @returns one for each output, `undefined` where nothing was said
 * @throws ArgumentError for tasks that fit no output
 */
export function statedTasks(
  tasks: Tasks | undefined,
  names: readonly string[],
  where: string,
): (Task | undefined)[] {
  if (tasks === undefined || typeof tasks === 'string') return names.map(() => tasks);
  const keys = Object.keys(tasks);
  const isList = Array.isArray(tasks);
  const wrong = isList ? keys.length > names.length : keys.some((key) => !names.includes(key));
  if (wrong) {
    const expected = names.map((name) => (name === '' ? 'the output' : name));
    const actual = isList ? keys.length : keys.join(', ');
    throw new ArgumentError(
      `${where}: task must have a part for each output (${expected.join(', ')}), got ${actual}.`,
      { argument: 'task', expected, actual: tasks },
    );
  }
  const byName = tasks as Readonly<Partial<Record<string, Task>>>;
  return names.map((name, i) => (isList ? byName[String(i)] : byName[name]));
}

/**
 * Recognises a task by the targets: rows with a single 1, or class numbers, are classes; what is an input is reconstructed; other zeros
 * and ones are labels; anything else is numbers.
 * @returns `undefined` where the target has another shape than the prediction, so that nothing can be told
 */
export function recogniseTask({ shape, target, inputs }: TaskEvidence): Task | undefined {
  if (target === undefined) return undefined;
  const width = shape.at(-1) ?? 1;
  if (shape.length >= 2 && width >= 2 && isOneHot(target, width)) return 'classes';
  if (inputs.some((input) => isSame(input, target))) return 'reconstruction';
  return all(target, (value) => value === 0 || value === 1) ? 'multi-label' : 'regression';
}

/**
 * Refuses a task that targets or predictions can't be of.
 * @throws ArgumentError that says what stands against it
 */
export function requireFittingTask(task: Task, evidence: TaskEvidence, where: string): void {
  const misfit = MISFITS[task](evidence);
  if (misfit === undefined) return;
  const of = evidence.name === '' ? '' : ` of output '${evidence.name}'`;
  throw new ArgumentError(
    `${where}: the task '${task}' does not fit the targets${of}: it takes ${misfit.expected}, got ${misfit.actual}.`,
    {
      argument: 'task',
      expected: misfit.expected,
      actual: misfit.actual,
      ...(misfit.hint !== undefined && { hint: misfit.hint }),
    },
  );
}

interface Misfit {
  readonly expected: string;
  readonly actual: string;
  readonly hint?: string;
}

const MISFITS: Readonly<Record<Task, (evidence: TaskEvidence) => Misfit | undefined>> = {
  classes: ({ shape, given }) => {
    if (shape.length < 2 || (shape.at(-1) ?? 1) < 2) {
      return {
        expected: 'predictions with one place for each class',
        actual: `predictions ${describeShape(shape)}`,
        hint: "a single unit says yes or no: that is 'multi-label', with one label.",
      };
    }
    const odd = find(given?.values, (value) => !(value >= 0 && value <= 1) && !Number.isInteger(value));
    return odd === undefined
      ? undefined
      : { expected: 'class numbers, or shares of each class', actual: `a target of ${odd}` };
  },
  'multi-label': ({ shape, target, given }) => {
    if (target === undefined || given?.values.length !== target.length) {
      return {
        expected: `targets of the shape of the predictions, ${describeShape(shape)}`,
        actual: given === undefined ? 'none' : describeShape(given.shape),
        hint: "class numbers are of the task 'classes'.",
      };
    }
    const odd = find(target, (value) => !(value >= 0 && value <= 1));
    return odd === undefined ? undefined : { expected: 'targets from 0 to 1', actual: `a target of ${odd}` };
  },
  regression: () => undefined,
  reconstruction: ({ given, inputs }) => {
    if (given === undefined || inputs.length === 0) return undefined;
    return inputs.some(({ length }) => length === given.values.length)
      ? undefined
      : {
          expected: 'targets with as many numbers as an input',
          actual: `${given.values.length} numbers where inputs have ${inputs.map(({ length }) => length).join(', ')}`,
        };
  },
};

/** Whether each row of `width` numbers has one 1, and is 0 elsewhere. */
export function isOneHot(values: ArrayLike<number>, width: number): boolean {
  for (let row = 0; row < values.length; row += width) {
    let ones = 0;
    for (let i = row; i < row + width; i++) {
      if (values[i] === 1) ones += 1;
      else if (values[i] !== 0) return false;
    }
    if (ones !== 1) return false;
  }
  return values.length > 0;
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && all(a, (value, i) => value === b[i]);
}

function all(values: ArrayLike<number>, holds: (value: number, i: number) => boolean): boolean {
  for (let i = 0; i < values.length; i++) if (!holds(values[i] ?? NaN, i)) return false;
  return true;
}

function find(values: ArrayLike<number> | undefined, is: (value: number) => boolean): number | undefined {
  for (let i = 0; i < (values?.length ?? 0); i++) {
    const value = values?.[i] ?? NaN;
    if (is(value)) return value;
  }
  return undefined;
}
