/**
 * The audit as a library: annotation coverage and rules for deep-learning code over a code base.
 * @module tensorproof/analyzer
 */
export { audit } from './audit.ts';
export type {
  Coverage,
  CoverageCounts,
  CoverageUnit,
  FigureName,
  FolderCoverage,
  Fraction,
  ModuleCoverage,
} from './annotations/coverage.ts';
export type { HidingCasts } from './annotations/position.ts';
export type { FigureThresholds, ThresholdResult, Thresholds } from './annotations/thresholds.ts';
export { defineConfig } from './configuration/configuration.ts';
export type { AuditConfiguration } from './configuration/configuration.ts';
export { loadConfiguration } from './configuration/load-configuration.ts';
export type { LoadedConfiguration } from './configuration/load-configuration.ts';
export { fixFiles } from './fix/fix-files.ts';
export type { FixedFile, Fixes } from './fix/fix-files.ts';
export type { Edit, Finding, Level, Place } from './finding.ts';
export type { Problem, ProblemKind } from './problem.ts';
export type { AuditReport, RuleSummary } from './report.ts';
export { watchAudit } from './watch.ts';
export type { Watched } from './watch.ts';
export { defineRule } from './rule.ts';
export type { OptionValue, Report, Rule, RuleCategory, RuleContext, RuleOptions, Visitors } from './rule.ts';
export type { AuditOptions, RuleSetting } from './settings.ts';
export type { SourceText } from './source-text.ts';
export type { TensorFlowNames } from './tensorflow/names.ts';
