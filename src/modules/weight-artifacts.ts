import { io } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import { describeKind } from '../tensor/subject.ts';

/** Where weights go to or come from: a URL such as `file:///models/digits`, or a handler of TensorFlow.js. */
export type WeightStore = string | io.IOHandler;

const FORMAT = 'tensorproof-weights';

const BYTES_PER_ELEMENT: Readonly<Partial<Record<string, number>>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
};

/** Problems listed in a message; a wrong architecture has as many as it has weights. */
const MOST_LISTED = 8;

function handlerOf<Direction extends 'save' | 'load'>(
  store: unknown,
  direction: Direction,
  where: string,
): Required<Pick<io.IOHandler, Direction>> {
  const handlers: readonly unknown[] =
    typeof store === 'string'
      ? direction === 'save'
        ? io.getSaveHandlers(store)
        : io.getLoadHandlers(store)
      : [store];
  const [handler, another] = handlers;
  if (typeof handler === 'object' && handler !== null && another === undefined) {
    if (typeof Reflect.get(handler, direction) === 'function') {
      return handler as Required<Pick<io.IOHandler, Direction>>; // it has the method that is called
    }
  }
  const actual = typeof store === 'string' ? JSON.stringify(store) : describeKind(store);
  const knows = another === undefined ? 'nothing' : 'more than one handler';
  throw new ArgumentError(
    typeof store === 'string'
      ? `${where}: TensorFlow.js has ${knows} to ${direction} ${actual}.`
      : `${where}: expected a URL or a handler with a ${direction} method, got ${actual}.`,
    {
      argument: 'store',
      expected: `a URL, or a tf.io handler with a ${direction} method`,
      actual: store,
      ...(typeof store === 'string' &&
        store.startsWith('file:') && { hint: "'file://' is known once @tensorflow/tfjs-node was imported." }),
      ...(typeof store === 'string' &&
        !store.includes('://') && { hint: `a URL has a scheme: 'file://${store}'.` }),
    },
  );
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Saves weights bit for bit, with a checksum of them.
 * @param owner the module's name
 * @param weights by path
 * @param store where they go
 * @throws ArgumentError for a URL that no handler knows and for something that is no handler
 */
export async function saveWeights(
  owner: string,
  weights: ReadonlyMap<string, Variable>,
  store: WeightStore,
): Promise<io.SaveResult> {
  const handler = handlerOf(store, 'save', `${owner}.save`);
  // A variable's clone shares its data and keeps it when the variable moves on: one moment is saved, whatever trains on.
  const snapshot = Array.from(weights, ([name, variable]) => ({ name, tensor: variable.clone() }));
  try {
    const { data, specs } = await io.encodeWeights(snapshot);
    const checksum = await sha256(new Uint8Array(data));
    return await handler.save({
      format: FORMAT,
      generatedBy: 'tensorproof',
      modelTopology: { module: owner },
      weightSpecs: specs,
      weightData: data,
      userDefinedMetadata: { tensorproof: { module: owner, sha256: checksum } },
    });
  } finally {
    for (const { tensor } of snapshot) tensor.dispose();
  }
}

function describeSpec(spec: io.WeightsManifestEntry): string {
  return `${spec.dtype}[${spec.shape.join(', ')}]`;
}

function requireSpecs(artifacts: unknown, where: string): readonly io.WeightsManifestEntry[] {
  const specs: unknown =
    typeof artifacts === 'object' && artifacts !== null ? Reflect.get(artifacts, 'weightSpecs') : undefined;
  const isSpec = (each: unknown): boolean =>
    typeof each === 'object' &&
    each !== null &&
    typeof Reflect.get(each, 'name') === 'string' &&
    typeof Reflect.get(each, 'dtype') === 'string' &&
    Array.isArray(Reflect.get(each, 'shape'));
  if (Array.isArray(specs) && specs.every(isSpec)) return specs as readonly io.WeightsManifestEntry[]; // just checked
  throw new ArgumentError(`${where}: what was loaded holds no weights.`, {
    argument: 'store',
    expected: 'weightSpecs and weightData',
    actual: describeKind(specs),
  });
}

/** The part of a module whose weights these are, e.g. `backbone`. */
function partOf(
  stored: ReadonlyMap<string, io.WeightsManifestEntry>,
  weights: ReadonlyMap<string, Variable>,
): string | undefined {
  const parts = new Set(Array.from(weights.keys(), (name) => name.slice(0, name.indexOf('/'))));
  return [...parts].find((part) => {
    const own = [...weights].filter(([name]) => part !== '' && name.startsWith(`${part}/`));
    return (
      own.length === stored.size &&
      own.every(([name, variable]) => {
        const spec = stored.get(name.slice(part.length + 1));
        return spec !== undefined && describeSpec(spec) === describeTensor(variable);
      })
    );
  });
}

/** Refuses the weights of another architecture, and says all that differs. */
function refuseOthers(
  specs: readonly io.WeightsManifestEntry[],
  weights: ReadonlyMap<string, Variable>,
  owner: string,
  savedFrom: string | undefined,
): void {
  const stored = new Map(specs.map((spec) => [spec.name, spec]));
  const problems: [name: string, problem: string][] = [];
  for (const [name, variable] of weights) {
    const spec = stored.get(name);
    if (spec === undefined) problems.push([name, `${describeTensor(variable)} is missing`]);
    else if (describeSpec(spec) !== describeTensor(variable)) {
      problems.push([name, `is ${describeSpec(spec)}, but ${owner} has ${describeTensor(variable)}`]);
    } else if (spec.quantization !== undefined) {
      problems.push([name, 'is quantized: its values are not those that were trained']);
    }
  }
  for (const spec of specs) {
    if (!weights.has(spec.name)) problems.push([spec.name, `${describeSpec(spec)} is no weight of ${owner}`]);
  }
  if (stored.size !== specs.length) problems.push(['two weights', 'have the same name']);
  if (problems.length === 0) return;
  const shown = problems.slice(0, MOST_LISTED);
  const width = Math.max(...shown.map(([name]) => name.length));
  const lines = shown.map(([name, problem]) => `  ${name.padEnd(width)}  ${problem}`);
  if (problems.length > shown.length) lines.push(`  … and ${problems.length - shown.length} more`);
  const source = savedFrom === undefined ? '' : `, saved from ${savedFrom},`;
  const part = partOf(stored, weights);
  throw new ArgumentError(
    `${owner}.load: these weights${source} don't fit; nothing was changed.\n${lines.join('\n')}`,
    {
      argument: 'store',
      expected: Object.fromEntries(
        Array.from(weights, ([name, variable]) => [name, describeTensor(variable)]),
      ),
      actual: Object.fromEntries(specs.map((spec) => [spec.name, describeSpec(spec)])),
      ...(part !== undefined && { hint: `they are the weights of its part '${part}': load them there.` }),
    },
  );
}

/** What `saveWeights` wrote beside the weights. */
function metadataOf(artifacts: io.ModelArtifacts, key: 'module' | 'sha256'): string | undefined {
  const metadata: unknown = artifacts.userDefinedMetadata?.['tensorproof'];
  const value: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, key) : undefined;
  return typeof value === 'string' ? value : undefined;
}

