/** The compiler that ts-morph bundles. */
export { ts } from 'ts-morph';
