export {
  checkDisjoint,
  checkDisjointDatasets,
  type DisjointDatasetOptions,
  type DisjointDetails,
  type DisjointOptions,
} from './disjoint.ts';
export type { DatasetLike } from './epochs.ts';
export { checkPairs, type PairsDetails, type PairsOptions } from './pairs.ts';
export { checkReiterable, type ReiterableDetails, type ReiterableOptions } from './reiterable.ts';
export type { DataFinding, InputProblem, LabelProblem, SaneInputsDetails } from './sane-details.ts';
export { checkSaneInputs, type SaneInputsOptions } from './sane-inputs.ts';
