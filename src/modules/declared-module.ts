import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { ArgumentError, InteractionError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import { describeFailure, Environment, matchShapes, printShape } from '../tensor/shape-spec/index.ts';
import { describeKind, isTensor, requireTensor } from '../tensor/subject.ts';
import { readDeclaration } from './declaration.ts';
import type { Declaration, DeclaredTensor, ModuleDeclaration } from './declaration.ts';
import { inputHint } from './input-hint.ts';
import { refuseEmptyOutputs } from './output-sizes.ts';
import { Module } from './module.ts';
import type { ForwardContext } from './module.ts';
import { variablesSince } from './variables-since.ts';

/** The fields in which a kind of module declares itself, and how sentences call what is in them. */
export interface DeclarationFields {
  readonly reads: { readonly field: string; readonly declaration: Declaration };
  readonly gives: { readonly field: string; readonly declaration: Declaration };
}

/** Input shapes that are remembered as checked; a program that makes new ones without end starts over. */
const MOST_REMEMBERED = 1024;

function remember(known: Set<string>, key: string): void {
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.add(key);
}

/**
 * A module that says what it reads and what it gives, and is held to it: an input is checked before anything is computed,
 * an output the first time that an input of its shape comes by.
 */
export abstract class DeclaredModule<Input = Tensor, Output = Tensor> extends Module<Input, Output> {
  /** Which part a module can play in a composition. */
  abstract readonly role: 'backbone' | 'head' | 'encoder' | 'decoder';

  #declaration: ModuleDeclaration | undefined;
  readonly #admitted = new Set<string>();
  readonly #verified = new Set<string>();

  /** Names the fields that hold the declarations. */
  protected abstract declarationFields(): DeclarationFields;

  /** Refuses a declaration that contradicts itself; called once, before anything is built. */
  protected reviewDeclaration?(declaration: ModuleDeclaration): void;

  /**
   * What the module reads and gives.
   * @throws ArgumentError for a field that declares nothing
   * @throws ShapeSpecError for a shape that does not parse
   */
  override get declaration(): ModuleDeclaration {
    if (this.#declaration !== undefined) return this.#declaration;
    const { reads, gives } = this.declarationFields();
    const declaration = {
      reads: readDeclaration(reads.declaration, `${this.name}.${reads.field}`),
      gives: readDeclaration(gives.declaration, `${this.name}.${gives.field}`),
    };
    this.reviewDeclaration?.(declaration);
    this.#declaration = declaration;
    return declaration;
  }

  /**
   * Refuses an input that is not what the module reads.
   * @throws SubjectError for something that is no live tensor
   * @throws ArgumentError for a wrong dtype, rank or size, and for one that leaves an output without elements
   */
  override admit(input: Input): void {
    const tensors = this.#inputTensors(input);
    const key = tensors.map(describeTensor).join();
    if (this.#admitted.has(key)) return;
    const { reads, gives } = this.declaration;
    for (const [at, read] of reads.entries()) {
      const tensor = tensors[at];
      if (tensor === undefined || tensor.dtype === read.dtype) continue;
      const label = this.#inputLabel(read);
      throw new ArgumentError(
        `${this.name}: ${label} must be ${read.dtype}, got ${describeTensor(tensor)}.`,
        {
          argument: label,
          expected: read.dtype,
          actual: tensor.dtype,
          hint: `tf.cast(x, '${read.dtype}') converts it; scale it as the data that the model was trained on.`,
        },
      );
    }
    const environment = new Environment();
    const match = matchShapes(this.#entries(tensors), environment);
    if (!match.matches) {
      const at = Math.max(
        0,
        reads.findIndex((read) => this.#inputLabel(read) === match.failure.tensor),
      );
      const [read, tensor] = [reads[at], tensors[at]];
      if (read === undefined || tensor === undefined) return;
      const hint = inputHint(tensor.shape, read.shape);
      // Where there is one input, it needs no name; and a rank is explained by the spec in the sentence.
      const failure = reads.length === 1 ? { ...match.failure, tensor: '' } : match.failure;
      const spec = failure.kind === 'rank' ? '' : `\n  ${this.name} reads  '${printShape(read.shape)}'`;
      throw new ArgumentError(
        `${this.name} can't read ${describeTensor(tensor)}: ${describeFailure(failure, read.shape)}.${spec}`,
        {
          argument: match.failure.tensor,
          expected: printShape(read.shape),
          actual: tensor.shape,
          ...(hint !== undefined && { hint }),
        },
      );
    }
    refuseEmptyOutputs(this.name, tensors, gives, environment);
    remember(this.#admitted, key);
  }

  /** One forward pass, whose outputs are held against the declaration once for each shape of the input. */
  protected override run(input: Input, context: ForwardContext): Output {
    const tensors = this.#inputTensors(input);
    const key = `${tensors.map(describeTensor).join()} ${context.training}`;
    if (this.#verified.has(key)) return super.run(input, context);
    const made = variablesSince();
    const output = super.run(input, context);
    this.#refuseLateVariables(made());
    this.#verify(tensors, output);
    remember(this.#verified, key);
    return output;
  }

  #inputLabel(read: DeclaredTensor): string {
    return read.name ?? this.declarationFields().reads.field;
  }

  #entries(
    tensors: readonly Tensor[],
  ): { tensor: string; shape: readonly number[]; parsed: DeclaredTensor['shape'] }[] {
    return this.declaration.reads.flatMap((read, at) => {
      const tensor = tensors[at];
      return tensor === undefined
        ? []
        : [{ tensor: this.#inputLabel(read), shape: tensor.shape, parsed: read.shape }];
    });
  }

  #inputTensors(input: unknown): readonly Tensor[] {
    return this.declaration.reads.map((read) => {
      const value: unknown =
        read.name === undefined
          ? input
          : typeof input === 'object' && input !== null && !isTensor(input)
            ? Reflect.get(input, read.name)
            : undefined;
      return requireTensor(value, `${this.name}.apply`, this.#inputLabel(read));
    });
  }

  /** A layer that is built in the forward pass makes weights that nothing trains, saves or frees. */
  #refuseLateVariables(late: readonly Variable[]): void {
    if (late.length === 0) return;
    const names = late.map((each) => `'${each.name}'`).join(', ');
    for (const each of late) each.dispose();
    throw new ArgumentError(`${this.name}.forward: it makes variables, ${names}; they belong in build.`, {
      argument: 'forward',
      expected: 'no new variables',
      actual: late.map((each) => each.name),
      hint: 'hand layers to this.addLayer in build(), with the shape that they will get.',
    });
  }

  /** Holds what `forward` returned against what the module declares. */
  #verify(inputs: readonly Tensor[], output: unknown): void {
    const environment = new Environment();
    matchShapes(this.#entries(inputs), environment);
    const { gives } = this.declaration;
    const returned = gives.map((each) => this.#returnedTensor(each, output));
    for (const [at, declared] of gives.entries()) {
      const tensor = returned[at];
      if (tensor === undefined) continue;
      const says = `${this.name} declares ${this.#outputLabel(declared)} '${printShape(declared.shape)}'${
        declared.dtype === 'float32' ? '' : ` ${declared.dtype}`
      } but returned ${describeTensor(tensor)}`;
      const facts = { parts: [this.name], tensor: declared.name, argument: this.#outputLabel(declared) };
      if (tensor.dtype !== declared.dtype) {
        throw new InteractionError(`${says}: it is ${tensor.dtype}, expected ${declared.dtype}.`, {
          ...facts,
          expected: declared.dtype,
          actual: tensor.dtype,
        });
      }
      const match = matchShapes([{ tensor: '', shape: tensor.shape, parsed: declared.shape }], environment);
      if (match.matches) continue;
      const { failure } = match;
      throw new InteractionError(`${says}: ${describeFailure(failure, declared.shape)}.`, {
        ...facts,
        axis: 'axis' in failure ? failure.axis : undefined,
        expected: 'expected' in failure ? failure.expected : printShape(declared.shape),
        actual: 'size' in failure ? failure.size : tensor.shape,
      });
    }
  }

  #outputLabel(declared: DeclaredTensor): string {
    return declared.name ?? `its ${this.declarationFields().gives.field}`;
  }

  #returnedTensor(declared: DeclaredTensor, output: unknown): Tensor {
    const isBag = typeof output === 'object' && output !== null && !isTensor(output);
    const value: unknown =
      declared.name === undefined ? output : isBag ? Reflect.get(output, declared.name) : undefined;
    if (isTensor(value) && !value.isDisposed) return value;
    const names = isBag ? Object.keys(output) : [];
    const inOtherCase = names.find((name) => name.toLowerCase() === declared.name?.toLowerCase());
    const got =
      value !== undefined || declared.name === undefined
        ? `returned ${isTensor(value) ? 'a disposed tensor' : describeKind(value)} for it`
        : isBag
          ? `returned ${names.length === 0 ? 'nothing' : names.join(', ')}`
          : `returned ${describeKind(output)}`;
    throw new InteractionError(
      `${this.name} declares ${this.#outputLabel(declared)} '${printShape(declared.shape)}' but ${got}.`,
      {
        parts: [this.name],
        tensor: declared.name,
        argument: this.#outputLabel(declared),
        expected: 'a tensor',
        actual: describeKind(value),
        ...(value === undefined &&
          inOtherCase !== undefined && {
            hint: `call it '${declared.name ?? ''}' instead of '${inOtherCase}'.`,
          }),
      },
    );
  }
}
