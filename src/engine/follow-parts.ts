/** A layer or a module, as far as it can be watched at work. */
interface Part {
  readonly path: string;
  readonly host: object;
  /** The method through which all its work goes. */
  readonly method: string;
}

/** What a layer or module was given, and what it gave. */
export interface PartWork {
  readonly path: string;
  /** The layer or module itself. */
  readonly host: object;
  readonly input: unknown;
  readonly output: unknown;
}

/**
 * Runs a function and tells, while it runs, which layer or module is at work. Everything is put back as it was, also on a throw.
 * @param subject a layers model or a module of ours, nested as it may be; nothing is told of anything else
 * @param run is given a function that names the innermost part at work, e.g. `conv2d_1` or `Classifier/backbone`
 * @param seen is shown every part that has done its work, while its tensors are alive
 */
export function followParts<Result>(
  subject: unknown,
  run: (current: () => string | undefined) => Result,
  seen?: (work: PartWork) => void,
): Result {
  const atWork: string[] = [];
  const restore: (() => void)[] = [];
  for (const { path, host, method } of partsOf(subject)) {
    const original: unknown = Reflect.get(host, method);
    if (typeof original !== 'function') continue;
    const descriptor = Object.getOwnPropertyDescriptor(host, method);
    Reflect.defineProperty(host, method, {
      configurable: true,
      writable: true,
      value: function (this: unknown, ...parameters: unknown[]): unknown {
        atWork.push(path);
        try {
          const output: unknown = Reflect.apply(original, this, parameters);
          seen?.({ path, host, input: parameters[0], output });
          return output;
        } finally {
          atWork.pop();
        }
      },
    });
    restore.push(() => {
      // A method that was the prototype's is uncovered again.
      if (descriptor === undefined) Reflect.deleteProperty(host, method);
      else Reflect.defineProperty(host, method, descriptor);
    });
  }
  try {
    return run(() => atWork.at(-1));
  } finally {
    for (const undo of restore) undo();
  }
}

function partsOf(subject: unknown): Part[] {
  const parts = new Map<object, Part>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || parts.has(value)) return;
    if ('layers' in value && Array.isArray(value.layers)) {
      for (const layer of value.layers as readonly unknown[]) {
        if (typeof layer !== 'object' || layer === null || !('name' in layer) || parts.has(layer)) continue;
        const name = String(layer.name);
        if (!('layers' in layer)) parts.set(layer, { path: name, host: layer, method: 'call' });
        visit(layer, name);
      }
    } else if ('children' in value && value.children instanceof Map) {
      // Whatever a module is applied with, it goes through applyWith.
      parts.set(value, { path, host: value, method: 'applyWith' in value ? 'applyWith' : 'apply' });
      for (const [name, child] of value.children as ReadonlyMap<string, unknown>)
        visit(child, `${path}/${name}`);
    }
  };
  const name =
    typeof subject === 'object' && subject !== null && 'name' in subject ? String(subject.name) : '';
  visit(subject, name);
  return [...parts.values()];
}
