import { tidy } from '@tensorflow/tfjs-core';
import type { io, Rank, Tensor, TensorContainer, Variable } from '@tensorflow/tfjs-core';
import { requireFlag, requireOptions } from '../checks/options.ts';
import { ArgumentError, SubjectError } from '../errors.ts';
import { describeShape } from '../tensor/describe.ts';
import { describeKind, isTensor, isThenable } from '../tensor/subject.ts';
import type { Initializer } from './initializers.ts';
import type { LayerLike } from './layer.ts';
import type { ModuleDeclaration } from './declaration.ts';
import { OwnedWeights } from './owned-weights.ts';
import { summarize } from './summary.ts';
import { variablesSince } from './variables-since.ts';
import { loadWeights, saveWeights } from './weight-artifacts.ts';
import type { WeightStore } from './weight-artifacts.ts';

/** What a forward pass knows beside its input. */
export interface ForwardContext {
  /**
   * Whether dropout drops and batch statistics move. A frozen module (`trainable = false`) always gets `false`, so
   * that freezing it freezes its moving averages too.
   */
  readonly training: boolean;
}

/** How a module is applied. */
export interface ApplyOptions {
  /** @defaultValue false */
  readonly training?: boolean;
}

/** How a weight behaves. */
export interface WeightOptions {
  /** Whether an optimizer moves it; a moving average is a weight that none does. @defaultValue true */
  readonly trainable?: boolean;
}

type Ranks = [Rank.R0, Rank.R1, Rank.R2, Rank.R3, Rank.R4, Rank.R5, Rank.R6];

/** The rank of a shape, as far as the compiler knows its length. */
type RankOf<Shape extends readonly number[]> = Shape['length'] extends keyof Ranks
  ? Extract<Ranks[Shape['length']], Rank>
  : Rank;

type Stage = 'declared' | 'building' | 'built' | 'disposed';

/**
 * Something with weights that maps tensors to tensors: a block, a backbone, a head, a whole model.
 *
 * A subclass makes its weights in `build`, with `addWeight`, `addLayer` and `addChild`, and computes in `forward`. No
 * weight exists before it is needed: a composition builds its parts only once it knows that they fit, and a module
 * that is used alone is built when it is first applied or asked for its variables. Whatever goes wrong while it is
 * built is undone, and `dispose` frees all of it.
 *
 * @typeParam Input what `forward` takes: a tensor, or tensors by name
 * @typeParam Output what `forward` returns: a tensor, or tensors by name
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { glorotUniform, Module, zeroInitializer } from 'tensorproof';
 *
 * class Linear extends Module<tf.Tensor2D, tf.Tensor2D> {
 *   #kernel!: tf.Variable<tf.Rank.R2>;
 *   #bias!: tf.Variable<tf.Rank.R1>;
 *
 *   protected override build(): void {
 *     this.#kernel = this.addWeight('kernel', [8, 3], glorotUniform);
 *     this.#bias = this.addWeight('bias', [3], zeroInitializer);
 *   }
 *
 *   protected override forward(x: tf.Tensor2D): tf.Tensor2D {
 *     return tf.add(tf.matMul(x, this.#kernel), this.#bias);
 *   }
 * }
 *
 * const linear = new Linear();
 * linear.apply(tf.ones([2, 8])).shape; // [2, 3]
 * linear.dispose();
 */
export abstract class Module<Input = Tensor, Output = Tensor> {
  /** What messages call it; the name of its class unless a subclass says otherwise. */
  readonly name: string;

  readonly #weights = new OwnedWeights();
  readonly #children = new Map<string, Module<unknown, unknown>>();
  /** The children that were built along with this module, and not before by someone else. */
  readonly #builtHere = new Set<Module<unknown, unknown>>();
  #stage: Stage = 'declared';
  #trainable = true;
  /** Where this module sits in the model that built it, e.g. `ClassificationModel/backbone`. */
  #path = '';

  constructor() {
    this.name = new.target.name === '' ? 'an anonymous module' : new.target.name;
  }

  /**
   * Makes the weights. Called once, before the first forward pass; what it makes is undone if it throws. A module whose
   * weights are all in its children needs none.
   */
  protected build?(): void;

  /** Computes the output. It runs inside a `tf.tidy`, so that only what it returns stays. */
  protected abstract forward(input: Input, context: ForwardContext): Output;

