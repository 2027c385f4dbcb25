import * as tf from '@tensorflow/tfjs-node';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DisposedTensorError } from '../../../src/errors.ts';
import { allowLeaks } from '../../../src/plugin/leak-guard.ts';
import type { SanityPart } from '../../../src/training/sanity/part.ts';
import { runParts } from '../../../src/training/sanity/run-parts.ts';
import { checkTrainSanely } from '../../../src/training/sanity/sanity.ts';
import { images, oneHot, smallCnn } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });
// How much time there is must not decide what is found here: machines that are busy are slow.
vi.setConfig({ testTimeout: 60_000 });
const patient = { budget: 50_000 };
afterEach(() => {
  vi.restoreAllMocks();
});

const found = (check: Awaited<ReturnType<typeof checkTrainSanely>>): string[] =>
  check.details.findings.map((finding) => finding.check);

/** A small convolutional classifier, compiled, with a batch of three classes. */
function classifier(seed: number): { model: tf.Sequential; batch: { xs: tf.Tensor; ys: tf.Tensor } } {
  const model = smallCnn(seed);
  model.add(tf.layers.activation({ activation: 'softmax' }));
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  return { model, batch: { xs: images(12, seed), ys: oneHot(12, 3) } };
}

describe('a model', () => {
  test.each([0, 1, 2, 3, 4])('that is sound passes every part, seed %i', async (seed) => {
    const { model, batch } = classifier(seed);
    const check = await checkTrainSanely(model, batch, { ...patient, seed });
    expect(found(check)).toEqual([]);
    expect(check.details.notJudged).toEqual([]);
    expect(check.pass).toBe(true);
  });

  test('whose rectifiers are dead: the cause comes first', async () => {
    const model = smallCnn(1, { bias: -10 });
    const check = await checkTrainSanely(
      model,
      { xs: images(12, 1), ys: oneHot(12, 3) },
      { ...patient, loss: 'meanSquaredError' },
    );
    expect(found(check)).toContain('toHaveGradientFlow');
    expect(check.message()).toMatch(/^The model does not train sanely/u);
  });

  test('an optimizer that hardly moves is found only where it is the user’s', async () => {
    const { model, batch } = classifier(2);
    allowLeaks(1); // each sgd optimizer keeps its learning rate
    model.compile({ optimizer: tf.train.sgd(1e-9), loss: 'categoricalCrossentropy' });
    expect(found(await checkTrainSanely(model, batch, patient))).toContain('toUpdateVariables');
    const other = await checkTrainSanely(model, batch, { ...patient, loss: 'categoricalCrossentropy' });
    expect(found(other)).not.toContain('toUpdateVariables');
  });

  test('that gives something else on another backend is found out, and the backend is what it was', async () => {
    const weight = tf.variable(tf.randomNormal<tf.Rank.R2>([4, 1], 0, 1, 'float32', 1));
    const batch = {
      xs: tf.randomNormal([8, 4], 0, 1, 'float32', 2),
      ys: tf.randomNormal([8, 1], 0, 1, 'float32', 3),
    };
    const model = (xs: tf.Tensor2D): tf.Tensor => xs.matMul(weight).mul(tf.getBackend() === 'cpu' ? 2 : 1);
    const options = { ...patient, loss: 'meanSquaredError' };
    expect(found(await checkTrainSanely(model, batch, options))).toEqual(['toAgreeAcrossBackends']);
    expect(tf.getBackend()).toBe('tensorflow');
    const sound = await checkTrainSanely((xs: tf.Tensor2D) => xs.matMul(weight), batch, options);
    expect(sound.details.passed.at(-1)).toBe('toAgreeAcrossBackends');
  });

  test('the same verdict twice, and everything as it was', async () => {
    const { model, batch } = classifier(3);
    const values = model.getWeights().map((weight) => weight.dataSync().slice());
    const tensors = tf.memory().numTensors;
    const [first, second] = [
      await checkTrainSanely(model, batch, patient),
      await checkTrainSanely(model, batch, patient),
    ];
    expect(second.details).toEqual(first.details);
    expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(values);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('a step', () => {
  test('that is sound passes every part', async () => {
    const { model, batch } = classifier(1);
    const optimizer = tf.train.adam(0.01);
    const step = (): unknown =>
      optimizer.minimize(() =>
        tf.metrics
          .categoricalCrossentropy(batch.ys, model.predict(batch.xs) as tf.Tensor)
          .mean()
          .asScalar(),
      );
    for (const trained of [model, undefined]) {
      const check = await checkTrainSanely(step, trained, patient);
      expect(found(check)).toEqual([]);
      expect(check.details.notJudged).toEqual([]);
    }
    optimizer.dispose();
  });

  test('with an optimizer made anew each time leaks', async () => {
    const { model, batch } = classifier(1);
    const step = (): unknown =>
      tf.train.adam(0.01).minimize(() =>
        tf.metrics
          .categoricalCrossentropy(batch.ys, model.predict(batch.xs) as tf.Tensor)
          .mean()
          .asScalar(),
      );
    expect(found(await checkTrainSanely(step, model, patient))).toEqual(['toLeakNoTensors']);
  });

  test('that computes gradients and applies none', async () => {
    const w = tf.variable(tf.ones([3]));
    const step = (): void => {
      tf.dispose(tf.variableGrads(() => w.square().sum()));
    };
    // Nothing moves, so that the loss does not either.
    expect(found(await checkTrainSanely(step, [w], patient))).toEqual(['toUpdateVariables', 'toLowerLoss']);
  });

  test('whose rate is gone by the time that is looked at', async () => {
    const w = tf.variable(tf.tensor1d([1, 2, 3]));
    let rate = 0.1;
    const step = (): void => {
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => w.square().sum());
        w.assign(w.sub(tf.mul(grads[w.name] as tf.Tensor, rate)));
        rate *= 0.2;
      });
    };
    expect(found(await checkTrainSanely(step, [w], patient))).toContain('toLowerLoss');
  });

  test('a frozen weight that moves', async () => {
    const frozen = tf.layers.batchNormalization({ trainable: false, inputShape: [4] });
    const model = tf.sequential({ layers: [frozen, tf.layers.dense({ units: 1 })] });
    const [xs, ys] = [
      tf.randomNormal([16, 4], 3, 1, 'float32', 1),
      tf.randomNormal([16, 1], 0, 1, 'float32', 2),
    ];
    const optimizer = tf.train.adam(0.01);
    const step = (): unknown =>
      optimizer.minimize(() =>
        tf.losses.meanSquaredError(ys, model.apply(xs, { training: true }) as tf.Tensor).asScalar(),
      );
    expect(found(await checkTrainSanely(step, model, patient))).toEqual(['toKeepFrozen']);
    optimizer.dispose();
  });

  test('with an operation that has no gradient: the finding, not the error', async () => {
    const w = tf.variable(tf.tensor1d([3, 1, 2]));
    const optimizer = tf.train.adam(0.01);
    const step = (): unknown => optimizer.minimize(() => tf.topk(w.square(), 2).values.sum());
    const tensors = tf.memory().numTensors;
    const check = await checkTrainSanely(step, [w], patient);
    expect(found(check)).toEqual(['toHaveGradientFlow']);
    expect(check.message()).toMatch(/TopK/u);
    expect(tf.memory().numTensors).toBe(tensors);
    optimizer.dispose();
  });

  test('that throws for another reason, before or after it differentiates', async () => {
    const w = tf.variable(tf.ones([3]));
    const late = (): void => {
      tf.dispose(tf.variableGrads(() => w.square().sum()));
      throw new Error('the disk is full');
    };
    await expect(checkTrainSanely(late, [w], patient)).rejects.toThrow('the disk is full');
    const early = (): void => {
      throw new Error('no data');
    };
    await expect(checkTrainSanely(early, [w], patient)).rejects.toThrow('no data');
  });

  test('that uses a tensor which is gone: where it went', async () => {
    const w = tf.variable(tf.ones([3]));
    const optimizer = tf.train.sgd(0.1);
    const step = (): unknown => {
      let errors: tf.Tensor = w;
      tf.tidy(() => {
        errors = w.square();
      });
      optimizer.minimize(() => w.square().sum());
      return errors.add(1);
    };
    const check = checkTrainSanely(step, [w], patient);
    await expect(check).rejects.toThrow(DisposedTensorError);
    await expect(check).rejects.toThrow(/disposed of by tf\.tidy\(\)/u);
    optimizer.dispose();
  });

  test('that disposes of its data the first time', async () => {
    const [w, xs] = [tf.variable(tf.ones([3])), tf.ones([3])];
    const optimizer = tf.train.sgd(0.1);
    const step = (): void => {
      optimizer.minimize(() => w.mul(xs).square().sum());
      xs.dispose();
    };
    await expect(checkTrainSanely(step, [w], patient)).rejects.toThrow(/disposed of by dispose\(\) at/u);
    optimizer.dispose();
  });

  test('of two losses: a weight that one of them reaches is sound, one that none reaches is not', async () => {
    const [a, b, c] = [1, 2, 3].map((value) => tf.variable(tf.tensor1d([value, 0.5])));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three variables were made');
    const optimizer = tf.train.adam(0.01);
    const step = (): void => {
      optimizer.minimize(() => a.mul(b).square().sum(), false, [a]);
      optimizer.minimize(() => a.sub(b).square().sum(), false, [b]);
    };
    expect(found(await checkTrainSanely(step, [a, b], patient))).toEqual([]);
    expect(found(await checkTrainSanely(step, [a, b, c], patient))).toContain('toUpdateVariables');
    optimizer.dispose();
  });
});

describe('a function of tensors', () => {
  const softmax = (x: tf.Tensor): tf.Tensor => tf.softmax(x);
  const naive = (x: tf.Tensor): tf.Tensor => tf.exp(x).div(tf.exp(x).sum(-1, true));

  test('that is sound', async () => {
    const check = await checkTrainSanely(softmax, [tf.randomNormal([4, 5], 0, 30, 'float32', 1)]);
    expect([found(check), check.details.subject]).toEqual([[], 'function']);
  });

  test('that overflows', async () => {
    const check = await checkTrainSanely(naive, [tf.randomNormal([4, 5], 0, 300, 'float32', 1)]);
    expect(found(check)[0]).toBe('toStayFinite');
    expect(check.message()).toMatch(/^The function is not sane/u);
  });
});

describe('the course of the battery', () => {
  const part = (check: string, isSlow: boolean, run: SanityPart<string[]>['run']): SanityPart<string[]> => ({
    check,
    isSlow,
    run: (ran) => {
      ran.push(check);
      return run(ran, 1000);
    },
  });
  const passing = (): { pass: boolean; details: object; message: () => string } => ({
    pass: true,
    details: {},
    message: () => 'passes',
  });
  const failing = (): ReturnType<typeof passing> => ({ ...passing(), pass: false, message: () => 'fails' });

  test('slow parts run last, and all report in the order of the list', async () => {
    const ran: string[] = [];
    const parts = [part('slow', true, failing), part('one', false, failing), part('two', false, passing)];
    const verdicts = await runParts(parts, ran, 1000);
    expect(ran).toEqual(['one', 'two', 'slow']);
    expect(verdicts.findings.map(({ check }) => check)).toEqual(['slow', 'one']);
    expect(verdicts.passed).toEqual(['two']);
  });

  test('what follows from something else comes last', async () => {
    const parts = [
      part('follows', false, () => ({ ...failing(), isConsequence: true })),
      part('one', false, failing),
    ];
    const { findings } = await runParts(parts, [], 1000);
    expect(findings.map(({ check }) => check)).toEqual(['one', 'follows']);
  });

  test('what time did not suffice for, and what threw, is not judged', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
    const throwing = (): never => {
      throw new Error('no such kernel\n  at somewhere');
    };
    const parts = [
      part('throws', false, throwing),
      part('runs', false, passing),
      part('late', true, passing),
    ];
    const { passed, notJudged } = await runParts(parts, [], 25);
    expect(passed).toEqual(['runs']);
    expect(notJudged).toEqual([
      { check: 'throws', reason: 'no such kernel' },
      { check: 'late', reason: 'the 25 ms were over; give it more with { budget }' },
    ]);
  });
});

