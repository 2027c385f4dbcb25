declare function DEBUG(what: string): void;

export function step(n: number): number {
  DEBUG('step');
  if (n > 10) {
    DEBUG('large');
    return n - 1;
  }
  return n + 1;
}

export const unused = (): number => {
  DEBUG('unused');
  return 0;
};
