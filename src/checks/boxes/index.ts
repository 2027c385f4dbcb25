export type { BoxFormat } from './box-format.ts';
export { checkIouLaws, type BrokenLaw, type IouLawsDetails, type IouLawsOptions } from './iou-laws.ts';
export type { IouLaw } from './laws-of-iou.ts';
export {
  checkValidBoxes,
  type BoxFault,
  type ValidBoxesDetails,
  type ValidBoxesOptions,
} from './valid-boxes.ts';
