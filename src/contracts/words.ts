type Space = ' ' | '\n' | '\t' | '\r';

/** The axes of a spec as it is written: what stands between white space. */
export type Words<
  S extends string,
  Read extends string[] = [],
  Word extends string = '',
> = S extends `${infer Unit}${infer Rest}`
  ? Unit extends Space
    ? Words<Rest, Word extends '' ? Read : [...Read, Word]>
    : Words<Rest, Read, `${Word}${Unit}`>
  : Word extends ''
    ? Read
    : [...Read, Word];
