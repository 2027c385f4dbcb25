export { checkTrainSanely, type SanityOptions } from './sanity.ts';
export type { Finding, NotJudged, SanityDetails } from './sanity-details.ts';
