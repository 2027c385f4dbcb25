/** Shapes as annotations: read by the compiler (`Shaped`), and checked when the function runs (`checked`, `checkShapes`). */
export type { BindingsOf } from './bindings-of.ts';
export { checkShapes } from './check-shapes.ts';
export type { BoundBy, ShapeClaims } from './check-shapes.ts';
export { checked } from './checked.ts';
export type { CheckedOptions } from './checked.ts';
export type { ContractShapes } from './contract.ts';
export type { ShapeTree } from './contract-node.ts';
export type { Shaped, ShapeSpecProblem, SizesOf } from './shaped.ts';
