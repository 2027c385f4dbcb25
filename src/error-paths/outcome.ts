import { isThenable } from '../tensor/subject.ts';

/** How a call ended. */
export type Outcome =
  | { readonly returned: true; readonly value: unknown }
  | { readonly returned: false; readonly error: unknown };

/** Calls a function and waits for what it gives; nothing is thrown. */
export async function outcomeOf(run: () => unknown): Promise<Outcome> {
  try {
    return { returned: true, value: await run() };
  } catch (error) {
    return { returned: false, error };
  }
}

/** Calls a function; the outcome of one that answers at once is there at once. */
export function outcomeAtOnce(run: () => unknown): Outcome | Promise<Outcome> {
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    return { returned: false, error };
  }
  return isThenable(value) ? outcomeOf(() => value) : { returned: true, value };
}
