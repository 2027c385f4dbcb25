/** The element types of TensorFlow.js. */
export type DType = 'float32' | 'int32' | 'bool' | 'complex64' | 'string';

/** Names that stand for several dtypes. */
export type DTypeFamily = 'float' | 'integer' | 'number';

const FAMILIES: Readonly<Record<DTypeFamily, readonly DType[]>> = {
  float: ['float32'],
  integer: ['int32'],
  number: ['float32', 'int32', 'complex64'],
};

/** All dtypes, in the order in which messages list them. */
export const DTYPES: readonly DType[] = ['float32', 'int32', 'bool', 'complex64', 'string'];

/** The dtypes that a dtype or a family stands for; `undefined` where the name is neither. */
export function dtypesOf(name: string): readonly DType[] | undefined {
  if (Object.hasOwn(FAMILIES, name)) return FAMILIES[name as DTypeFamily]; // own key of FAMILIES, checked on the left
  const dtype = DTYPES.find((each) => each === name);
  return dtype && [dtype];
}
