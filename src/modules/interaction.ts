import { InteractionError } from '../errors.ts';
import { printShape } from '../tensor/shape-spec/index.ts';
import type { DeclaredTensor } from './declaration.ts';
import type { Scope } from './scope.ts';
import type { SizeConstraints } from './size-constraints.ts';
import { unify } from './unify.ts';
import type { Conflict } from './unify.ts';

/** One side of an interaction. */
export interface Party {
  /** What messages call it, e.g. `ConvBackbone`. */
  readonly name: string;
  readonly tensors: readonly DeclaredTensor[];
  readonly scope: Scope;
  /** The module itself, whose fields tell how it was configured; left out where the composition itself reads. */
  readonly module?: object | undefined;
}

/** What the tensors between two parts are called, and how a sentence about them begins. */
export interface Wording {
  /** e.g. `feature map`; a name is put behind it. */
  readonly noun: string;
  /** e.g. `LinearHead can't read feature map c3 of ConvBackbone`. */
  readonly opening?: string;
  /** What to do where the reader finds nothing under its name, if the composition knows better than this file. */
  readonly hintWhereMissing?: string | undefined;
}

/** What messages call what an encoder gives: maps where it names several with their strides, as a backbone does. */
export function nounOf(gives: readonly DeclaredTensor[]): string {
  return gives.every(({ name, stride }) => name !== undefined && stride !== undefined)
    ? 'feature map'
    : 'latent';
}

function labelled(noun: string, name: string | undefined): string {
  return name === undefined ? `the ${noun}` : `${noun} ${name}`;
}

function specOf(tensor: DeclaredTensor): string {
  return `'${printShape(tensor.shape)}'${tensor.dtype === 'float32' ? '' : ` ${tensor.dtype}`}`;
}

/** The same with its stride, where that is what the two sides talk about. */
function mapOf(tensor: DeclaredTensor, isStrided: boolean): string {
  const stride = isStrided && tensor.stride !== undefined ? ` with stride ${tensor.stride}` : '';
  return `${specOf(tensor)}${stride}`;
}

function evidence(giver: Party, given: DeclaredTensor, reader: Party, read: DeclaredTensor): string {
  const gives = `${giver.name} gives`;
  const reads = `${reader.name} reads`;
  const width = Math.max(gives.length, reads.length);
  const name = given.name === undefined ? '' : `${given.name}  `;
  const isStrided = read.stride !== undefined;
  return (
    `  ${gives.padEnd(width)}  ${name}${mapOf(given, isStrided)}\n` +
    `  ${reads.padEnd(width)}  ${name}${mapOf(read, isStrided)}`
  );
}

function explain(conflict: Conflict, reader: Party): string {
  switch (conflict.kind) {
    case 'dtype':
      return `it is ${conflict.given}, but ${reader.name} reads ${conflict.read}`;
    case 'rank': {
      const least = conflict.orMore ? 'at least ' : '';
      return `it has ${conflict.given} ${conflict.given === 1 ? 'axis' : 'axes'}, but ${reader.name} reads ${least}${conflict.read}`;
    }
    case 'stride':
      return conflict.given === undefined
        ? `its stride isn't known, but ${reader.name} reads stride ${conflict.read}`
        : `its stride is ${conflict.given}, but ${reader.name} reads ${conflict.read}`;
    case 'axis':
      return explainAxis(conflict, reader);
  }
}

/** A size, or what it is of the model's input. */
function ofInput(size: number | string): string {
  return typeof size === 'number' ? String(size) : `${size} of the input`;
}

function explainAxis(conflict: Conflict & { readonly kind: 'axis' }, reader: Party): string {
  const { axis, given, read, token, boundBy, together } = conflict;
  const place = axis < 0 ? `axis ${axis} (from the end)` : `axis ${axis}`;
  const why = together
    ? '; no input gives this along with what is read before it'
    : typeof given === 'string' || typeof read === 'string'
      ? '; no input makes them equal'
      : '';
  if (token === undefined || token.text === read) {
    return `${place} is ${ofInput(given)}, but ${reader.name} reads ${ofInput(read)}${why}`;
  }
  const bound =
    token.text === token.name
      ? `${boundBy ?? 'an earlier axis'} bound ${token.name} = ${ofInput(read)}`
      : `${reader.name} reads ${token.text} = ${ofInput(read)}, since ${boundBy ?? 'an earlier axis'} bound ${token.name}`;
  return `${place} (${token.text}) is ${ofInput(given)}, but ${bound}${why}`;
}

/** Whether `read` could be fed with `given`, everything else being as it is. */
function fits(
  giver: Party,
  given: DeclaredTensor,
  reader: Party,
  read: DeclaredTensor,
  sizes: SizeConstraints,
): boolean {
  return unify(given, giver.scope, read, reader.scope.copy(), sizes.copy(), '', '') === undefined;
}

function fieldOf(module: object | undefined, field: string): unknown {
  return module !== undefined && field in module ? Reflect.get(module, field) : undefined;
}

/** `read` with its last axis of another size. */
function withChannels(read: DeclaredTensor, channels: number): DeclaredTensor {
  const last = read.shape.axes.at(-1);
  if (last === undefined) return read;
  const axes = [
    ...read.shape.axes.slice(0, -1),
    { kind: 'fixed' as const, offset: last.offset, size: channels, broadcast: false },
  ];
  return { ...read, shape: { ...read.shape, axes } };
}

