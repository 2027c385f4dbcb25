import { area, type Shape } from './shapes.ts';

export function total(shapes: readonly Shape[], limit = Infinity): number {
  let sum = 0;
  for (const shape of shapes) {
    if (sum > limit) break;
    sum += area(shape);
  }
  return sum;
}

export function find(numbers: readonly number[], wanted: number): number | undefined {
  let i = 0;
  while (i < numbers.length) {
    if (numbers[i] === wanted) return i;
    i++;
  }
  return undefined;
}

export function risky(run: () => void): string {
  try {
    run();
    return 'fine';
  } catch (error) {
    if (error instanceof RangeError) return 'range';
    throw error;
  } finally {
    find([], 0);
  }
}

export const lazy = {
  get value() {
    return 1;
  },
  method() {
    return 2;
  },
  arrow: () => 3,
};
