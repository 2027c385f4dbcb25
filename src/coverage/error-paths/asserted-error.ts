/** How the record of a run calls an error that a test asserted: `by` what, and the `stack` of the project's own places. */
export const ASSERTED_ERROR = 'asserted-error';