  /**
   * Makes the weights now, if they aren't made yet. If that fails, nothing stays behind.
   * @returns this module
   * @throws SubjectError once the module was disposed
   * @throws ArgumentError when `build` makes variables that the module doesn't own
   */
  initialize(): this {
    this.refuseDisposed('initialize');
    if (this.#stage === 'built') return this;
    if (this.#stage === 'building') {
      throw new ArgumentError(`${this.name}: it is being built already; a module can't contain itself.`, {
        argument: 'child',
      });
    }
    const made = variablesSince();
    const childrenBefore = new Set(this.#children.keys());
    this.#stage = 'building';
    try {
      for (const [name, child] of this.#children) this.#buildChild(name, child);
      tidy(() => {
        // Typed as nothing, but a class written without types may return a promise.
        const build: (() => unknown) | undefined = this.build?.bind(this);
        const result = build?.();
        if (isThenable(result)) {
          throw new ArgumentError(`${this.name}.build: it must make its weights at once, but it is async.`, {
            argument: 'build',
            expected: 'a synchronous method',
            actual: 'a promise',
          });
        }
      });
      this.#refuseStrays(made());
      this.#stage = 'built';
      this.#weights.setTrainable(this.#trainable);
      return this;
    } catch (error) {
      this.#unbuild();
      for (const name of this.#children.keys()) if (!childrenBefore.has(name)) this.#children.delete(name);
      for (const stray of made()) stray.dispose();
      throw error;
    }
  }

  /**
   * Maps an input to its output; everything in between is freed.
   * @param input what the module reads
   * @param options `training: true` for a training step
   * @returns what `forward` returned; the caller disposes of it
   * @throws SubjectError once the module was disposed
   */
  apply(input: Input, options?: ApplyOptions): Output {
    const given = requireOptions(options, ['training'], `${this.name}.apply`);
    return this.applyWith(input, {
      training: requireFlag(given.training, 'training', `${this.name}.apply`, false),
    });
  }

  /** All weights, those of the children included, each once. */
  get variables(): Variable[] {
    return [...this.namedVariables().values()];
  }

  /**
   * The weights that an optimizer should move: pass them to `optimizer.minimize` and `tf.variableGrads`, which
   * otherwise take every variable in the process.
   */
  get trainableVariables(): Variable[] {
    return this.variables.filter((each) => each.trainable);
  }

  /** All weights by path, e.g. `backbone/stem/kernel`, in the order in which they were made. */
  namedVariables(): Map<string, Variable> {
    this.initialize();
    const named = new Map<string, Variable>();
    const seen = new Set<Variable>();
    this.#collect('', named, seen);
    return named;
  }

  /**
   * The weights as they are, without making any: none before they are made, disposed ones after `dispose`. To train or
   * to look at values, take `variables`.
   */
  get weights(): readonly Variable[] {
    const all = new Set(this.#weights.variables());
    for (const child of this.#children.values()) for (const weight of child.weights) all.add(weight);
    return [...all];
  }

  /** The weights as TensorFlow.js models give them: live, so copy what must survive a training step. */
  getWeights(): Tensor[] {
    return this.variables;
  }

  /** How many numbers the weights hold: those an optimizer moves, and those it doesn't. */
  parameterCount(): { readonly trainable: number; readonly frozen: number } {
    const count = { trainable: 0, frozen: 0 };
    for (const each of this.variables) count[each.trainable ? 'trainable' : 'frozen'] += each.size;
    return count;
  }

  /** What the module reads and gives; `undefined` where it doesn't say. */
  get declaration(): ModuleDeclaration | undefined {
    return undefined;
  }

  /**
   * Prints a table: each module with what it declares and how many parameters it holds.
   * @param print takes the table, a line break between its lines; `console.log` by default
   */
  summary(print: (table: string) => void = console.log): void {
    print(summarize(this));
  }

  /**
   * Saves all weights bit for bit, with a checksum.
   * @param store a URL, e.g. `file:///models/digits` with tfjs-node, or a `tf.io` handler
   * @throws ArgumentError for a URL that no handler knows and for something that is no handler
   */
  async save(store: WeightStore): Promise<io.SaveResult> {
    return saveWeights(this.name, this.namedVariables(), store);
  }

  /**
   * Loads weights that a module of the same architecture saved. All of them or none: where it fails, the weights are as
   * they were.
   * @param store a URL, e.g. `file:///models/digits/model.json` with tfjs-node, or a `tf.io` handler
   * @returns this module
   * @throws ArgumentError for weights of another architecture (each difference is named), for damaged ones, and when the
   *   store can't be read
   */
  async load(store: WeightStore): Promise<this> {
    const weights = this.namedVariables();
    const loaded = await loadWeights(this.name, weights, store);
    try {
      this.refuseDisposed('load'); // it may have been disposed in the meantime
      for (const [name, variable] of weights) {
        const tensor = loaded.get(name);
        if (tensor !== undefined) variable.assign(tensor);
      }
      return this;
    } finally {
      for (const tensor of loaded.values()) tensor.dispose();
    }
  }

  /** The direct children, by name. */
  get children(): ReadonlyMap<string, Module<unknown, unknown>> {
    return this.#children;
  }

  /**
   * Whether optimizers move the weights. `false` freezes the module and everything in it, also its moving averages;
   * `true` thaws it all. It can be set at any time, and counts from the next step on.
   */
  get trainable(): boolean {
    return this.#trainable;
  }

  set trainable(trainable: boolean) {
    this.#trainable = requireFlag(trainable, 'trainable', this.name, true);
    for (const child of this.#children.values()) child.trainable = trainable;
    this.#weights.setTrainable(trainable);
  }

  /** Whether `dispose` was called. */
  get isDisposed(): boolean {
    return this.#stage === 'disposed';
  }

  /** Frees every weight of this module and of its children. Calling it again does nothing. */
  dispose(): void {
    if (this.#stage === 'disposed') return;
    this.#weights.free();
    for (const child of this.#children.values()) child.dispose();
    this.#stage = 'disposed';
  }

  /**
   * Makes a weight; to be called in `build`.
   * @param name unique in this module, e.g. `kernel`
   * @param shape its shape
   * @param initializer what draws its first value
   * @throws ArgumentError for a name that is taken and an initializer that returns another shape
   */
  protected addWeight<const Shape extends readonly number[]>(
    name: string,
    shape: Shape,
    initializer: Initializer,
    options: WeightOptions = {},
  ): Variable<RankOf<Shape>> {
    this.#refuseName(name, 'addWeight');
    const trainable = requireFlag(options.trainable, 'trainable', `${this.name}.addWeight`, true);
    if (this.#stage !== 'building') {
      throw new ArgumentError(`${this.name}.addWeight: the weight '${name}' is made outside of build.`, {
        argument: name,
        hint: 'make weights in build(): it runs once the module is known to fit, and is undone if it fails.',
      });
    }
    const made = tidy(() => {
      const initial = initializer(shape);
      if (!isTensor(initial) || describeShape(initial.shape) !== describeShape(shape)) {
        throw new ArgumentError(
          `${this.name}.addWeight: the initializer of '${name}' must return a tensor of shape ${describeShape(shape)}, ` +
            `got ${describeKind(initial)}.`,
          { argument: 'initializer', expected: shape, actual: describeKind(initial) },
        );
      }
      return this.#weights.make(name, `${this.#path || this.name}/${name}`, initial, trainable);
    });
    return made as Variable<RankOf<Shape>>; // the initializer's shape was held against `shape`
  }

  /**
   * Takes a TensorFlow.js layer in and builds it; to be called in `build`. Its weights become weights of this module.
   * @param name unique in this module, e.g. `norm`
   * @param layer a layer that no other module owns
   * @param inputShape the shape it is built for, batch axis included; `null` where the size is open
   * @returns the layer
   * @throws ArgumentError for a name that is taken and for something that is no layer
   */
  protected addLayer<L extends LayerLike>(name: string, layer: L, inputShape: readonly (number | null)[]): L {
    this.#refuseName(name, 'addLayer');
    if (this.#stage !== 'building') {
      throw new ArgumentError(`${this.name}.addLayer: the layer '${name}' is added outside of build.`, {
        argument: name,
        hint: 'add layers in build(): it runs once the module is known to fit, and is undone if it fails.',
      });
    }
    if (typeof layer.build !== 'function' || !Array.isArray(layer.weights)) {
      throw new ArgumentError(
        `${this.name}.addLayer: '${name}' must be a layer of tfjs-layers, got ${describeKind(layer)}.`,
        { argument: 'layer', expected: 'a layer of tfjs-layers', actual: describeKind(layer) },
      );
    }
    this.#weights.adopt(name, layer); // before it is built, so that a build that fails half-way is undone
    if (!layer.built) {
      layer.build([...inputShape]);
      layer.built = true;
    }
    return layer;
  }

  /**
   * Takes another module in: it is built, frozen and disposed with this one. To be called in the constructor or in
   * `build`.
   * @param name unique in this module, e.g. `block1`
   * @returns the child
   * @throws ArgumentError for a name that is taken and for something that is no module
   */
  protected addChild<M extends Module<never, unknown>>(name: string, child: M): M {
    this.#refuseName(name, 'addChild');
    if (!(child instanceof Module)) {
      throw new ArgumentError(
        `${this.name}.addChild: '${name}' must be a module, got ${describeKind(child)}.`,
        {
          argument: 'child',
          expected: 'a Module',
          actual: describeKind(child),
        },
      );
    }
    this.#children.set(name, child);
    if (!this.#trainable) child.trainable = false;
    if (this.#stage === 'building') this.#buildChild(name, child);
    return child;
  }

  /** Refuses an input before anything is built or computed; a module that declares nothing refuses nothing. */
  protected admit?(input: Input): void;

  /** What `apply` does once its options were read; a module with more options calls it with more context. */
  protected applyWith(input: Input, context: ForwardContext): Output {
    this.refuseDisposed('apply');
    this.admit?.(input);
    this.initialize();
    const output: unknown = tidy(() => {
      const computed: unknown = this.run(input, {
        ...context,
        training: context.training && this.#trainable,
      });
      return computed as TensorContainer; // a tidy takes any value, and keeps the tensors that it finds in it
    });
    return output as Output; // it went through the tidy untouched
  }

  /**
   * One forward pass; a module that declares what it gives checks it here.
   * @throws SubjectError when `forward` is async: a tidy would only log that
   */
  protected run(input: Input, context: ForwardContext): Output {
    const output = this.forward(input, context);
    if (!isThenable(output)) return output;
    throw new SubjectError(`${this.name}.forward: it must return tensors, but it is async.`, {
      argument: 'forward',
      expected: 'tensors',
      actual: 'a promise',
      hint: 'read files and data before the forward pass; what is made after an await is never freed.',
    });
  }

  /** Refuses to go on once the module was disposed. */
  protected refuseDisposed(method: string): void {
    if (this.#stage !== 'disposed') return;
    throw new SubjectError(`${this.name}.${method}: the module was disposed, its weights are gone.`, {
      argument: this.name,
      expected: 'a live module',
      actual: 'a disposed module',
    });
  }

  #buildChild(name: string, child: Module<unknown, unknown>): void {
    child.refuseDisposed('initialize');
    if (child.#stage === 'built') return;
    if (child.#path === '') child.#path = `${this.#path || this.name}/${name}`;
    child.initialize();
    this.#builtHere.add(child);
  }

  /** Back to where nothing was made; children that someone else had built stay built. */
  #unbuild(): void {
    this.#weights.free();
    for (const child of this.#builtHere) child.#unbuild();
    this.#builtHere.clear();
    this.#stage = 'declared';
  }

  #collect(prefix: string, named: Map<string, Variable>, seen: Set<Variable>): void {
    for (const [name, weight] of this.#weights.entries()) {
      if (seen.has(weight.variable)) continue;
      seen.add(weight.variable);
      named.set(`${prefix}${name}`, weight.variable);
    }
    for (const [name, child] of this.#children) {
      child.initialize();
      child.#collect(`${prefix}${name}/`, named, seen);
    }
  }

  #refuseName(name: string, method: string): void {
    const problem =
      typeof name !== 'string' || name === '' || name.includes('/')
        ? 'a name is a word without a slash'
        : this.#weights.has(name) || this.#children.has(name)
          ? 'the name is taken'
          : undefined;
    if (problem === undefined) return;
    throw new ArgumentError(`${this.name}.${method}: ${JSON.stringify(name)} can't be used, ${problem}.`, {
      argument: 'name',
      expected: 'a word without a slash that nothing else in the module is called',
      actual: name,
    });
  }

  /** A variable that the module doesn't own would be missed by training, saving and dispose. */
  #refuseStrays(made: readonly Variable[]): void {
    const owned = new Set<Variable>();
    this.#collect('', new Map(), owned);
    const strays = made.filter((each) => !owned.has(each));
    if (strays.length === 0) return;
    const listed = strays.map((each) => `'${each.name}' ${describeShape(each.shape)}`).join(', ');
    throw new ArgumentError(
      `${this.name}.build: it makes ${strays.length === 1 ? 'a variable' : 'variables'} that the module doesn't own: ${listed}.`,
      {
        argument: 'build',
        expected: 'weights made by addWeight, addLayer or addChild',
        actual: strays.map((each) => each.name),
        hint: 'make them with this.addWeight, or hand the layer to this.addLayer: what it does not own is not trained, saved or freed.',
      },
    );
  }
}
