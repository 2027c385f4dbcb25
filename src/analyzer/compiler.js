// JavaScript with a declaration beside it, because `ts` is a namespace of types, too, and only an import can give both.
import { loadCompiler } from './load-compiler.ts';

export const ts = loadCompiler();
