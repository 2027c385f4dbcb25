/** Laws that functions and models obey, each tried on generated inputs. */
export type {
  Drawable,
  LawDetails,
  Counterexample,
  Breach,
  LawResult,
  LawDifference,
  TensorData,
} from './law.ts';
export type { DrawOptions, LawElements, LawInputs, LawOptions } from './options.ts';
export type { SymmetryGiven, SymmetryName, Transformation } from './symmetries.ts';
export type { TransformedOptions } from './transformed.ts';
export { checkAgreement, type AgreementOptions, type OnBackend } from './agreement.ts';
export { checkEquivariant, type EquivariantOptions } from './equivariant.ts';
export { checkIdempotent } from './idempotent.ts';
export { checkInvariant, type InvariantOptions } from './invariant.ts';
export { checkInverse, type InverseOptions } from './inverse.ts';
export { checkLinear, type LinearOptions } from './linear.ts';
export { checkMonotone, type MonotoneOptions } from './monotone.ts';
export { checkSignature, type SignatureOptions } from './signature.ts';
export { checkStaysInRange, type StaysInRangeOptions } from './in-range.ts';
