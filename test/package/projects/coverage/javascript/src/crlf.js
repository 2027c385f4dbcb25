const table = { a: 1, b: 2 };
export function look(key) {
  if (!(key in table)) {
    return null;
  }

  return table[key] ?? 0;
}
