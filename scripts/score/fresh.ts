import { engine } from '@tensorflow/tfjs-core';
import { seeded } from '../../src/index.ts';

/**
 * Makes a program, looks at it, and frees all that was made: tensors in a scope, and the variables that no scope frees.
 * @param seed of what is drawn, while it is made and while it is looked at
 */
export async function undisturbing<Made, Result>(
  seed: number,
  make: () => Promise<Made>,
  look: (made: Made) => Promise<Result>,
): Promise<Result> {
  const before = new Set(Object.values(engine().registeredVariables));
  const { state } = engine();
  const depth = state.scopeStack.length;
  engine().startScope();
  try {
    return await seeded(seed, async () => look(await make()));
  } finally {
    // Some faults leave scopes open.
    while (state.scopeStack.length > depth) engine().endScope();
    for (const variable of Object.values(engine().registeredVariables)) {
      if (!before.has(variable)) variable.dispose();
    }
  }
}
