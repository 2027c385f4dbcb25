/** Shapes: which sizes the named axes of checked functions had in tests, and which refusals were tested. */
export { readShapes } from './read-shapes.ts';
export type { AxisCoverage, ShapeCoverage, SignatureCoverage } from './read-shapes.ts';
