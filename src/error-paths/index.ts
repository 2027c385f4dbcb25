/** What a program does when something goes wrong: bad input, failures below it, and what to do about them. */
export { checkThrows, type ErrorClass, type ThrownDetails, type ThrowsOptions } from './throws.ts';
export {
  checkLeaksOnError,
  type ErrorLeak,
  type LeaksOnErrorDetails,
  type LeaksOnErrorOptions,
} from './leaks-on-error.ts';
export type { BadInputFinding, BadInputProblem, RejectsBadInputDetails } from './bad-input/details.ts';
export { checkRejectsBadInput, type RejectBadInputOptions } from './rejects-bad-input.ts';
export { guarded } from './guarded.ts';
export type { GuardPolicy } from './guard-policy.ts';
export { contextOf } from './error-context.ts';
export { withContext } from './with-context.ts';
export type { FaultCount, FaultFinding, FaultProblem, SurvivesFaultsDetails } from './faults/details.ts';
export { checkSurvivesFaults, type FaultOptions } from './survives-faults.ts';
