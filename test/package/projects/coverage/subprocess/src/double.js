export function double(n) {
  if (Number.isNaN(n)) {
    return 'not a number';
  }
  return 2 * n;
}
