import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncProperty, constant, property, Stream, type Value } from 'fast-check';
import { ArgumentError } from '../../errors.ts';
import { isThenable } from '../../tensor/subject.ts';
import { Belongings } from './belongings.ts';
import { apart, watchTensors } from './scopes.ts';

/** What both kinds of fast-check's properties are made of. */
interface RunnableProperty {
  isAsync(): boolean;
  generate(...parameters: unknown[]): unknown;
  shrink(value: Value<unknown>): Stream<unknown>;
  run(value: unknown): unknown;
  predicate: (value: unknown) => unknown;
  runAfterEach(): unknown;
}

interface Runs {
  /** Whose values are being drawn at this moment. */
  drawing: Belongings | undefined;
  /** Whose predicate is running, followed across `await`. */
  readonly running: AsyncLocalStorage<Belongings>;
}

/** On the prototypes that are watched, so that a second copy of this module adds itself to the first. */
const WATCHED = Symbol.for('tensorproof.arbitraries.runs');

let runs: Runs | undefined;

/**
 * Frees what the runs of fast-check's properties leave, from now on: what is drawn for a run, shrunk values included, and what the
 * predicate makes and neither disposes nor keeps. Calling it again does nothing.
 *
 * The methods of the properties are wrapped, since fast-check's own hooks would not do: those that are set by
 * `configureGlobal` are lost when a user calls it too, and an asynchronous one makes synchronous properties throw.
 */
export function watchRuns(): Runs {
  if (runs !== undefined) return runs;
  const synchronous = prototypeOf(property(constant(0), () => true));
  const known: unknown = Reflect.get(synchronous, WATCHED);
  if (known !== undefined) return (runs = known as Runs); // only this function writes to that symbol
  const made: Runs = { drawing: undefined, running: new AsyncLocalStorage() };
  for (const prototype of [synchronous, prototypeOf(asyncProperty(constant(0), () => Promise.resolve()))]) {
    watch(prototype, made);
    Object.defineProperty(prototype, WATCHED, { value: made });
  }
  return (runs = made);
}

/** Hands something that is no tensor to the run it is made for; outside of runs, as in `fc.sample`, it is the caller's. */
export function belongsToRun(dispose: () => void): void {
  const { drawing, running } = watchRuns();
  (drawing ?? running.getStore())?.addOther(dispose);
}

/** Whether a run will free what is made now. */
export function isInsideRun(): boolean {
  const { drawing, running } = watchRuns();
  return drawing !== undefined || running.getStore() !== undefined;
}

function prototypeOf(instance: object): RunnableProperty {
  return Object.getPrototypeOf(instance) as RunnableProperty; // fast-check documents these methods as IRawProperty
}

function watch(prototype: RunnableProperty, state: Runs): void {
  // The methods are called with `call` below.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { isAsync, generate, shrink, run, runAfterEach } = prototype;
  // `fc.check` asks each property which kind it is, `fc.sample` doesn't: what is sampled is the caller's to free.
  const checked = new WeakSet<object>();
  const current = new WeakMap<object, Belongings>();

  /** Draws one value; a value that was drawn before and never ran is gone by then. */
  const draw = <Result>(owner: object, make: () => Result): Result => {
    if (!checked.has(owner)) return make();
    current.get(owner)?.release();
    const belongings = new Belongings();
    current.set(owner, belongings);
    const outer = state.drawing;
    state.drawing = belongings;
    try {
      return apart(make, (tensor) => {
        belongings.addDrawn(tensor);
      });
    } finally {
      state.drawing = outer;
    }
  };

  prototype.isAsync = function () {
    checked.add(this);
    return isAsync.call(this);
  };
  prototype.generate = function (...parameters) {
    return draw(this, () => generate.apply(this, parameters));
  };
  prototype.shrink = function (value) {
    // Shrunk values are made one by one, as the runner asks for them.
    const values = shrink.call(this, value);
    return new Stream(drawEach(() => draw(this, () => values.next())));
  };
  prototype.run = function (value) {
    const belongings = current.get(this) ?? new Belongings();
    current.set(this, belongings);
    // Nothing of what the predicate draws itself, with `fc.gen()` for one, belongs to the draw of someone else.
    const outer = state.drawing;
    state.drawing = undefined;
    if (!isAsync.call(this)) refuseAsync(this);
    try {
      return state.running.run(belongings, () => {
        if (!isAsync.call(this)) {
          return apart(
            () => run.call(this, value),
            (tensor) => {
              belongings.add(tensor);
            },
          );
        }
        // Until the end of the run, not of the predicate, which a timeout may leave behind for ever.
        belongings.addOther(watchTensors(() => state.running.getStore()));
        return run.call(this, value);
      });
    } finally {
      state.drawing = outer;
    }
  };
  prototype.runAfterEach = function () {
    const release = (): void => {
      current.get(this)?.release();
      current.delete(this);
    };
    let hooks: unknown;
    try {
      hooks = runAfterEach.call(this);
    } catch (error) {
      release();
      throw error;
    }
    if (hooks instanceof Promise) return hooks.finally(release);
    release();
    return hooks;
  };
}

/** Properties whose predicate is looked after. */
const looked = new WeakSet<object>();

/** Says what is wrong with an async predicate of a synchronous property, which fast-check takes for one that returned false. */
function refuseAsync(owner: RunnableProperty): void {
  if (looked.has(owner)) return;
  looked.add(owner);
  const { predicate } = owner;
  owner.predicate = (value) => {
    const output = predicate(value);
    if (!isThenable(output)) return output;
    // What it throws later is of no use any more.
    void Promise.resolve(output).catch(() => undefined);
    throw new ArgumentError('fc.property: the predicate is async, so that nobody waits for what it finds.', {
      argument: 'predicate',
      expected: 'a synchronous function',
      actual: 'a promise',
      hint: 'write await fc.assert(fc.asyncProperty(…)).',
    });
  };
}

function* drawEach(next: () => IteratorResult<unknown>): Generator<unknown, void> {
  for (let drawn = next(); drawn.done !== true; drawn = next()) yield drawn.value;
}
