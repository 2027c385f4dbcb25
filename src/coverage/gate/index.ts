/**
 * The gate: whether a run of tests covered what it should.
 * @module tensorproof/gate
 */

export { gate, type GateOptions } from './gate.ts';
export type { GateFigure, GateReport } from './report.ts';
export type { GateSettings, Kind, KindThresholds } from '../../analyzer/configuration/gate-settings.ts';
export type { Uncovered } from './covered.ts';
export type { Patch } from './patch.ts';
