/** The shape language: parse, match with bindings, print. */
export { Environment } from './environment.ts';
export { boundNames } from './bound-names.ts';
export { describeFailure, describeRows } from './describe-failure.ts';
export type { TensorRow } from './describe-failure.ts';
export { broadcastSizes } from './broadcast-sizes.ts';
export { matchShape, matchShapes } from './match.ts';
export type { NameInFailure, ShapeEntry, ShapeFailure, ShapeMatch } from './failure.ts';
export { parseShapeSpec, parseSignature } from './parse.ts';
export { printAxis, printShape, printSignature } from './print.ts';
export { shapeRows } from './rows.ts';
export type { ShapeRow } from './rows.ts';
export type {
  Axis,
  Bindings,
  Expression,
  ParsedShape,
  ParsedSignature,
  ShapeSpec,
  SignatureSlot,
} from './types.ts';
