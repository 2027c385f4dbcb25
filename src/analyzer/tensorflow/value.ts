/**
 * What an expression holds at run time, as far as the file itself says it. A `prediction` is what a model gives: one
 * tensor, or an array of them when the model has several outputs.
 */
export type Value =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'promise'; readonly of?: Value | undefined }
  | { readonly kind: 'array'; readonly of?: Value | undefined }
  | {
      readonly kind: 'object';
      readonly members: ReadonlyMap<string, Value>;
      readonly others?: Value | undefined;
    }
  | { readonly kind: 'function'; readonly returns?: Value | undefined };

export type SimpleKind =
  | 'tensor'
  | 'variable'
  | 'prediction'
  | 'symbolic tensor'
  | 'layers model'
  | 'graph model'
  | 'optimizer'
  | 'layer'
  | 'dataset'
  | 'iterator'
  | 'typed array';

const simple = (kind: SimpleKind): Value => ({ kind });

export const tensor: Value = simple('tensor');
export const variable: Value = simple('variable');
export const prediction: Value = simple('prediction');
export const symbolicTensor: Value = simple('symbolic tensor');
export const layersModel: Value = simple('layers model');
export const graphModel: Value = simple('graph model');
export const optimizer: Value = simple('optimizer');
export const layer: Value = simple('layer');
export const dataset: Value = simple('dataset');
export const iterator: Value = simple('iterator');
export const typedArray: Value = simple('typed array');

/** A promise, of what is known or of something unknown. */
export const promiseOf = (of?: Value): Value => ({ kind: 'promise', of });
export const arrayOf = (of?: Value): Value => ({ kind: 'array', of });
export const functionGiving = (returns?: Value): Value => ({ kind: 'function', returns });
export const objectOf = (members: Readonly<Record<string, Value>>, others?: Value): Value => ({
  kind: 'object',
  members: new Map(Object.entries(members)),
  others,
});

/** Whether a value is a tensor that has memory of its own: not the symbolic one of a model under construction. */
export function isTensor(value: Value | undefined): boolean {
  return value?.kind === 'tensor' || value?.kind === 'variable' || value?.kind === 'prediction';
}

/** What two branches give when either may be taken: undefined where they differ. */
export function either(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return a;
  if (a.kind === b.kind) return a;
  const both = [a.kind, b.kind];
  if (both.every((kind) => kind === 'tensor' || kind === 'variable')) return tensor;
  if (both.every((kind) => kind === 'tensor' || kind === 'prediction' || kind === 'array')) return prediction;
  return undefined;
}
