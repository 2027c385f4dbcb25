import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import {
  checkDisposed,
  glorotUniform,
  heNormal,
  Module,
  oneInitializer,
  zeroInitializer,
} from '../../src/index.ts';
import { thrownBy } from './parts.ts';

/** A module as a user would write one: two weights, one of which no optimizer moves. */
class Scale extends Module {
  scale!: tf.Variable;
  offset!: tf.Variable;
  readonly sees: boolean[] = [];

  protected override build(): void {
    this.scale = this.addWeight('scale', [3], oneInitializer);
    this.offset = this.addWeight('offset', [3], zeroInitializer, { trainable: false });
  }

  protected override forward(x: tf.Tensor, { training }: { training: boolean }): tf.Tensor {
    this.sees.push(training);
    return tf.add(tf.mul(x, this.scale), this.offset);
  }
}

/** Two children, one of them made in the constructor and one in build. */
class Pair extends Module {
  readonly first = this.addChild('first', new Scale());
  second!: Scale;

  protected override build(): void {
    this.second = this.addChild('second', new Scale());
  }

  protected override forward(x: tf.Tensor, context: { training: boolean }): tf.Tensor {
    return this.second.apply(this.first.apply(x, context), context);
  }
}

/** A module whose build is whatever a test says. */
class Built extends Module {
  readonly #steps: (self: Built) => void;
  constructor(steps: (self: Built) => void) {
    super();
    this.#steps = steps;
  }
  weight = (...args: Parameters<Module['addWeight']>): tf.Variable => this.addWeight(...args);
  layer = (...args: Parameters<Module['addLayer']>): unknown => this.addLayer(...args);
  child = (...args: Parameters<Module['addChild']>): unknown => this.addChild(...args);
  protected override build(): void {
    this.#steps(this); // a promise, where a test breaks the rules
  }
  protected override forward(x: tf.Tensor): tf.Tensor {
    return tf.add(x, 1);
  }
}

const live = (): [tensors: number, variables: number] => [
  tf.memory().numTensors,
  Object.keys(tf.engine().registeredVariables).length,
];

describe('weights', () => {
  test('none exists before it is needed, and each exists once after', () => {
    const before = live();
    const pair = new Pair();
    expect(live()).toEqual(before);
    pair.initialize().initialize();
    expect(live()).toEqual([before[0] + 4, before[1] + 4]);
    pair.dispose();
    expect(live()).toEqual(before);
  });

  test('are listed by path, in the order in which they were made', () => {
    const pair = new Pair();
    expect([...pair.namedVariables().keys()]).toEqual([
      'first/scale',
      'first/offset',
      'second/scale',
      'second/offset',
    ]);
    expect(pair.variables.map((each) => each.name)).toEqual([
      'Pair/first/scale',
      'Pair/first/offset',
      'Pair/second/scale',
      'Pair/second/offset',
    ]);
    expect(pair.trainableVariables).toEqual([pair.first.scale, pair.second.scale]);
    expect(pair.parameterCount()).toEqual({ trainable: 6, frozen: 6 });
    pair.dispose();
  });

  test('of two modules alike have names of their own in TensorFlow.js', () => {
    const [one, other] = [new Scale().initialize(), new Scale().initialize()];
    expect(one.variables.map((each) => each.name)).toEqual(['Scale/scale', 'Scale/offset']);
    expect(other.variables.map((each) => each.name)).toEqual(['Scale/scale_1', 'Scale/offset_1']);
    expect([...other.namedVariables().keys()]).toEqual(['scale', 'offset']);
    one.dispose();
    other.dispose();
  });

  test('that two children share are listed and counted once', () => {
    const shared = new Scale();
    class Twice extends Module {
      readonly one = this.addChild('one', shared);
      readonly two = this.addChild('two', shared);
      protected override forward(x: tf.Tensor): tf.Tensor {
        return this.two.apply(this.one.apply(x));
      }
    }
    const twice = new Twice();
    expect([...twice.namedVariables().keys()]).toEqual(['one/scale', 'one/offset']);
    twice.dispose();
  });

  test('of tfjs-layers belong to the module that takes the layer in', () => {
    const before = live();
    class Normed extends Module {
      dense!: tf.layers.Layer;
      norm!: tf.layers.Layer;
      protected override build(): void {
        this.dense = this.addLayer('dense', tf.layers.dense({ units: 4 }), [null, 3]);
        this.norm = this.addLayer('norm', tf.layers.batchNormalization(), [null, 4]);
      }
      protected override forward(x: tf.Tensor, { training }: { training: boolean }): tf.Tensor {
        return this.norm.apply(this.dense.apply(x), { training }) as tf.Tensor;
      }
    }
    const normed = new Normed();
    expect([...normed.namedVariables().keys()]).toEqual([
      'dense/kernel',
      'dense/bias',
      'norm/gamma',
      'norm/beta',
      'norm/moving_mean',
      'norm/moving_variance',
    ]);
    expect(normed.trainableVariables).toHaveLength(4);
    const x = tf.ones([2, 3]);
    const { numTensors } = tf.memory();
    const y = normed.apply(x, { training: true });
    expect(tf.memory().numTensors).toBe(numTensors + 1);
    normed.trainable = false;
    expect(normed.trainableVariables).toHaveLength(0);
    const mean = normed.namedVariables().get('norm/moving_mean')?.dataSync().slice();
    tf.dispose(normed.apply(x, { training: true }));
    expect(normed.namedVariables().get('norm/moving_mean')?.dataSync()).toEqual(mean);
    normed.trainable = true;
    expect(normed.trainableVariables).toHaveLength(4);
    normed.dispose();
    tf.dispose([x, y]);
    expect(live()).toEqual(before);
  });
});

