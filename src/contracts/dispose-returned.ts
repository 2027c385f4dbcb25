export { disposeReturned, nextTensorId } from '../tensor/dispose-returned.ts';
