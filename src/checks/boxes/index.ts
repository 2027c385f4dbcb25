export type { BoxFormat } from './box-format.ts';
export {
  checkIouLaws,
  type BrokenLaw,
  type IouLaw,
  type IouLawsDetails,
  type IouLawsOptions,
} from './iou-laws.ts';
export {
  checkValidBoxes,
  type BoxFault,
  type ValidBoxesDetails,
  type ValidBoxesOptions,
} from './valid-boxes.ts';
