import { beside } from '../../fixtures/faults/programs/beside/index.ts';
import { catalogue } from '../../fixtures/faults/programs/catalogue/index.ts';
import { cleanPrograms } from '../../fixtures/faults/programs/clean/index.ts';
import type { AnyTwins } from '../../fixtures/faults/programs/define-twins.ts';
import { furtherKinds } from '../../fixtures/faults/programs/further/index.ts';
import { heldOut } from '../../fixtures/faults/programs/held-out/index.ts';
import { realBugs } from '../../fixtures/faults/programs/real/index.ts';

/** The pairs of programs, by where they come from. */
export const groups = {
  catalogue,
  beside,
  heldOut,
  further: furtherKinds,
  real: realBugs,
} as const satisfies Record<string, readonly AnyTwins[]>;

/** Where a pair of programs comes from. */
export type Group = keyof typeof groups;

/** Every pair there is. */
export const allTwins: readonly AnyTwins[] = Object.values(groups).flat();

export { cleanPrograms };