describe('refusals', () => {
  const model = (): tf.Sequential =>
    tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
  const batch = (): { xs: tf.Tensor; ys: tf.Tensor } => ({ xs: tf.ones([3, 4]), ys: tf.ones([3, 2]) });

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['no loss', () => checkTrainSanely(model(), batch()), /not compiled, so its loss must be given/u],
    ['no batch', () => checkTrainSanely(model(), undefined, { loss: 'meanSquaredError' }), /batch must be/u],
    [
      'a batch that does not fit',
      () =>
        checkTrainSanely(model(), { xs: tf.ones([3, 5]), ys: tf.ones([3, 2]) }, { loss: 'meanSquaredError' }),
      /can't be computed on this batch/u,
    ],
    [
      'an empty batch',
      () =>
        checkTrainSanely(model(), { xs: tf.ones([0, 4]), ys: tf.ones([0, 2]) }, { loss: 'meanSquaredError' }),
      /at least one sample/u,
    ],
    [
      'targets of NaN',
      () =>
        checkTrainSanely(
          model(),
          { xs: tf.ones([3, 4]), ys: tf.fill([3, 2], NaN) },
          { loss: 'meanSquaredError' },
        ),
      /batch\.ys holds NaN/u,
    ],
    [
      'a loss that is a promise',
      // The types refuse it too.
      () =>
        checkTrainSanely(model(), batch(), { loss: (async () => Promise.resolve(tf.scalar(1))) as never }),
      /promise/u,
    ],
    [
      'nothing to train',
      () => {
        const frozen = model();
        frozen.trainable = false;
        return checkTrainSanely(frozen, batch(), { loss: 'meanSquaredError' });
      },
      /must have trainable weights/u,
    ],
    [
      'targets of another shape',
      () =>
        checkTrainSanely(
          tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3, 4] })] }),
          { xs: tf.ones([5, 3, 4]), ys: tf.ones([5, 7, 2]) },
          { loss: 'meanSquaredError' },
        ),
      /hint: it predicts float32\[5, 3, 2\] where the targets are float32\[5, 7, 2\]/u,
    ],
    ['a step that takes no gradient', () => checkTrainSanely(() => tf.scalar(1)), /it takes none/u],
    [
      'a loss beside a step',
      () => checkTrainSanely(() => 1, undefined, { loss: 'meanSquaredError' }),
      /a step has no use for a loss/u,
    ],
    ['what is neither', () => checkTrainSanely(7, batch()), /must be a layers model, a module/u],
    [
      'a part that there is not',
      () => checkTrainSanely(model(), batch(), { loss: 'meanSquaredError', except: ['toPassGradchek'] }),
      /did you mean 'toPassGradcheck'/u,
    ],
    [
      'a budget of nothing',
      () => checkTrainSanely(model(), batch(), { loss: 'meanSquaredError', budget: 0 }),
      /budget must be/u,
    ],
  ])('%s', async (_, run, message) => {
    const tensors = tf.memory().numTensors;
    const before = new Set(Object.values(tf.engine().registeredVariables));
    let made = 0;
    await expect(
      (async () => {
        const running = run();
        made = tf.memory().numTensors - tensors; // the model and the batch of the case
        await running;
      })(),
    ).rejects.toThrow(message);
    expect(before.size).toBe(0);
    expect(tf.memory().numTensors - tensors).toBeLessThanOrEqual(made);
  });
});