test('a layer that comes frozen stays frozen, also when its module is thawed', () => {
  class Frozen extends Module {
    protected override build(): void {
      this.addLayer('fixed', tf.layers.dense({ units: 1, trainable: false }), [null, 2]);
      this.addLayer('free', tf.layers.dense({ units: 1 }), [null, 2]);
    }
    protected override forward(x: tf.Tensor): tf.Tensor {
      return x;
    }
  }
  const frozen = new Frozen();
  expect(frozen.trainableVariables).toHaveLength(2);
  frozen.trainable = false;
  frozen.trainable = true;
  expect(frozen.trainableVariables).toHaveLength(2);
  frozen.dispose();
});

test('a layer that the user disposed is no obstacle', () => {
  const before = live();
  const layer = tf.layers.dense({ units: 1 });
  const built = new Built((self) => void self.layer('dense', layer, [null, 2])).initialize();
  for (const weight of layer.weights) weight.dispose();
  built.dispose();
  expect(live()).toEqual(before);
});

describe('apply', () => {
  test('returns what forward returns and frees the rest', () => {
    const scale = new Scale();
    const x = tf.tensor1d([1, 2, 3]);
    scale.initialize();
    const { numTensors } = tf.memory();
    const y = scale.apply(x);
    expect(tf.memory().numTensors).toBe(numTensors + 1);
    expect([...y.dataSync()]).toEqual([1, 2, 3]);
    tf.dispose([x, y]);
    scale.dispose();
  });

  test('leaves nothing behind when forward throws', () => {
    class Throws extends Module {
      protected override forward(x: tf.Tensor): tf.Tensor {
        tf.add(x, 1);
        throw new Error('on purpose');
      }
    }
    const x = tf.ones([2]);
    const { numTensors } = tf.memory();
    expect(() => new Throws().apply(x)).toThrow('on purpose');
    expect(tf.memory().numTensors).toBe(numTensors);
    x.dispose();
  });

  test('hands training on, but not to what is frozen', () => {
    const pair = new Pair().initialize();
    pair.first.trainable = false;
    tf.tidy(() => {
      const x = tf.ones([2, 3]);
      pair.apply(x);
      pair.apply(x, { training: true });
      pair.trainable = false;
      pair.apply(x, { training: true });
    });
    expect(pair.first.sees).toEqual([false, false, false]);
    expect(pair.second.sees).toEqual([false, true, false]);
    pair.dispose();
  });

  test.each<[string, unknown, string]>([
    [
      'a misspelt option',
      { trainning: true },
      "Scale.apply: there is no option 'trainning'; the only option is training.\n  hint: did you mean 'training'?",
    ],
    [
      'a flag that is none',
      { training: 'yes' },
      'Scale.apply: training must be true or false, got the string "yes".',
    ],
    ['a bare flag', true, 'Scale.apply: options must be an object with training, got the boolean true.'],
  ])('refuses %s', (_, options, message) => {
    const scale = new Scale();
    const x = tf.ones([3]);
    expect(thrownBy(() => scale.apply(x, options as object)).message).toBe(message);
    x.dispose();
    scale.dispose();
  });
});

