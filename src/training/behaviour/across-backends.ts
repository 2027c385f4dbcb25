import { engine, getBackend, tensor } from '@tensorflow/tfjs-core';
import { checkAllClose } from '../../checks/all-close.ts';
import type { CheckResult } from '../../checks/check-result.ts';
import { partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions, requireTolerance } from '../../checks/options.ts';
import { offersBackend, onBackends } from '../../engine/on-backends.ts';
import { scoped } from '../../engine/scoped.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { ArgumentError, BackendError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { scaleOf } from './noise.ts';
import { behaviourScene, inputsOf, outputName, outputsOf, type BehaviourData } from './scene.ts';
import {
  describeOrigin,
  firstParting,
  traceOf,
  type Origin,
  type Trace,
  type TracedTensor,
} from './trace.ts';

/** How backends are compared. */
export interface AcrossBackendsOptions {
  /** By the names of TensorFlow.js. @defaultValue the current one, the others that are registered, cpu, and wasm where it is installed */
  readonly backends?: readonly string[] | undefined;
  /** @defaultValue 1e-4, which other orders of summation explain */
  readonly rtol?: number | undefined;
  /** @defaultValue `rtol` of the largest element of the tensor */
  readonly atol?: number | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** One pair of elements of two backends, as data. */
export interface PartedValues {
  readonly index: readonly number[];
  /** On the backend compared with. */
  readonly expected: number;
  readonly actual: number;
  readonly differing: number;
  readonly elements: number;
}

/** A backend that gives another output, as data. */
export interface BackendParting {
  readonly backend: string;
  /** Empty where there is only one. */
  readonly output: string;
  readonly values: PartedValues | undefined;
  /** The first kernel that gave something else, and what it gave. */
  readonly origin: Origin | undefined;
  readonly atOrigin: PartedValues | undefined;
}

/** What the backends gave, as data. */
export interface AcrossBackendsDetails {
  /** The backend that the others are compared with. */
  readonly reference: string;
  readonly compared: readonly string[];
  readonly partings: readonly BackendParting[];
  /** Backends that could not run it, and why. */
  readonly notJudged: readonly { readonly backend: string; readonly reason: string }[];
}

/**
 * Checks that a model gives the same on every backend, up to rounding; where it does not, names the first kernel that parts.
 * Data that moves to another backend is moved back, and the current backend stays the current one.
 * @param subject a layers model, a module, a graph model, or a function of tensors
 * @param data a batch `{ xs, ys }`, or `{ xs }`; for a function of tensors, its inputs in a list
 * @param where who checks, as an error names it
 * @returns passes when all backends that can run it agree; `details.notJudged` lists those that can't
 * @throws BackendError where fewer than two backends can run it; SubjectError and ArgumentError for what can't be used
 * @example
 * (await checkAcrossBackends((x) => tf.softmax(x), [tf.ones([2, 3])])).pass; // true
 */
export async function checkAcrossBackends(
  subject: unknown,
  data: BehaviourData,
  options: AcrossBackendsOptions = {},
  where = 'checkAcrossBackends',
): Promise<CheckResult<AcrossBackendsDetails>> {
  const given = requireOptions(options, ['backends', 'rtol', 'atol', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const rtol = requireTolerance(given.rtol, 'rtol', where, RTOL);
  const atol = given.atol === undefined ? undefined : requireTolerance(given.atol, 'atol', where, 0);
  const names = backendsOf(given.backends, where);
  const scene = await behaviourScene(subject, data, where);
  const own = inputsOf(scene);
  const details = await undisturbed(seed, () =>
    onBackends(async (use): Promise<AcrossBackendsDetails> => {
      outputsOf(scene, own, { seed, where }); // a subject may make its weights now
      const traces: { backend: string; trace: Trace }[] = [];
      const notJudged: { backend: string; reason: string }[] = [];
      for (const backend of names) {
        if (backend === 'wasm' && traces.some(({ trace }) => hasEmptyTensor(trace))) {
          notJudged.push({ backend, reason: 'writes beside its memory where a tensor has no elements' });
          continue;
        }
        if (!(await use(backend))) {
          notJudged.push({ backend, reason: 'could not be started' });
          continue;
        }
        try {
          traces.push({ backend, trace: traceOf(scene, own, { seed, where }) });
        } catch (error) {
          notJudged.push({ backend, reason: reasonOf(error) });
        }
      }
      const [reference, ...others] = traces;
      if (reference === undefined || others.length === 0) throw tooFew(where, notJudged);
      // The tensors that are compared are made where the check was called.
      await use(reference.backend);
      const partings = others.flatMap(({ backend, trace }) =>
        partingsOf(reference.trace, trace, backend, { rtol, atol }),
      );
      return {
        reference: reference.backend,
        compared: others.map(({ backend }) => backend),
        partings,
        notJudged,
      };
    }),
  );
  return {
    pass: details.partings.length === 0,
    details,
    message: () => acrossBackendsMessage(details),
  };
}

const RTOL = 1e-4;

/** Whether a kernel gave a tensor without elements, on which wasm breaks its memory, and all that is in it (docs/backends.md). */
function hasEmptyTensor({ kernels }: Trace): boolean {
  return kernels.some(({ outputs }) => outputs.some(({ shape }) => shape.includes(0)));
}

function backendsOf(given: unknown, where: string): string[] {
  if (given === undefined) {
    const optional = ['cpu', 'wasm'].filter(offersBackend);
    const registered = Object.keys(engine().registryFactory);
    return requireTwo([...new Set([getBackend(), ...registered, ...optional])], where);
  }
  if (!Array.isArray(given) || !given.every((each): each is string => typeof each === 'string')) {
    throw new ArgumentError(`${where}: backends must be a list of names.`, {
      argument: 'backends',
      expected: "a list of names, such as ['tensorflow', 'cpu']",
      actual: given,
    });
  }
  const missing = given.filter((name) => !offersBackend(name));
  if (missing.length > 0)
    throw tooFew(
      where,
      missing.map((backend) => ({ backend, reason: 'is not registered' })),
    );
  return requireTwo([...new Set(given)], where);
}

function requireTwo(names: string[], where: string): string[] {
  if (names.length >= 2) return names;
  throw tooFew(
    where,
    names.map((backend) => ({ backend, reason: 'is the only one' })),
  );
}

function tooFew(where: string, reasons: AcrossBackendsDetails['notJudged']): BackendError {
  return new BackendError('not-installed', `${where}: there must be two backends that can run received.`, {
    argument: 'backends',
    expected: 'two backends or more',
    details: reasons.map(({ backend, reason }) => `${backend}: ${reason}`),
  });
}

/** What an engine says of a kernel that a backend has not. */
const MISSING_KERNEL = /Kernel '(\w+)' not registered|Cannot find registered kernel '(\w+)'/i;

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const found = MISSING_KERNEL.exec(message);
  const kernel = found?.[1] ?? found?.[2];
  return kernel === undefined ? (message.split('\n')[0] ?? message) : `has no kernel ${kernel}`;
}

interface Tolerances {
  readonly rtol: number;
  readonly atol: number | undefined;
  /** Of choices such as an argMax, the share that rounding may turn where two are all but equal. */
  readonly turned?: number | undefined;
}

const TURNED = 0.05;

/** Whether any kernel of two traces rounds differently. */
function roundsDifferently(a: Trace, b: Trace): boolean {
  return a.kernels.some(({ outputs }, i) =>
    outputs.some(({ dtype, values }, at) => {
      const others = b.kernels[i]?.outputs[at]?.values;
      return dtype === 'float32' && values?.some((value, j) => !Object.is(value, others?.[j])) === true;
    }),
  );
}

type Comparable = Pick<TracedTensor, 'shape' | 'dtype' | 'values'>;

function partingsOf(
  reference: Trace,
  other: Trace,
  backend: string,
  tolerances: Tolerances,
): BackendParting[] {
  const asked = { ...tolerances, turned: roundsDifferently(reference, other) ? TURNED : 0 };
  return reference.outputs.flatMap((output, i): BackendParting[] => {
    const counterpart = other.outputs[i];
    const isSameForm =
      counterpart?.shape.join() === output.shape.join() && counterpart.dtype === output.dtype;
    const values = isSameForm ? partedValues(output, counterpart, asked) : undefined;
    if (isSameForm && values === undefined) return [];
    let atOrigin: PartedValues | undefined;
    const origin = firstParting(reference, other, (a, b) => {
      atOrigin = partedValues(a, b, asked);
      return atOrigin !== undefined;
    });
    return [{ backend, output: output.name, values, origin, atOrigin }];
  });
}

/** The worst pair of elements; `undefined` where all agree. */
function partedValues(
  a: Comparable,
  b: Comparable,
  { rtol, atol, turned = 0 }: Tolerances,
): PartedValues | undefined {
  const [expected, actual] = [a.values, b.values];
  if (expected === undefined || actual === undefined) return undefined;
  const isExact = a.dtype !== 'float32';
  const found = scoped(() =>
    checkAllClose(tensor(actual, [...b.shape], b.dtype), tensor(expected, [...a.shape], a.dtype), {
      rtol: isExact ? 0 : rtol,
      // An element that is small because large ones cancel has their rounding.
      atol: atol ?? (isExact ? 0 : rtol * scaleOf(expected)),
      equalNaN: true,
    }).details.failures.find((failure) => failure.kind === 'values'),
  );
  const worst = found?.worstAbsolute ?? found?.first[0];
  if (found === undefined || worst === undefined) return undefined;
  if (isExact && turned > 0 && found.mismatched <= Math.max(1, turned * found.elements)) return undefined;
  return {
    index: worst.index,
    expected: Number(worst.expected),
    actual: Number(worst.actual),
    differing: found.mismatched,
    elements: found.elements,
  };
}

function acrossBackendsMessage({ reference, compared, partings, notJudged }: AcrossBackendsDetails): string {
  const left = notJudged.map(({ backend, reason }): EvidenceLine => ['not judged', `${backend}: ${reason}`]);
  if (partings.length === 0) {
    return writeMessage(
      `Expected backends to differ, but ${[reference, ...compared].join(' and ')} agree up to rounding.`,
      left,
    );
  }
  const backends = [...new Set(partings.map(({ backend }) => backend))];
  return writeMessage(`${backends.join(' and ')} and ${reference} give different outputs.`, [
    ...partings.flatMap(({ backend, output, values, origin, atOrigin }): EvidenceLine[] => [
      [
        backend,
        `${outputName(output)}: ${values === undefined ? 'another shape or dtype' : describeValues(values, backend, reference)}`,
      ],
      ['first at', origin && describeOrigin(origin)],
      ['there', atOrigin && describeValues(atOrigin, backend, reference)],
    ]),
    ...left,
  ]);
}

function describeValues(
  { index, expected, actual, differing, elements }: PartedValues,
  backend: string,
  reference: string,
): string {
  const verb = differing === 1 ? 'differs' : 'differ';
  return `${partOf(differing, elements, 'element')} ${verb}; at [${index.join(', ')}] ${formatRounded(actual)} on ${backend}, ${formatRounded(expected)} on ${reference}`;
}
