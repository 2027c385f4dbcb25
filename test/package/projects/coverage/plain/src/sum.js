// What both c8 on Node and c8 under Vitest run: plain JavaScript, which Vite leaves as it is.
export function sum(values) {
  let total = 0;
  for (const value of values) {
    if (value < 0) {
      throw new RangeError('negative');
    }

    total += value;
  }
  return total;
}

export function mean(values) {
  if (values.length === 0) return NaN;

  // a comment inside what never runs
  const total = sum(values);
  return total / values.length;
}

export class Counter {
  #count = 0;

  add(n) {
    this.#count += n;
    return this;
  }

  get count() {
    return this.#count;
  }
}