/**
 * What would fit: another tensor that the giver has, or another setting of the reader. Both are tried before they are
 * said.
 */
function remedy(
  giver: Party,
  given: DeclaredTensor | undefined,
  reader: Party,
  read: DeclaredTensor,
  sizes: SizeConstraints,
  noun: string,
): string | undefined {
  const ways: string[] = [];
  const others = giver.tensors.filter(
    (each) =>
      // What a composition itself reads has one right name.
      reader.module !== undefined &&
      read.name !== undefined &&
      each !== given &&
      each.name !== undefined &&
      fits(giver, each, reader, read, sizes),
  );
  const [other] = others;
  if (other?.name !== undefined) {
    const listed = others
      .map((each) => `${each.name ?? ''} ${mapOf(each, read.stride !== undefined)}`)
      .join(', ');
    const says = others.length === 1 ? `${noun} ${listed} fits` : `${noun}s ${listed} fit`;
    // A head says which map it reads by a field of that name, if it lets its user choose.
    const isChosen = read.name !== undefined && fieldOf(reader.module, 'features') === read.name;
    ways.push(isChosen ? `${says}: new ${reader.name}({ features: '${other.name}', … })` : says);
  }
  const readChannels = read.shape.axes.at(-1);
  const givenChannels = given?.shape.axes.at(-1);
  if (
    given !== undefined &&
    readChannels?.kind === 'fixed' &&
    givenChannels?.kind === 'fixed' &&
    readChannels.size !== givenChannels.size &&
    fieldOf(reader.module, 'inChannels') === readChannels.size &&
    fits(giver, given, reader, withChannels(read, givenChannels.size), sizes)
  ) {
    ways.push(`set inChannels of ${reader.name} to ${givenChannels.size}`);
  }
  return ways.length === 0 ? undefined : `${ways.join('; or ')}.`;
}

function describeGiven(giver: Party, noun: string): string {
  const names = giver.tensors.flatMap((each) => each.name ?? []);
  return names.length === 0 ? `gives one ${noun} without a name` : `gives ${names.join(', ')}`;
}

function failMissing(
  giver: Party,
  reader: Party,
  read: DeclaredTensor,
  sizes: SizeConstraints,
  wording: Wording,
): never {
  const { noun } = wording;
  const wanted = read.name === undefined ? `one ${noun} without a name` : `${noun} ${read.name}`;
  const [only, ...more] = giver.tensors;
  const isBoxed =
    read.name === undefined &&
    only?.name !== undefined &&
    more.length === 0 &&
    fits(giver, only, reader, read, sizes);
  const hint =
    wording.hintWhereMissing ??
    (isBoxed
      ? `declare ${specOf(only)} itself in ${giver.name}, without the name ${only.name}, and return the tensor itself.`
      : remedy(giver, undefined, reader, read, sizes, noun));
  throw new InteractionError(
    `${reader.name} reads ${wanted}, but ${giver.name} ${describeGiven(giver, noun)}.\n` +
      `  ${reader.name} reads  ${read.name === undefined ? '' : `${read.name}  `}${mapOf(read, true)}`,
    {
      parts: [giver.name, reader.name],
      tensor: read.name,
      argument: read.name ?? noun,
      expected: read.name ?? `one ${noun}`,
      actual: giver.tensors.map((each) => each.name ?? noun),
      ...(hint !== undefined && { hint }),
    },
  );
}

/**
 * Connects two parts by what they declare: each tensor that the reader reads is looked up by name at the giver and read
 * as the reader declares it. Nothing is computed, and no weight exists yet.
 * @param sizes the equations of the whole composition, which grow
 * @throws InteractionError for a tensor that the giver doesn't have, and for a dtype, a rank or an axis that can't agree
 */
export function connect(giver: Party, reader: Party, sizes: SizeConstraints, wording: Wording): void {
  for (const read of reader.tensors) {
    const given = giver.tensors.find((each) => each.name === read.name);
    if (given === undefined) failMissing(giver, reader, read, sizes, wording);
    const before = { scope: reader.scope.copy(), sizes: sizes.copy() };
    const conflict = unify(
      given,
      giver.scope,
      read,
      reader.scope,
      sizes,
      read.name ?? wording.noun,
      `${labelled(wording.noun, read.name)} of ${giver.name}`,
    );
    if (conflict === undefined) continue;
    const tried = { ...reader, scope: before.scope };
    const hint =
      conflict.kind === 'stride' && conflict.given === undefined
        ? `declare it in ${giver.name}: { shape: ${specOf(given)}, stride: … }.`
        : remedy(giver, given, tried, read, before.sizes, wording.noun);
    const opening =
      wording.opening ?? `${reader.name} can't read ${labelled(wording.noun, read.name)} of ${giver.name}`;
    throw new InteractionError(
      `${opening}: ${explain(conflict, reader)}.\n${evidence(giver, given, reader, read)}`,
      {
        parts: [giver.name, reader.name],
        tensor: read.name,
        axis: conflict.kind === 'axis' ? conflict.axis : undefined,
        argument: read.name ?? wording.noun,
        expected: conflict.read,
        actual: conflict.given,
        ...(hint !== undefined && { hint }),
      },
    );
  }
}
