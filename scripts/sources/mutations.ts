/** Pieces that turn a program into another one, most of them into none. */
export const PIECES: readonly string[] = [
  '',
  '(',
  ')',
  '{',
  '}',
  '`',
  '${',
  "'",
  '/*',
  '*/',
  '=>',
  'async ',
  'await ',
  'any',
  '!',
  '?.',
  '...',
  'tf.tidy(',
  'extends ',
  '<T>',
  ' as ',
  '\r\n',
  '\u2028',
  '💥',
  '\0',
];

/** The endings that a source may have. */
export const ENDINGS: readonly string[] = ['ts', 'tsx', 'mts', 'js', 'jsx', 'vue', 'svelte'];

/** A change of a text: a part is cut, and a piece put there. */
export interface Change {
  /** An offset; past the end it begins anew. */
  readonly at: number;
  readonly cut: number;
  readonly piece: string;
}

/** A source after changes, as a file of that ending holds it. */
export function mutated(source: string, changes: readonly Change[], ending: string): string {
  let text = ending === 'vue' || ending === 'svelte' ? `<script lang="ts">\n${source}</script>` : source;
  for (const { at, cut, piece } of changes) {
    const offset = at % (text.length + 1);
    text = text.slice(0, offset) + piece + text.slice(offset + cut);
  }
  return text;
}
