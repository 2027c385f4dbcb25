import type { Language } from './source-kind.ts';

/** The code of a Vue or Svelte file, at the offsets that it has in the file. */
export interface ScriptBlocks {
  /** As long as the file, with everything outside of `<script>` turned to spaces; line ends stay. */
  readonly text: string;
  readonly language: Language;
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  ts: 'ts',
  typescript: 'ts',
  tsx: 'tsx',
  js: 'js',
  javascript: 'js',
  jsx: 'jsx',
};

/** Opening tags of script blocks and comments of markup; a `>` inside a quoted attribute (`generic="T extends A<B>"`) ends no tag. */
const OPENING = /<!--[\s\S]*?-->|<script\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;

/**
 * Takes the script blocks out of a Vue or Svelte file. Offsets, lines and columns are those of the whole file, because all
 * else is blanked instead of cut. A block with `src` has its code elsewhere.
 */
export function scriptBlocks(markup: string): ScriptBlocks {
  const blocks: { readonly start: number; readonly end: number }[] = [];
  let language: Language = 'js';
  OPENING.lastIndex = 0;
  for (let opening = OPENING.exec(markup); opening !== null; opening = OPENING.exec(markup)) {
    const attributes = opening[1];
    if (attributes === undefined) continue; // a comment
    if (attributes.trimEnd().endsWith('/')) continue; // <script src="…" />
    const start = opening.index + opening[0].length;
    const rest = markup.slice(start).search(/<\/script\s*>/i);
    const end = rest === -1 ? markup.length : start + rest;
    OPENING.lastIndex = end;
    const kind = /\b(?:lang|type)\s*=\s*["']?(?:text\/|application\/)?(\w+)/i
      .exec(attributes)?.[1]
      ?.toLowerCase();
    if (kind !== undefined) {
      const named = LANGUAGES[kind];
      if (named === undefined && kind !== 'module') continue; // JSON, a template, a shader
      if (named !== undefined) language = named;
    }
    if (start < end) blocks.push({ start, end });
  }
  let text = '';
  let done = 0;
  for (const { start, end } of blocks) {
    text += blank(markup.slice(done, start)) + markup.slice(start, end);
    done = end;
  }
  return { text: text + blank(markup.slice(done)), language };
}

/** Line ends stay, everything else becomes as many spaces. */
function blank(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]/g, ' ');
}
