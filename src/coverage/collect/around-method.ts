/** A call of a method that is stood round. */
export interface MethodCall {
  /** The object whose method it is. */
  readonly host: object;
  readonly given: readonly unknown[];
  /** Calls the method as it was. */
  readonly proceed: (given: readonly unknown[]) => unknown;
  /** Frames of a stack down to this function, itself included, are the library's own. */
  readonly boundary: (...args: never[]) => unknown;
}

/**
 * Stands round a method, for good. For that of a class it is given the prototype: a method that a check covers on an object, and
 * uncovers again, is left as it was.
 * @param owner the object that has the method
 */
export function aroundMethod(owner: object, name: string, around: (call: MethodCall) => unknown): void {
  const original: unknown = Reflect.get(owner, name);
  // Another version of TensorFlow.js may lack it, and then there is nothing to see.
  if (typeof original !== 'function') return;
  Reflect.set(owner, name, function covered(this: object, ...given: unknown[]): unknown {
    const proceed = (each: readonly unknown[]): unknown => Reflect.apply(original, this, each);
    return around({ host: this, given, proceed, boundary: covered });
  });
}

/** What all objects of its class share. */
export function prototypeOf(instance: object): object {
  // No object that has methods has none.
  return Object.getPrototypeOf(instance) as object;
}
