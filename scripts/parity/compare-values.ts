/** How far two computations of the same numbers may part: kernels sum in another order on another processor. */
const RELATIVE = 2e-5;

/**
 * Compares what a parity script made today with what was committed. Numbers of one list are held against the largest of them:
 * one near zero is a sum of large ones that cancel.
 * @param path what messages call the value, e.g. `resnet18.logits`
 * @returns what differs, one line each
 */
export function differences(made: unknown, committed: unknown, path: string): readonly string[] {
  if (typeof made === 'number' && typeof committed === 'number') {
    return agree(made, committed, Math.max(Math.abs(made), Math.abs(committed)))
      ? []
      : [`${path} is ${made}, committed was ${committed}`];
  }
  if (isList(made) && isList(committed)) {
    if (made.length !== committed.length) {
      return [`${path} has ${made.length} elements, committed were ${committed.length}`];
    }
    const scale = Math.max(...[...made, ...committed].map((each) => Math.abs(Number(each))));
    const numeric = [...made, ...committed].every((each) => typeof each === 'number');
    return made.flatMap((each, at) => {
      const other = committed[at];
      if (!numeric) return differences(each, other, `${path}[${at}]`);
      return agree(Number(each), Number(other), scale)
        ? []
        : [`${path}[${at}] is ${String(each)}, committed was ${String(other)}`];
    });
  }
  if (isRecord(made) && isRecord(committed)) {
    const keys = new Set([...Object.keys(made), ...Object.keys(committed)]);
    return [...keys].flatMap((key) => differences(made[key], committed[key], `${path}.${key}`));
  }
  return made === committed
    ? []
    : [`${path} is ${JSON.stringify(made)}, committed was ${JSON.stringify(committed)}`];
}

function agree(made: number, committed: number, scale: number): boolean {
  return Math.abs(made - committed) <= RELATIVE * scale;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
