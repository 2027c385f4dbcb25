/** The languages that source files are written in, by the names that an editor gives them. */
export type Language = 'ts' | 'tsx' | 'js' | 'jsx';

const BY_ENDING: Readonly<Record<string, Language>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
};

/** The endings of files that hold code in `<script>` blocks. */
export const MARKUP_ENDINGS: readonly string[] = ['.vue', '.svelte'];

/** The endings of every file that the audit reads. */
export const SOURCE_ENDINGS: readonly string[] = [...Object.keys(BY_ENDING), ...MARKUP_ENDINGS];

/** The ending of a path, with its dot; empty where it has none. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

/** The language of a path; undefined for Vue and Svelte, whose blocks say it, and for what is no source. */
export function languageOf(path: string): Language | undefined {
  return BY_ENDING[endingOf(path)];
}

/** Whether a path is a file that the audit can read. */
export function isSource(path: string): boolean {
  return SOURCE_ENDINGS.includes(endingOf(path));
}

/** Whether a path is a declaration file: it holds no code, and a compiler wrote most of them. */
export function isDeclarationFile(path: string): boolean {
  return /\.d(\.[^./]+)?\.[cm]?ts$/i.test(path);
}
