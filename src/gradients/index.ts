export { checkGradients, type GradcheckOptions } from './gradcheck.ts';
export { checkLossGradients, type LossGradcheckOptions } from './loss-gradcheck.ts';
export { checkModelGradients, type ModelGradcheckOptions } from './model-gradcheck.ts';
export type { GradcheckDetails, InconclusiveCause, InputReport, InputVerdict } from './gradcheck-details.ts';
export type { GradientPattern, MeasuredEntry } from './gradient-pattern.ts';
export * from './flow/index.ts';
