/** The safetensors format: a strict reader, and a writer that leaves whole files. */
export { SafetensorsFile } from './safetensors-file.ts';
export type { StoredTensor } from './header.ts';
export type { StoredDType } from './stored-dtype.ts';
export { writeSafetensors } from './write.ts';
export type { WritableTensor } from './write.ts';
