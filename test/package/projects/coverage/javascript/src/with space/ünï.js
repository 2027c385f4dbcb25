export function named(a, b = a ?? 1) {
  return a || b;
}
