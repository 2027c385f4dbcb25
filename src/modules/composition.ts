import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError, InteractionError } from '../errors.ts';
import { describeShape, describeTensor } from '../tensor/describe.ts';
import { Environment, matchShape } from '../tensor/shape-spec/index.ts';
import { describeKind } from '../tensor/subject.ts';
import { readDeclaration } from './declaration.ts';
import type { Declaration, DeclaredTensor } from './declaration.ts';
import { DeclaredModule } from './declared-module.ts';
import type { Party } from './interaction.ts';
import { Module } from './module.ts';
import { Scope } from './scope.ts';
import { SizeConstraints } from './size-constraints.ts';
import { withImpliedStrides } from './strides.ts';
import { printExpression } from './unify.ts';

type Part = DeclaredModule<never, unknown>;
type Role = Part['role'];

/**
 * Refuses an argument of a composition that can't play its part.
 * @throws ArgumentError naming the argument; where the parts were swapped, it says so
 */
function requirePart(part: unknown, role: Role, composition: string): void {
  if (part instanceof DeclaredModule && part.role === role) return;
  const isOther = part instanceof DeclaredModule;
  const actual = isOther ? `the ${part.role} ${part.name}` : describeKind(part);
  throw new ArgumentError(
    `${composition}: ${role} must be ${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}, got ${actual}.`,
    {
      argument: role,
      expected: role,
      actual,
      ...(typeof part === 'function' && { hint: 'pass an instance: put `new` in front of the class.' }),
    },
  );
}

/**
 * A model made of parts that declare what they read and give.
 *
 * A subclass connects its parts in its constructor; only then are their weights made. The model owns its parts: it trains,
 * saves and disposes of them. A part may be shared with another model, and is then disposed with whichever comes first.
 */
export abstract class Composition<Input extends Tensor = Tensor, Output = Tensor> extends Module<
  Input,
  Output
