declare const FLAG: boolean;

export function flag(): string {
  if (FLAG) {
    return 'on';
  }
  return 'off';
}

export function both(a: boolean, b: boolean): boolean {
  return a && b;
}
