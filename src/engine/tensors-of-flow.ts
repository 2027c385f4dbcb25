import { AsyncLocalStorage } from 'node:async_hooks';
import { engine, type Tensor } from '@tensorflow/tfjs-core';

/** The part of the engine through which every tensor comes into the world. */
interface TrackingEngine {
  trackTensor: (tensor: Tensor, ...rest: unknown[]) => unknown;
}

/** Whose flow is running, followed across `await`; flows nest. */
const flows = new AsyncLocalStorage<TensorsOfFlow>();

let open = 0;
let uncover: (() => void) | undefined;

/** Knows the tensors that a function makes, through every `await`, and can free them. */
export class TensorsOfFlow {
  readonly #outer = flows.getStore();
  #tensors: Tensor[] = [];
  #isOpen = true;

  constructor() {
    if (open === 0) uncover = cover();
    open += 1;
  }

  /** Runs the function. */
  run<Result>(fn: () => Result): Result {
    return flows.run(this, fn);
  }

  add(tensor: Tensor): void {
    if (!this.#isOpen) return;
    this.#tensors.push(tensor);
    if (this.#tensors.length % 4096 === 0)
      this.#tensors = this.#tensors.filter(({ isDisposed }) => !isDisposed);
    this.#outer?.add(tensor);
  }

  /** Frees what was made and is still there, as `tf.tidy` does: neither what was kept (`tf.keep`) nor variables. */
  free(): void {
    for (const tensor of this.#tensors) if (!tensor.isDisposed && !tensor.kept) tensor.dispose();
    this.#tensors = [];
  }

  /** Ends it; what is left is the caller's. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#tensors = [];
    open -= 1;
    if (open > 0) return;
    uncover?.();
    uncover = undefined;
  }
}

function cover(): () => void {
  const host = engine() as unknown as TrackingEngine; // it is a method of every 4.x engine
  const { trackTensor } = host;
  const isOwn = Object.hasOwn(host, 'trackTensor');
  const own: TrackingEngine['trackTensor'] = function (this: unknown, tensor, ...rest) {
    // A variable belongs to a model or an optimizer, and is announced again whenever it is assigned to.
    if (!('assign' in tensor)) flows.getStore()?.add(tensor);
    return trackTensor.call(this, tensor, ...rest);
  };
  host.trackTensor = own;
  return () => {
    // Someone else's cover may lie over this one by now; then it stays below, and finds no flow.
    if (host.trackTensor !== own) return;
    if (isOwn) host.trackTensor = trackTensor;
    else Reflect.deleteProperty(host, 'trackTensor');
  };
}
