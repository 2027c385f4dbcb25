/** A string and whether a colon follows it, which makes it a key; or the beginning or end of an object or a list. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/gs;

/**
 * Looks for a key that an object of a JSON text has twice: `JSON.parse` keeps the last one without a word.
 * @param text JSON that parses
 * @returns the first such key
 */
export function duplicateKey(text: string): string | undefined {
  /** The keys of every object and list that is open here. */
  const open: Set<string>[] = [];
  for (const [token, literal, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (literal !== undefined && colon !== undefined) {
      const key = String(JSON.parse(literal)); // one key can be spelt in several ways
      const keys = open.at(-1);
      if (keys?.has(key) === true) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
