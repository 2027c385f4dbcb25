import { engine } from '@tensorflow/tfjs-core';
import { followParts } from '../../engine/follow-parts.ts';
import { STACK_DEPTH, userLineOf } from '../../engine/user-line.ts';

/** A tensor that was drawn at random. */
export interface DrawnNoise {
  /** e.g. `randomNormal` or `randomUniform`. */
  readonly op: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
  readonly part: string | undefined;
  readonly line: () => string | undefined;
}

/** The ops of TensorFlow.js that draw; each names the scope it runs in after itself. */
const DRAWS = /^(random\w*|rand|truncatedNormal)__op$/;

type MakeTensor = (values: unknown, shape: readonly number[], ...rest: unknown[]) => unknown;

/**
 * Runs a function and sees every tensor that an op of TensorFlow.js draws meanwhile, dropout's among them. Such a tensor is filled on
 * the host and made without a kernel, so that it is seen where tensors are made. Everything is put back, also on a throw.
 * @param watched whose layers or modules are named at work
 */
export function watchingNoise(watched: unknown, run: () => void): readonly DrawnNoise[] {
  const drawn: DrawnNoise[] = [];
  const host = engine();
  const own = Object.getOwnPropertyDescriptor(host, 'makeTensor');
  const original = Reflect.get(host, 'makeTensor') as MakeTensor;
  const stackDepth = Error.stackTraceLimit;
  const body = (part: () => string | undefined): void => {
    Reflect.set(host, 'makeTensor', (values: unknown, shape: readonly number[], ...rest: unknown[]) => {
      // The state is there in every 4.x engine.
      const scope = (host.state as { activeScope?: { name?: string } }).activeScope?.name;
      const op = DRAWS.exec(scope ?? '')?.[1];
      if (op !== undefined && isNumbers(values)) {
        const made = new Error();
        const at = part();
        drawn.push({
          op,
          shape: [...shape],
          values: values.slice(),
          part: at === '' ? undefined : at,
          line: () => userLineOf(made.stack),
        });
      }
      return Reflect.apply(original, host, [values, shape, ...rest]);
    });
    run();
  };
  Error.stackTraceLimit = STACK_DEPTH;
  try {
    followParts(watched, body);
  } finally {
    Error.stackTraceLimit = stackDepth;
    if (own === undefined) Reflect.deleteProperty(host, 'makeTensor');
    else Object.defineProperty(host, 'makeTensor', own);
  }
  return drawn;
}

function isNumbers(values: unknown): values is Float32Array | Int32Array {
  // Draws fill float32 or int32 buffers; a view of another realm is one too.
  return ArrayBuffer.isView(values) && 'slice' in values;
}

/** Whether two draws gave the same, bit for bit. */
export function isSameNoise(a: DrawnNoise, b: DrawnNoise): boolean {
  return a.values.length === b.values.length && a.values.every((value, i) => Object.is(value, b.values[i]));
}