describe('trainable', () => {
  test('freezes and thaws everything inside, but no moving average', () => {
    const pair = new Pair();
    pair.trainable = false; // before the weights exist
    expect(pair.trainableVariables).toEqual([]);
    pair.trainable = true;
    expect(pair.trainableVariables).toEqual([pair.first.scale, pair.second.scale]);
    pair.first.trainable = false;
    expect(pair.trainableVariables).toEqual([pair.second.scale]);
    expect(pair.first.scale.trainable).toBe(false); // so that an optimizer without a varList respects it too
    pair.dispose();
  });
});

describe('dispose', () => {
  test('frees everything; twice is harmless', () => {
    const before = live();
    const pair = new Pair().initialize();
    pair.dispose();
    pair.dispose();
    expect(pair.isDisposed).toBe(true);
    expect(pair.first.isDisposed).toBe(true);
    expect(live()).toEqual(before);
  });

  test('can be checked from outside', () => {
    const pair = new Pair();
    expect(pair.weights).toEqual([]);
    pair.initialize();
    expect(checkDisposed(pair).pass).toBe(false);
    expect(checkDisposed(pair).message()).toContain('a Pair');
    pair.dispose();
    expect(pair.weights.map((each) => each.isDisposed)).toEqual([true, true, true, true]);
    expect(checkDisposed(pair).pass).toBe(true);
  });

  test('before anything was built makes the module unusable too', () => {
    const scale = new Scale();
    scale.dispose();
    expect(() => scale.initialize()).toThrow(
      'Scale.initialize: the module was disposed, its weights are gone.',
    );
  });

  test('is harmless when the user freed a weight already', () => {
    const before = live();
    const scale = new Scale().initialize();
    scale.scale.dispose();
    scale.dispose();
    expect(live()).toEqual(before);
  });

  test.each<[string, (scale: Scale, x: tf.Tensor) => unknown]>([
    ['apply', (scale, x) => scale.apply(x)],
    ['variables', (scale) => scale.variables],
    ['namedVariables', (scale) => scale.namedVariables()],
    [
      'summary',
      (scale) => {
        scale.summary(() => undefined);
      },
    ],
    ['parameterCount', (scale) => scale.parameterCount()],
  ])('%s of a disposed module is refused by name', (_, use) => {
    const scale = new Scale().initialize();
    scale.dispose();
    const x = tf.ones([3]);
    const error = thrownBy(() => use(scale, x));
    x.dispose();
    expect(error.message).toMatch(/^Scale\.\w+: the module was disposed, its weights are gone\.$/);
    expect(error).toHaveProperty('code', 'TP_SUBJECT');
  });
});

