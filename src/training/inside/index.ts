export { checkStayFinite, type StayFiniteOptions } from './finite/stay-finite.ts';
export type { NonFiniteFinding, StayFiniteDetails } from './finite/finite-details.ts';
export type { NamedValues, NonFiniteOrigin } from './finite/origin.ts';
export type { ProbeKind } from './finite/probes.ts';
export type { ValueSummary } from './values.ts';