async function refuseDamage(
  bytes: Uint8Array<ArrayBuffer>,
  specs: readonly io.WeightsManifestEntry[],
  artifacts: io.ModelArtifacts,
  where: string,
): Promise<void> {
  const expected = specs.reduce(
    (sum, { shape, dtype }) =>
      sum + shape.reduce((size, side) => size * side, BYTES_PER_ELEMENT[dtype] ?? NaN),
    0,
  );
  if (bytes.length !== expected) {
    throw new ArgumentError(
      `${where}: the weights are damaged: ${bytes.length} bytes, expected ${expected}; nothing was changed.`,
      { argument: 'store', expected: `${expected} bytes`, actual: `${bytes.length} bytes` },
    );
  }
  const checksum = metadataOf(artifacts, 'sha256');
  if (checksum === undefined) return; // written by something else, such as a converter
  const actual = await sha256(bytes);
  if (actual === checksum) return;
  throw new ArgumentError(
    `${where}: the weights are damaged: their SHA-256 is not the one they were saved with; nothing was changed.`,
    { argument: 'store', expected: checksum, actual },
  );
}

/**
 * Loads weights for a module, all or none.
 * @param owner the module's name
 * @param weights those of the module, by path; none is changed
 * @param store where they come from
 * @returns a tensor for each weight; the caller assigns and disposes of them
 * @throws ArgumentError for weights of another architecture, for damaged ones, and when the store can't be read
 */
export async function loadWeights(
  owner: string,
  weights: ReadonlyMap<string, Variable>,
  store: WeightStore,
): Promise<ReadonlyMap<string, Tensor>> {
  const where = `${owner}.load`;
  const handler = handlerOf(store, 'load', where);
  let artifacts: io.ModelArtifacts;
  try {
    artifacts = await handler.load();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArgumentError(`${where}: the weights can't be read: ${why}`, {
      argument: 'store',
      actual: store,
      cause,
      ...(typeof store === 'string' &&
        store.startsWith('file:') &&
        !store.endsWith('.json') && {
          hint: `save takes a directory, load its file: '${store}/model.json'.`,
        }),
    });
  }
  const specs = requireSpecs(artifacts, where);
  refuseOthers(specs, weights, owner, metadataOf(artifacts, 'module'));
  const { weightData } = artifacts;
  if (weightData === undefined) {
    throw new ArgumentError(`${where}: what was loaded holds no weights.`, {
      argument: 'store',
      expected: 'weightData',
      actual: 'none',
    });
  }
  const bytes = new Uint8Array(io.CompositeArrayBuffer.join(weightData));
  await refuseDamage(bytes, specs, artifacts, where);
  return new Map(Object.entries(io.decodeWeights(bytes.buffer, [...specs])));
}
