/** What a function calls its arguments, as far as its source says. */
export function parameterNames(fn: (...args: never[]) => unknown): string[] {
  const source = Function.prototype.toString.call(fn);
  const list = /^(?:async\s*)?(?:function\b[^(]*)?\(([^)]*)\)|^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(
    source,
  );
  const text = list?.[1] ?? list?.[2] ?? '';
  return text.split(',').flatMap((part) => /^\s*(?:\.{3})?([A-Za-z_$][\w$]*)/.exec(part)?.[1] ?? []);
}
