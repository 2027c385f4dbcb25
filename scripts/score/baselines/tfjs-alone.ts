import type { Program } from '../../../fixtures/faults/programs/program.ts';
import { failed, PASSED, type Outcome } from '../outcome.ts';

/** TensorFlow.js alone: the program runs, and is only noticed if that throws. */
export async function tfjsAlone(program: Program): Promise<Outcome> {
  try {
    await program.run();
    return PASSED;
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}
