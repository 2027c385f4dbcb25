export const pick = (x) => x && x.y; export function second() { return 1; }
export async function third(n) {
  switch (n) {
    case 1:
      return 'one';
    case 2:
      return 'two';
    default:
      throw new Error('no');
  }
}

export function* count(to) {
  for (let i = 0; i < to; i++) {
    yield i;
  }
}

export async function load(name) {
  const module = await import(`./plugins/${name}.js`);
  return module.default();
}
export default class {
  static #secret = 1;
  #value = 2;
  static reveal() {
    return this.#secret;
  }
  get value() {
    return this.#value;
  }
}
