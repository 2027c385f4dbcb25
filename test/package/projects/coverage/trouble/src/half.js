export function half(n) {
  return n / 2;
}

export function quarter(n) {
  return n / 4;
}
