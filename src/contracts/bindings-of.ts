import type { Bindings } from '../tensor/shape-spec/index.ts';
import type { Words } from './words.ts';

/** What stands one level down, but for what may be missing. */
type Parts<Tree> = Tree extends readonly (infer Item)[]
  ? Item
  : Tree extends object
    ? { [Key in keyof Tree]: Key extends `${string}?` ? never : Tree[Key] }[keyof Tree]
    : never;

/** Every spec in a shape tree, three levels deep: written out, since the compiler gives up on recursion in a generic function. */
type SpecsIn<Tree> = Extract<Tree | Parts<Tree> | Parts<Parts<Tree>> | Parts<Parts<Parts<Tree>>>, string>;

type WordsOf<S extends string> = S extends string ? Words<S>[number] : never;

/** A word that is a name and nothing else; `_name` binds nothing. */
type Name<Word extends string> =
  Word extends `${string}${'+' | '-' | '*' | '/' | '=' | '(' | '#' | '.'}${string}`
    ? never
    : Word extends `_${string}` | `${bigint}`
      ? never
      : Word;

type Run<Word extends string> = Word extends `*${infer Rest}` | `#*${infer Rest}` | `*#${infer Rest}`
  ? Rest extends `#${string}`
    ? never
    : Name<Rest>
  : never;

/** `#h` of size 1 binds nothing, so it may stay unbound where no plain `h` stands. */
type Perhaps<Word extends string> = Word extends `#${infer Rest}` ? Name<Rest> : never;

type ByName<Word extends string> = Readonly<Record<Name<Word>, number>> &
  Readonly<Record<Run<Word>, readonly number[]>> &
  Readonly<Partial<Record<Exclude<Perhaps<Word>, Name<Word>>, number>>>;

/**
 * What a shape tree binds, as far as its specs are literals: a number for a name, a list for a run.
 * @example type B = BindingsOf<['b h w 3', 'b *rest']>; // b, h, w: number; rest: readonly number[]
 */
export type BindingsOf<Tree> = string extends SpecsIn<Tree> ? Bindings : Flat<ByName<WordsOf<SpecsIn<Tree>>>>;

/** One object instead of an intersection, which reads better in an editor. */
type Flat<T> = { [Key in keyof T]: T[Key] };
