import type { AssertedBy } from '../../error-paths/note-asserted.ts';

/** Properties of an error that say what kind it is. */
const TYPE = new Set(['name', 'code', 'constructor', 'errno', 'status', 'type', 'kind', 'syscall']);

/**
 * What an assertion asks of an error. Its message is more than its type, since most errors of a module share a type.
 * @param matcher e.g. `toThrow`, `toBeInstanceOf`
 * @param args what it was called with
 * @returns undefined for a matcher that asks nothing of what it is given
 */
export function assertedBy(matcher: string, args: readonly unknown[]): AssertedBy {
  if (/Snapshot/i.test(matcher)) return 'message';
  const [first, second] = args;
  if (/^(?:toThrow|toThrowError|throw|throws|Throw)$/.test(matcher))
    return strongest(byExpected(first), byExpected(second));
  if (/^(?:toBeInstanceOf|instanceof|instanceOf|a|an|toBeTypeOf)$/.test(matcher)) return 'type';
  if (matcher === 'toHaveProperty' || matcher === 'property') return byProperty(first);
  if (/^(?:toBe|toEqual|toStrictEqual|toMatchObject|equal|equals|eq|eql|eqls|toContainEqual)$/.test(matcher))
    return byExpected(first);
  return 'any';
}

/** The stronger of what two assertions ask. */
export function strongest(a: AssertedBy, b: AssertedBy): AssertedBy {
  if (a === 'message' || b === 'message') return 'message';
  return a === 'type' || b === 'type' ? 'type' : 'any';
}

function byExpected(expected: unknown): AssertedBy {
  if (typeof expected === 'string' || expected instanceof RegExp) return 'message';
  if (typeof expected === 'function') return 'type';
  if (typeof expected !== 'object' || expected === null) return 'any';
  if (expected instanceof Error) return 'message';
  if ('asymmetricMatch' in expected) {
    // What expect.any(…), expect.objectContaining(…) and expect.stringMatching(…) were given.
    const sample: unknown = Reflect.get(expected, 'sample');
    return byExpected(sample);
  }
  return Object.keys(expected).map(byProperty).reduce(strongest, 'any');
}

function byProperty(name: unknown): AssertedBy {
  const [first] = String(name).split('.');
  if (first === 'message') return 'message';
  return first !== undefined && TYPE.has(first) ? 'type' : 'any';
}
