import type { Tensor } from '@tensorflow/tfjs-core';
import { isTensor } from '../../src/tensor/subject.ts';
import { summarizeTensor } from '../../src/tensor/print-tensor.ts';
import { isAsymmetric, printAsymmetric, type Asymmetric } from './asymmetric.ts';
import { tensorEquality } from './tensor-equality.ts';

/**
 * Stands where a tensor stood, for a test runner to print and compare: it prints as dtype, shape and a few values, where the
 * tensor would print as its `dataId`. Equal tensors have one stand-in, so a comparison that knows no tensors comes out right.
 */
export class StandIn {
  /** By which the printers of Vitest and Jest recognise a value that says itself how it prints. */
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');
  /** Tells apart the stand-ins of tensors that differ where they aren't printed. */
  readonly id: number;
  readonly text: string;

  constructor(tensor: Tensor, id: number) {
    this.id = id;
    this.text = summarizeTensor(tensor);
  }

  toString(): string {
    return this.text;
  }

  toAsymmetricMatcher(): string {
    return this.text;
  }

  [Symbol.for('chai/inspect')](): string {
    return this.text;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.text;
  }
}

/**
 * Stands for an asymmetric matcher among stand-ins: it puts the question to the matcher about what was there before.
 */
class AsymmetricStandIn {
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');
  readonly asymmetricMatch: (other: unknown, testers?: unknown) => boolean;
  readonly text: string;

  constructor(matcher: Asymmetric, originalOf: (other: unknown) => unknown) {
    this.text = printAsymmetric(matcher);
    this.asymmetricMatch = (other, testers) => {
      try {
        return matcher.asymmetricMatch(originalOf(other), testers);
      } catch {
        return false; // What it refuses, it does not match; here a difference is only being printed.
      }
    };
  }

  toString(): string {
    return this.text;
  }

  toAsymmetricMatcher(): string {
    return this.text;
  }
}

/** Keeps what a Map or a Set was copied to apart from an array of the same parts. */
const COPY_OF = Symbol('copy of');

/**
 * Copies values with a stand-in for each tensor; what holds no tensor is not copied. Where `spread` is set, Maps and Sets become
 * arrays, for a comparison that knows neither.
 */
export class StandIns {
  readonly #spread: boolean;
  readonly #known: { readonly tensor: Tensor; readonly standIn: StandIn }[] = [];
  readonly #copies = new Map<object, unknown>();
  readonly #originals = new Map<unknown, unknown>();

  constructor({ spread = false }: { readonly spread?: boolean } = {}) {
    this.#spread = spread;
  }

  /**
   * Puts stand-ins for the tensors of a value.
   * @param value anything; it stays as it is
   * @returns the value itself where it holds no tensor, else a copy
   */
  replace(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (isTensor(value)) return this.#standInFor(value);
    const done = this.#copies.get(value);
    if (done !== undefined) return done;
    this.#copies.set(value, value); // a cycle keeps the original
    const copy = isAsymmetric(value)
      ? new AsymmetricStandIn(value, (other) => this.#originalOf(other))
      : this.#copyOf(value);
    this.#copies.set(value, copy);
    this.#originals.set(copy, value);
    return copy;
  }

  #copyOf(value: object): unknown {
    if (Array.isArray(value)) {
      const parts = value.map((part: unknown) => this.replace(part));
      return parts.some((part, i) => part !== value[i]) ? parts : value;
    }
    if (value instanceof Map) {
      const pairs = [...value].flat();
      const parts = pairs.map((part) => this.replace(part));
      if (parts.every((part, i) => part === pairs[i])) return value;
      const entries = [...value].map(([key, part]) => [this.replace(key), this.replace(part)] as const);
      return this.#spread ? asArray('Map', entries) : new Map(entries);
    }
    if (value instanceof Set) {
      const parts = [...value].map((part) => this.replace(part));
      if (parts.every((part) => value.has(part))) return value;
      return this.#spread ? asArray('Set', parts) : new Set(parts);
    }
    if (ArrayBuffer.isView(value) || value instanceof Promise || value instanceof Date) return value;
    const parts = Object.entries(value).map(([name, part]) => [name, this.replace(part), part] as const);
    if (parts.every(([, replaced, part]) => replaced === part)) return value;
    const copy = Object.create(Object.getPrototypeOf(value) as object | null) as object; // a prototype is an object or null
    for (const [name, replaced] of parts) {
      Object.defineProperty(copy, name, {
        value: replaced,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return copy;
  }

  /** What a stand-in or a copy was made of; by its id, since printers make copies of stand-ins. */
  #originalOf(value: unknown): unknown {
    if (value instanceof StandIn) return this.#known[value.id]?.tensor;
    return this.#originals.get(value) ?? value;
  }

  #standInFor(tensor: Tensor): StandIn {
    const equal = this.#known.find((each) => areEqual(each.tensor, tensor));
    if (equal !== undefined) return equal.standIn;
    const standIn = new StandIn(tensor, this.#known.length);
    this.#known.push({ tensor, standIn });
    return standIn;
  }
}

/** The parts of a Map or a Set in an order of their own, since neither has one that counts. */
function asArray(kind: 'Map' | 'Set', parts: readonly unknown[]): unknown {
  const sorted = [...parts].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return Object.assign(sorted, { [COPY_OF]: kind });
}

function sortKey(part: unknown): string {
  if (Array.isArray(part)) return sortKey(part[0]);
  return part instanceof StandIn
    ? `tensor ${String(part.id).padStart(9, '0')}`
    : `${typeof part} ${String(part)}`;
}

/** A disposed tensor, whose values nobody knows, equals itself only. */
function areEqual(first: Tensor, second: Tensor): boolean {
  if (first === second) return true;
  return !first.isDisposed && !second.isDisposed && tensorEquality(first, second) === true;
}
