import fs, { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fsPromises, { open, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { guarded } from '../../src/error-paths/guarded.ts';
import { checkSurvivesFaults, type FaultOptions } from '../../src/error-paths/survives-faults.ts';
import { ArgumentError, InjectedFault, SubjectError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

let folder = '';
let target = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'survives-'));
  target = path.join(folder, 'weights.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Program = (x: tf.Tensor) => unknown;
const mean = (x: tf.Tensor): tf.Tensor => tf.tidy(() => x.square().mean());

describe('survives', () => {
  test.each<[string, Program]>([
    ['a tidy', mean],
    [
      'a program that frees in a finally',
      async (x) => {
        const square = x.square();
        try {
          return (await square.data())[0];
        } finally {
          square.dispose();
        }
      },
    ],
    ['one that tries again', guarded(mean, { retries: 1 })],
    [
      'one that says more in an error of its own',
      (x) => {
        try {
          return mean(x);
        } catch (cause) {
          throw new Error('no mean', { cause });
        }
      },
    ],
    [
      'a pipeline of data',
      async () => {
        let sum = 0;
        const rows = tf.data.array([1, 2, 3, 4]).map((value) => tf.tensor1d([value as number]).mul(2));
        await rows.batch(2).forEachAsync((batch) => {
          sum += (batch as tf.Tensor).size;
          tf.dispose(batch);
        });
        return sum;
      },
    ],
  ])('%s', async (_name, program) => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const before = tf.memory().numTensors;
    const { pass, details, message } = await checkSurvivesFaults(program, [x]);
    expect(details.findings).toEqual([]);
    expect(pass).toBe(true);
    expect(details.faults.kernel.failed + details.faults.memory.failed).toBeGreaterThan(0);
    expect(message()).toContain('but it survives');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('what saves into a new file, and renames it over the old one', async () => {
    const save = async (): Promise<void> => {
      const fresh = `${target}.new`;
      try {
        await writeFile(fresh, '[1, 2, 3]');
        await rename(fresh, target);
      } catch (error) {
        rmSync(fresh, { force: true });
        throw error;
      }
    };
    await expect(save).toSurviveFaults();
    expect(existsSync(target)).toBe(false);
  });

  test('what loads', async () => {
    writeFileSync(target, '[1, 2, 3]');
    const load = (): tf.Tensor =>
      tf.tidy(() => tf.tensor1d(JSON.parse(readFileSync(target, 'utf8')) as number[]).square());
    const { pass, details } = await checkSurvivesFaults(load);
    expect(pass).toBe(true);
    expect(details.faults).toEqual({
      kernel: { calls: 1, failed: 1 },
      memory: { calls: 1, failed: 1 },
      io: { calls: 1, failed: 1 },
    });
  });
});

describe('finds', () => {
  test.each<[string, Program, string, FaultOptions | undefined]>([
    [
      'what stays when a later kernel fails',
      (x) => {
        const square = x.square();
        const result = square.mean();
        square.dispose();
        return result;
      },
      'leaks',
      undefined,
    ],
    [
      'an error that is swallowed',
      (x) => {
        try {
          return mean(x);
        } catch {
          return null;
        }
      },
      'swallows the error',
      undefined,
    ],
    [
      'one that becomes a loss of 0',
      (x) => {
        try {
          return tf.tidy(() => mean(x).dataSync()[0]);
        } catch {
          return 0;
        }
      },
      'makes it a result',
      undefined,
    ],
    [
      'one that is masked by what stumbles over it',
      (x) => {
        let square: tf.Tensor | undefined;
        try {
          square = x.square();
          return square.mean();
        } finally {
          (square as tf.Tensor).dispose();
        }
      },
      'masks the error',
      undefined,
    ],
    [
      'a program that waits for ever',
      (x) =>
        new Promise((resolve) => {
          try {
            resolve(mean(x));
          } catch {
            // nobody is told
          }
        }),
      'never ends',
      { timeout: 50 },
    ],
    [
      'a promise that nobody awaits',
      async (x) => {
        // eslint-disable-next-line @typescript-eslint/no-floating-promises
        Promise.resolve().then(() => {
          mean(x).dispose();
        });
        await new Promise((resolve) => setTimeout(resolve, 5));
      },
      'is uncaught',
      undefined,
    ],
    [
      'a program that is spoilt for the next call',
      (() => {
        let isBusy = false;
        return (x: tf.Tensor) => {
          if (isBusy) throw new Error('it is busy');
          isBusy = true;
          const result = mean(x);
          isBusy = false;
          return result;
        };
      })(),
      'does not recover',
      { kernels: 1 },
    ],
  ])('%s', async (_name, program, problem, options) => {
    const { pass, details } = await checkSurvivesFaults(
      program,
      [tf.tensor2d([1, 2, 3, 4], [2, 2])],
      options,
    );
    expect(pass).toBe(false);
    expect(details.findings).toContainEqual(expect.objectContaining({ problem, input: 0 }));
    expect(new Set(details.findings.map((finding) => finding.problem))).toEqual(new Set([problem]));
  });

  test.each<[string, () => unknown, string]>([
    [
      'writeFileSync',
      () => {
        writeFileSync(target, 'new weights');
      },
      'tears a file',
    ],
    [
      'fs.writeFileSync',
      () => {
        fs.writeFileSync(target, 'new weights');
      },
      'tears a file',
    ],
    ['writeFile', () => writeFile(target, 'new weights'), 'tears a file'],
    [
      'fs.promises.writeFile',
      () => fsPromises.writeFile(target, new TextEncoder().encode('new weights')),
      'tears a file',
    ],
    [
      'the callback of fs.writeFile',
      () =>
        new Promise<void>((resolve, reject) => {
          fs.writeFile(target, 'new weights', (error) => {
            if (error === null) resolve();
            else reject(error);
          });
        }),
      'tears a file',
    ],
    [
      'a handle',
      async () => {
        const handle = await open(target, 'w');
        try {
          await handle.writeFile('new weights');
        } finally {
          await handle.close();
        }
      },
      'tears a file',
    ],
    [
      'a stream',
      () =>
        new Promise<void>((resolve, reject) => {
          fs.createWriteStream(target).on('error', reject).on('finish', resolve).end('new weights');
        }),
      'tears a file',
    ],
    [
      'a stream without a listener',
      () =>
        new Promise<void>((resolve) => {
          fs.createWriteStream(target).on('finish', resolve).end('new weights');
        }),
      'is uncaught',
    ],
    [
      'what TensorFlow.js took apart when it was loaded',
      () => {
        const layers = [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })];
        const model = tf.sequential({ layers });
        return model
          .save(`file://${folder}/model`)
          .then(() => undefined)
          .finally(() => model.dispose());
      },
      'tears a file',
    ],
    [
      'a file that is removed first',
      () => {
        rmSync(target);
        writeFileSync(target, 'new weights');
      },
      'tears a file',
    ],
    [
      'a new file that stays',
      async () => {
        await writeFile(`${target}.new`, 'new weights');
        await rename(`${target}.new`, target);
      },
      'leaves a file',
    ],
  ])('in files: %s', async (_name, save, problem) => {
    writeFileSync(target, 'old');
    fs.mkdirSync(path.join(folder, 'model'));
    const { details } = await checkSurvivesFaults(save, undefined, { io: true, timeout: 100 });
    expect(details.findings).toContainEqual(expect.objectContaining({ problem, kind: 'io' }));
    expect(readFileSync(target, 'utf8')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['model', 'weights.json']);
    expect(fs.readdirSync(path.join(folder, 'model'))).toEqual([]);
  });
});

describe('a step of training', () => {
  let weights: tf.Variable[];
  let optimizer: tf.Optimizer;
  const loss = (): tf.Scalar =>
    tf.tidy(() => tf.addN(weights.map((weight) => weight.square().sum<tf.Scalar>())));
  const step = (): void => {
    optimizer.minimize(loss, false, weights);
  };
  beforeEach(() => {
    weights = [1, 2, 3].map((value) =>
      tf.tidy(() => tf.variable(tf.fill([2], value), true, `w${value}-${Math.random()}`)),
    );
    optimizer = tf.train.adam(0.1);
  });
  afterEach(() => {
    optimizer.dispose();
  });

  test('is not blamed for what only TensorFlow.js could free or finish', async () => {
    const values = weights.map((weight) => Array.from(weight.dataSync()));
    const before = tf.memory().numTensors;
    const { pass, details, message } = await checkSurvivesFaults(step, undefined, { kernels: 200 });
    expect(details.findings).toEqual([]);
    expect(pass).toBe(true);
    expect(details.tensorflow.leaking).toBeGreaterThan(10);
    expect(details.tensorflow.halfChanged).toBeGreaterThan(10);
    expect(message()).toContain('TensorFlow.js itself leaves');
    expect(weights.map((weight) => Array.from(weight.dataSync()))).toEqual(values);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is held to it where it claims to be atomic', async () => {
    const { details } = await checkSurvivesFaults(step, undefined, { kernels: 200, atomic: true });
    expect(details.findings).toContainEqual(expect.objectContaining({ problem: 'changes half' }));
    expect(details.tensorflow.halfChanged).toBe(0);
  });

  test('is atomic when it puts everything back', async () => {
    const atomicStep = (): void => {
      const all = Object.values(tf.engine().registeredVariables);
      const saved: tf.Tensor[] = [];
      try {
        for (const variable of all) saved.push(tf.keep(variable.clone()));
        step();
      } catch (error) {
        saved.forEach((value, i) => all[i]?.assign(value));
        throw error;
      } finally {
        tf.dispose(saved);
      }
    };
    const { details } = await checkSurvivesFaults(atomicStep, undefined, { kernels: 200, atomic: true });
    expect(details.findings).toEqual([]);
  });

  test('in fit is nobody’s fault', async () => {
    const layers = [tf.layers.dense({ units: 2, inputShape: [2] }), tf.layers.dense({ units: 1 })];
    const model = tf.sequential({ layers });
    const sgd = tf.train.sgd(0.1);
    model.compile({ optimizer: sgd, loss: 'meanSquaredError' });
    const [xs, ys] = [tf.ones([4, 2]), tf.ones([4, 1])];
    const train = async (): Promise<void> => {
      await model.fit(xs, ys, { epochs: 1, batchSize: 2 });
    };
    await expect(train).toSurviveFaults([undefined], { kernels: 12, memory: 6 });
    model.dispose();
    sgd.dispose();
  });
});

test('some files new and others old are half a change', async () => {
  const save = (): void => {
    for (const name of ['a', 'b']) {
      const file = path.join(folder, name);
      writeFileSync(file, existsSync(file) ? `${readFileSync(file, 'utf8')}+` : name);
    }
  };
  const { details } = await checkSurvivesFaults(save, undefined, { io: true, atomic: true });
  expect(details.findings.map(({ problem }) => problem)).toContain('changes half');
});

test('too many places are sampled by seed, the first and the last among them', async () => {
  const long = (x: tf.Tensor): tf.Tensor =>
    tf.tidy(() => Array.from({ length: 100 }).reduce((sum: tf.Tensor) => sum.add(1), x));
  const swallowing = (x: tf.Tensor): unknown => {
    try {
      return long(x);
    } catch {
      return undefined;
    }
  };
  const calls = async (seed: number): Promise<number[]> => {
    const { details } = await checkSurvivesFaults(swallowing, [tf.ones([2])], { kernels: 8, seed });
    expect(details.faults.kernel).toEqual({ calls: 100, failed: 8 });
    return details.findings.map(({ call }) => call);
  };
  const first = await calls(1);
  expect([first[0], first.at(-1)]).toEqual([1, 100]);
  expect(await calls(1)).toEqual(first);
  expect(await calls(2)).not.toEqual(first);
});

test('puts everything back, also when the program throws by itself', async () => {
  const methods = (): unknown[] => [
    fs.writeFileSync,
    fs.writeFile,
    fsPromises.writeFile,
    writeFile,
    tf.getKernel('Add', 'tensorflow').kernelFunc,
    process.listeners('uncaughtException').length,
  ];
  const before = methods();
  await expect(
    checkSurvivesFaults(() => {
      throw new Error('always');
    }),
  ).rejects.toThrow('without any fault the function throws Error: always');
  expect(methods()).toEqual(before);
});

test.each<[string, unknown, unknown, object | undefined, new (...args: never[]) => Error, string]>([
  ['no function', 5, undefined, undefined, SubjectError, 'received must be a function'],
  ['a single input', mean, 5, undefined, ArgumentError, 'goes into brackets'],
  ['no inputs', mean, [], undefined, ArgumentError, 'at least one input'],
  ['half a place', mean, [1], { kernels: 0.5 }, ArgumentError, 'kernels must be'],
  ['a flag that is none', mean, [1], { atomic: 'yes' }, ArgumentError, 'atomic must be'],
  ['no time', mean, [1], { timeout: 0 }, ArgumentError, 'timeout must be'],
  ['a misspelt option', mean, [1], { kernel: true }, ArgumentError, "did you mean 'kernels'?"],
  [
    'a function that does nothing that could fail',
    () => 1,
    undefined,
    undefined,
    SubjectError,
    'nothing that could be made to fail',
  ],
  ['nothing to make fail', mean, [tf.ones([2])], { io: true }, SubjectError, 'no calls of io'],
  [
    'a function that hangs without a fault',
    () => new Promise(() => undefined),
    undefined,
    { timeout: 20 },
    SubjectError,
    'does not settle',
  ],
])('refuses %s', async (_name, fn, inputs, options, kind, text) => {
  const call = checkSurvivesFaults(fn, inputs as unknown[], options);
  await expect(call).rejects.toThrow(kind);
  await expect(call).rejects.toThrow(text);
});

test('an injected fault says of which kind it is, which call, and looks like what really fails', async () => {
  const seen: unknown[] = [];
  await checkSurvivesFaults(() => {
    try {
      tf.tidy(() => void tf.square(2));
      writeFileSync(target, 'x');
    } catch (error) {
      seen.push(error);
      throw error;
    }
  });
  const [kernel, memory, io] = seen;
  expect(kernel).toMatchObject({ code: 'TP_FAULT', kind: 'kernel', operation: 'Square', call: 1 });
  expect(memory).toMatchObject({ code: 'TP_FAULT', kind: 'memory', operation: 'float32[]', call: 1 });
  expect(io).toMatchObject({ code: 'ENOSPC', syscall: 'writeFile', path: target });
  expect((io as Error).cause).toBeInstanceOf(InjectedFault);
});

test('says what is wrong, at which faults, and what is not counted', async () => {
  const careless = (x: tf.Tensor): number => {
    const square = x.square();
    let result = 0;
    try {
      result = square.mean().dataSync()[0] ?? 0;
    } catch {
      // a batch more or less
    }
    writeFileSync('.survives-faults.txt', String(result));
    return result;
  };
  const { message } = await checkSurvivesFaults(careless, [tf.tensor2d([1, 2, 3, 4], [2, 2])]);
  expect(existsSync('.survives-faults.txt')).toBe(false);
  expect(message().replaceAll(/:\d+:\d+/g, ':L:C')).toMatchInlineSnapshot(`
    "The function does not survive 4 of 5 injected faults.
      a result  kernel calls 2 (Mean), 3 (Cast): it returns the number 0, instead of the number 7.5, which it gives without the fault
                allocation 1 (int32[2]): it returns the number 0, instead of the number 7.5, which it gives without the fault
      torn      kernel calls 2 (Mean), 3 (Cast): .survives-faults.txt has 1 byte (3 before, 3 after)
                allocation 1 (int32[2]): .survives-faults.txt has 1 byte (3 before, 3 after)
                file operation 1 (writeFile .survives-faults.txt): .survives-faults.txt has 1 byte (3 before, 3 after)
      tried     3 of 3 kernel calls, 1 of 1 allocation, 1 of 1 file operation
      hint: a catch that goes on should throw again, or return what says that it failed."
  `);
});
