import { ArgumentError } from '../../errors.ts';
import { describeKind } from '../subject.ts';
import { describeAt, specError } from './spec-error.ts';

/** Longer than any signature a person writes; keeps what is built from it small. */
export const MAX_SPEC_LENGTH = 4096;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const DIGITS = /[0-9]+/y;
const SLOT_NAME = /([A-Za-z_][A-Za-z0-9_]*)(\??)[ \t\r\n]*:/y;

/** Bindings are plain objects in users' hands: a name that every object inherits would be read where nothing was bound. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** The sizes of a bare shape such as `[2, 3]`; `undefined` for anything else, and for a proxy that throws. */
function numbersOf(value: unknown): readonly number[] | undefined {
  try {
    if (!Array.isArray(value)) return undefined;
    const sizes: unknown[] = value.slice(0, MAX_SPEC_LENGTH);
    return sizes.every((size): size is number => typeof size === 'number') ? sizes : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Refuses what can't be a spec at all.
 * @throws ArgumentError when it is not a string; ShapeSpecError when it is too long
 */
export function requireSpecText(spec: unknown): string {
  if (typeof spec !== 'string') {
    const sizes = numbersOf(spec);
    const actual = describeKind(spec);
    throw new ArgumentError(`a shape spec must be a string such as 'batch height width 3', got ${actual}.`, {
      argument: 'spec',
      expected: 'a string',
      actual,
      ...(sizes !== undefined && { hint: `write it as '${sizes.join(' ')}'.` }),
    });
  }
  if (spec.length > MAX_SPEC_LENGTH) {
    throw specError(
      spec,
      MAX_SPEC_LENGTH,
      `is ${spec.length} characters long; at most ${MAX_SPEC_LENGTH} are read`,
      {
        expected: `at most ${MAX_SPEC_LENGTH} characters`,
        actual: `${spec.length} characters`,
      },
    );
  }
  return spec;
}

/** A place in a spec, and the few moves that the grammar needs. Every move is linear in what it passes. */
export class SpecReader {
  readonly spec: string;
  offset = 0;
  readonly #signature: boolean;

  constructor(spec: string, grammar: 'shape' | 'signature') {
    this.spec = spec;
    this.#signature = grammar === 'signature';
  }

  startsWith(text: string): boolean {
    return this.spec.startsWith(text, this.offset);
  }

  atSpace(): boolean {
    const unit = this.spec.charCodeAt(this.offset);
    return unit === 32 || unit === 9 || unit === 10 || unit === 13;
  }

  skipSpace(): void {
    while (this.atSpace()) this.offset += 1;
  }

  atEnd(): boolean {
    return this.offset >= this.spec.length;
  }

  /** The end of one tensor's shape: of the text, or in a signature a comma or an arrow. */
  atSlotEnd(): boolean {
    return this.atEnd() || (this.#signature && (this.startsWith(',') || this.startsWith('->')));
  }

  atAxisEnd(): boolean {
    return this.atSpace() || this.atSlotEnd();
  }

  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.offset += text.length;
    return true;
  }

  #takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.spec);
    if (match === null) return undefined;
    this.offset += match[0].length;
    return match;
  }

  takeName(): string | undefined {
    const start = this.offset;
    const name = this.#takeMatch(NAME)?.[0];
    if (name !== undefined) this.#requireSafeName(name, start);
    return name;
  }

  /** `images:` or `mask?:` in front of a shape of a signature. */
  takeSlotName(): { readonly name: string; readonly optional: boolean } | undefined {
    const start = this.offset;
    const match = this.#takeMatch(SLOT_NAME);
    if (match?.[1] === undefined) return undefined;
    this.#requireSafeName(match[1], start);
    return { name: match[1], optional: match[2] === '?' };
  }

  #requireSafeName(name: string, offset: number): void {
    if (!isInherited(name)) return;
    this.fail(offset, `'${name}' can't be a name, since every object has a property of that name`, {
      expected: 'another name',
      actual: name,
    });
  }

  /** A whole number; one that a double can't hold exactly is refused. */
  takeSize(): number | undefined {
    const start = this.offset;
    const digits = this.#takeMatch(DIGITS)?.[0];
    if (digits === undefined) return undefined;
    if (digits.length > 1 && digits.startsWith('0'))
      this.fail(start, `a size has no leading zero, got ${clip(digits)}`);
    const size = Number(digits);
    if (!Number.isSafeInteger(size)) {
      this.fail(start, `a size is below 2^53, got ${clip(digits)}`, {
        expected: 'a size below 2^53',
        actual: clip(digits),
      });
    }
    return size;
  }

  fail(offset: number, problem: string, facts?: Parameters<typeof specError>[3]): never {
    throw specError(this.spec, offset, problem, facts);
  }

  /** Fails here, with what was expected and what stands here instead. */
  failExpected(expected: string, hint?: string): never {
    const actual = describeAt(this.spec, this.offset);
    this.fail(this.offset, `expected ${expected}, got ${actual}`, {
      expected,
      actual,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function clip(digits: string): string {
  return digits.length > 24 ? `${digits.slice(0, 20)}… (${digits.length} digits)` : digits;
}