> {
  /** The equations between the parts' sizes, in the names of the model's input. */
  protected readonly sizes = new SizeConstraints();
  readonly #first: DeclaredModule<Input, unknown>;
  readonly #root: Scope;

  /** @param parts the parts by role, the one that reads the model's input first */
  constructor(first: DeclaredModule<Input, unknown>, parts: Readonly<Partial<Record<Role, unknown>>>) {
    super();
    for (const [role, part] of Object.entries(parts)) requirePart(part, role as Role, this.name); // the keys are roles
    this.#first = first;
    this.#root = new Scope(first.name, true);
  }

  /**
   * What the model makes of an input, when it isn't training. Everything in between is freed.
   * @param input what the first part reads
   * @returns the outputs; the caller disposes of them
   * @throws ArgumentError for an input that a part can't read, before anything is computed
   */
  predict(input: Input): Output {
    return this.apply(input);
  }

  /** The first part, which gives; its names are the model's names. */
  protected firstParty(): Party {
    const { reads, gives } = this.#first.declaration;
    return {
      name: this.#first.name,
      tensors: withImpliedStrides(reads[0], gives),
      scope: this.#root,
      module: this.#first,
    };
  }

  /** What the first part reads, as something to be read again: what an autoencoder must give back. */
  protected inputParty(): Party {
    return { name: this.#first.name, tensors: this.#first.declaration.reads, scope: this.#rootBound() };
  }

  /** A part that reads. */
  protected readingParty(part: Part): Party {
    return { name: part.name, tensors: part.declaration.reads, scope: new Scope(part.name), module: part };
  }

  /** The same part as one that gives, in the names that got their meaning while it read. */
  protected givingParty(part: Part, reading: Party): Party {
    return { name: part.name, tensors: part.declaration.gives, scope: reading.scope, module: part };
  }

  /**
   * What the composition itself needs of its last part.
   * @param inputAxes names that stand for the axes of the input, from the first on
   */
  protected ownParty(declaration: Declaration, inputAxes: readonly string[] = ['batch']): Party {
    const scope = new Scope(this.name);
    for (const [at, name] of inputAxes.entries()) {
      const axis = this.#first.declaration.reads[0]?.shape.axes[at];
      if (axis?.kind === 'name') scope.bind(name, this.#root.meaningOf(axis.name), 'the input');
      if (axis?.kind === 'fixed' || axis?.kind === 'documented')
        scope.bind(name, { op: 'size', value: axis.size }, 'the input');
    }
    return { name: this.name, tensors: readDeclaration(declaration, this.name), scope };
  }

  /**
   * Refuses an input that some part could not read, before anything is computed: not only the first part, but every one
   * whose sizes follow from the input's.
   */
  protected override admit(input: Input): void {
    this.#first.admit(input);
    const [read] = this.#first.declaration.reads;
    if (read === undefined) return;
    const environment = new Environment();
    matchShape(input.shape, read.shape, environment);
    const violation = this.sizes.violated((name) => environment.sizes.get(name)?.size);
    if (violation === undefined) return;
    const { equation, given, read: wanted, nearest } = violation;
    const spell = (expression: typeof equation.given, value: number): string => {
      const printed = printExpression(expression);
      return printed === value ? String(value) : `${printed} = ${value}`;
    };
    throw new InteractionError(
      `${this.name} can't take ${describeTensor(input)}: ${equation.place} would be ${spell(equation.given, given)}, ` +
        `but ${equation.parts[1]} reads ${spell(equation.read, wanted)}.`,
      {
        parts: equation.parts,
        argument: 'input',
        expected: wanted,
        actual: given,
        ...(nearest !== undefined && {
          hint: `the nearest ${nearest.name} that fits is ${nearest.sizes.join(' or ')}.`,
        }),
      },
    );
  }

  /** Refuses an output for another number of examples than came in: a part that declares a name of its own can hide that. */
  protected refuseOtherBatch(part: Part, input: Tensor, outputs: readonly Tensor[]): void {
    for (const output of outputs) {
      if (output.shape[0] === input.shape[0]) continue;
      throw new InteractionError(
        `${part.name} returned ${describeTensor(output)} for ${describeTensor(input)}: axis 0 is ${output.shape[0]}, ` +
          `but the batch is ${input.shape[0]}.`,
        { parts: [part.name, this.name], axis: 0, expected: input.shape[0], actual: output.shape[0] },
      );
    }
  }

  /** Refuses an output that isn't laid over the input: every axis but the last has to be the same. */
  protected refuseOtherPlaces(part: Part, input: Tensor, output: Tensor): void {
    const axis = input.shape.slice(0, -1).findIndex((size, at) => output.shape[at] !== size);
    if (axis < 0) return;
    const [expected, actual] = [input.shape[axis], output.shape[axis]];
    throw new InteractionError(
      `${part.name} returned ${describeTensor(output)} for ${describeTensor(input)}: axis ${axis} is ${actual}, ` +
        `but ${this.name} gives logits for each place of its input, ${expected} there.`,
      { parts: [part.name, this.name], axis, expected, actual },
    );
  }

  /** Refuses a reconstruction of another shape than the input. */
  protected refuseOtherShape(part: Part, input: Tensor, output: Tensor): void {
    if (describeShape(output.shape) === describeShape(input.shape)) return;
    throw new InteractionError(
      `${part.name} returned ${describeTensor(output)} for ${describeTensor(input)}: ${this.name} gives back the shape it reads.`,
      { parts: [part.name, this.name], expected: input.shape, actual: output.shape },
    );
  }

  #rootBound(): Scope {
    const scope = new Scope(this.#first.name, true);
    for (const { shape } of this.#first.declaration.reads) {
      for (const [axis, each] of shape.axes.entries()) {
        if (each.kind !== 'name') continue;
        scope.bind(each.name, { op: 'name', name: each.name }, `input axis ${axis}`);
      }
    }
    return scope;
  }
}

/**
 * Of what one part gave, only what another declares to read: a part can't come to depend on more.
 * @param given a tensor, or tensors by name
 */
export function pick<Given>(given: Given, reads: readonly DeclaredTensor[]): Given {
  const names = reads.flatMap(({ name }) => name ?? []);
  if (names.length === 0 || typeof given !== 'object' || given === null) return given;
  const picked = Object.fromEntries(names.map((name) => [name, Reflect.get(given, name) as unknown]));
  return picked as Given; // less than it was given; the reader checks each of them
}