describe('a build that fails leaves nothing behind', () => {
  const cases: [string, (self: Built) => void, string][] = [
    [
      'it throws',
      (self) => {
        self.weight('w', [2], zeroInitializer);
        tf.ones([3]);
        throw new Error('on purpose');
      },
      'on purpose',
    ],
    [
      'a child throws',
      (self) => {
        self.weight('w', [2], zeroInitializer);
        self.child('good', new Scale());
        self.child(
          'bad',
          new Built(() => {
            throw new Error('on purpose');
          }),
        );
      },
      'on purpose',
    ],
    [
      'a layer throws half-way',
      (self) => {
        const layer = tf.layers.dense({ units: 2 });
        const build = layer.build.bind(layer);
        layer.build = (shape) => {
          build(shape);
          throw new Error('on purpose');
        };
        self.layer('dense', layer, [null, 3]);
      },
      'on purpose',
    ],
    [
      'an initializer returns another shape',
      (self) => {
        self.weight('w', [2], () => tf.zeros([3]));
      },
      "Built.addWeight: the initializer of 'w' must return a tensor of shape [2], got a tensor float32[3].",
    ],
    [
      'a bias asks for a fan-in',
      (self) => {
        self.weight('b', [2], heNormal);
      },
      'An initializer that scales with the fan-in needs a kernel of at least 2 axes, got [2].\n  hint: start a bias with zeroInitializer or constantInitializer.',
    ],
    [
      'a name is taken',
      (self) => {
        self.weight('w', [2], zeroInitializer);
        self.weight('w', [2], zeroInitializer);
      },
      `Built.addWeight: "w" can't be used, the name is taken.`,
    ],
    [
      'a name has a slash',
      (self) => {
        self.weight('a/b', [2], zeroInitializer);
      },
      `Built.addWeight: "a/b" can't be used, a name is a word without a slash.`,
    ],
    [
      'a variable is made behind its back',
      (self) => {
        self.weight('w', [2], zeroInitializer);
        tf.variable(tf.ones([4]), true, 'stray');
      },
      "Built.build: it makes a variable that the module doesn't own: 'stray' [4].\n  hint: make them with this.addWeight, or hand the layer to this.addLayer: what it does not own is not trained, saved or freed.",
    ],
    [
      'a layer is built behind its back',
      (self) => {
        self.weight('w', [2], zeroInitializer);
        tf.layers.dense({ units: 2, name: 'hidden' }).apply(tf.ones([1, 2]));
      },
      "Built.build: it makes variables that the module doesn't own: 'hidden/kernel' [2, 2], 'hidden/bias' [2].\n  hint: make them with this.addWeight, or hand the layer to this.addLayer: what it does not own is not trained, saved or freed.",
    ],
    [
      'a child is no module',
      (self) => {
        self.child('c', JSON.parse('{}') as Module);
      },
      "Built.addChild: 'c' must be a module, got an object.",
    ],
    [
      'a layer is none',
      (self) => {
        self.layer('l', {} as never, [1]);
      },
      "Built.addLayer: 'l' must be a layer of tfjs-layers, got an object.",
    ],
    [
      'it contains itself',
      (self) => {
        self.child('me', self);
      },
      "Built: it is being built already; a module can't contain itself.",
    ],
  ];

  test.each(cases)('%s', (_, steps, message) => {
    const before = live();
    const built = new Built(steps);
    expect(thrownBy(() => built.initialize()).message).toBe(message);
    expect(live()).toEqual(before);
    // and again, since what failed once may be tried again
    expect(thrownBy(() => built.initialize()).message.replaceAll('_1', '')).toBe(message);
    expect(live()).toEqual(before);
  });

  test('it is async', () => {
    const before = live();
    const built = new Built(() => undefined);
    Reflect.set(built, 'build', () => Promise.resolve());
    expect(thrownBy(() => built.initialize()).message).toBe(
      'Built.build: it must make its weights at once, but it is async.',
    );
    expect(live()).toEqual(before);
  });

  test('and leaves a child alone that was built before', () => {
    const child = new Scale().initialize();
    const built = new Built((self) => {
      self.child('child', child);
      throw new Error('on purpose');
    });
    expect(() => built.initialize()).toThrow('on purpose');
    expect(child.scale.isDisposed).toBe(false);
    child.dispose();
  });

  test('a weight outside of build is refused', () => {
    const built = new Built(() => undefined);
    expect(thrownBy(() => built.weight('w', [2], zeroInitializer)).message).toBe(
      "Built.addWeight: the weight 'w' is made outside of build.\n  hint: make weights in build(): it runs once the module is known to fit, and is undone if it fails.",
    );
    expect(thrownBy(() => built.layer('l', tf.layers.dense({ units: 1 }), [null, 1])).message).toContain(
      'outside of build',
    );
  });
});

test('weights have the rank that their shape says, for the compiler', () => {
  class Typed extends Module {
    kernel!: tf.Variable<tf.Rank.R2>;
    protected override build(): void {
      this.kernel = this.addWeight('kernel', [3, 2], glorotUniform);
      // @ts-expect-error a kernel of two axes is no vector
      const vector: tf.Variable<tf.Rank.R1> = this.kernel;
      expect(vector).toBe(this.kernel);
    }
    protected override forward(x: tf.Tensor): tf.Tensor {
      return x;
    }
  }
  new Typed().initialize().dispose();
});
