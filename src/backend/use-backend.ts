import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { ArgumentError, BackendError } from '../errors.ts';
import { repairNativeKernels } from './kernel-repairs.ts';
import { fillNodeGaps } from './node-gaps.ts';

/** What a user asks for. `auto` is native where it loads, else cpu. */
export type BackendChoice = 'auto' | 'native' | 'cpu' | 'wasm';

/** What was chosen. */
export interface ChosenBackend {
  readonly name: Exclude<BackendChoice, 'auto'>;
  /** The name TensorFlow.js knows it by: `tensorflow`, `cpu` or `wasm`. */
  readonly backend: string;
  /** One line. */
  readonly reason: string;
}

/** How the choice is made. */
export interface UseBackendOptions {
  /** Hears the line that says why `auto` did not take the native backend. @defaultValue `console.warn` */
  readonly report?: (line: string) => void;
  /** Loads the packages a backend needs; a test passes its own. */
  readonly load?: (choice: ChosenBackend['name']) => void;
}

const CHOICES: readonly BackendChoice[] = ['auto', 'native', 'cpu', 'wasm'];
const TFJS_NAMES = { native: 'tensorflow', cpu: 'cpu', wasm: 'wasm' } as const;

/**
 * Loads and sets up a TensorFlow.js backend. `wasm` is never chosen by itself, since it can't train: it has no gradient
 * kernels for convolutions and embeddings.
 * @param choice `auto` takes the native backend, else cpu and says in one line why
 * @returns what was chosen and why
 * @throws BackendError when a backend that was asked for by name can't be loaded
 * @throws ArgumentError when `choice` is none of the four
 * @example
 * const { name } = await useBackend('auto'); // 'native' once `tensorproof backend install` has run
 */
export async function useBackend(
  choice: BackendChoice = 'auto',
  { report = console.warn, load: loadOne = loadBackend }: UseBackendOptions = {},
): Promise<ChosenBackend> {
  if (!CHOICES.includes(choice)) {
    throw new ArgumentError(`There is no backend ${JSON.stringify(choice)}.`, {
      argument: 'choice',
      expected: CHOICES,
      actual: choice,
    });
  }
  if (choice !== 'auto') return activate(choice, loadOne, `${choice} was asked for`);
  try {
    return await activate('native', loadOne, 'native is installed');
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    const reason =
      error.problem === 'not-installed'
        ? 'not installed'
        : `not usable: ${error.details[0] ?? error.message}`;
    report(`tensorproof: using the cpu backend, since the native one is ${reason}; ${HINTS.native}`);
    return activate('cpu', loadOne, `native is ${reason}`);
  }
}

async function activate(
  name: ChosenBackend['name'],
  loadOne: (name: ChosenBackend['name']) => void,
  reason: string,
): Promise<ChosenBackend> {
  const backend = TFJS_NAMES[name];
  try {
    loadOne(name);
    if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js could not initialise "${backend}"`);
    await tf.ready();
    if (name === 'native') repairNativeKernels();
  } catch (error) {
    throw new BackendError(
      name === 'native' ? problemOf(error) : 'load-failed',
      `The ${name} backend does not load.`,
      {
        argument: 'choice',
        actual: name,
        details: [firstLine(error)],
        hint: HINTS[name],
        cause: error,
      },
    );
  }
  return { name, backend, reason };
}

const HINTS = {
  native: 'run `npx tensorproof backend install`; `npx tensorproof backend status` says what is missing',
  cpu: 'install @tensorflow/tfjs or @tensorflow/tfjs-backend-cpu',
  wasm: 'install @tensorflow/tfjs-backend-wasm',
} as const;

function loadBackend(name: ChosenBackend['name']): void {
  switch (name) {
    case 'native':
      fillNodeGaps();
      // A library that tfjs-node brought itself logs as this says; the one that we install reads it too.
      process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
      load('@tensorflow/tfjs-node');
      return;
    case 'cpu':
      loadGradients();
      load('@tensorflow/tfjs-backend-cpu');
      silenceCpuAdvice();
      return;
    case 'wasm':
      loadGradients();
      load('@tensorflow/tfjs-backend-wasm');
      return;
  }
}

/**
 * Loads a package only now that it is asked for. By `require` and not `import()`: the packages of TensorFlow.js are
 * CommonJS, and Jest can't do `import()` unless it is started with a flag of Node.
 */
function load(name: string): void {
  createRequire(import.meta.url)(name);
}

/** tfjs-core and a backend alone have no gradients; the union package registers them, as tfjs-node does. */
function loadGradients(): void {
  try {
    load('@tensorflow/tfjs');
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** On its first operation the cpu backend prints a banner that advises tfjs-node; our own line says it better. */
function silenceCpuAdvice(): void {
  const backend: unknown = tf.findBackend('cpu');
  if (typeof backend === 'object' && backend !== null && 'firstUse' in backend) backend.firstUse = false;
}

function problemOf(error: unknown): 'not-installed' | 'load-failed' {
  return isMissing(error) || firstLine(error).includes('can not be found') ? 'not-installed' : 'load-failed';
}

function isMissing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]?.trim() ?? text;
}
