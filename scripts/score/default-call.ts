import type { Program } from '../../fixtures/faults/programs/program.ts';
import type { Expectation } from './expectation.ts';

/**
 * The one expectation without options that fits what a program is about. A loss that a model isn't compiled with is no option: without it
 * there is nothing to train.
 */
export function defaultCall(program: Program): Expectation {
  switch (program.kind) {
    case 'model': {
      const { model, batch, loss } = program;
      return {
        matcher: 'toTrainSanely',
        received: model,
        args: loss === undefined ? [batch] : [batch, { loss }],
      };
    }
    case 'step': {
      const { step, trained } = program;
      // Where nothing is trained a step can only leak.
      if (trained === undefined) return { matcher: 'toLeakNoTensors', received: step, args: [] };
      return { matcher: 'toTrainSanely', received: step, args: [trained] };
    }
    case 'function':
      return { matcher: 'toTrainSanely', received: program.fn, args: [program.inputs] };
    case 'predictor':
      return { matcher: 'toBeBatchIndependent', received: program.predict, args: [program.xs] };
    case 'dataset':
      return { matcher: 'toBeReiterable', received: program.dataset, args: [] };
    case 'shuffle':
      return { matcher: 'toKeepPairsTogether', received: program.shuffle, args: [program.batch] };
    case 'split':
      return { matcher: 'toBeDisjointFrom', received: program.validation, args: [program.training] };
    case 'boxes':
      return { matcher: 'toSatisfyIouLaws', received: program.iou, args: [] };
  }
}
