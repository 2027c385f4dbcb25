export function area(shape: Shape): number { return shape.kind === 'circle' ? Math.PI * shape.radius ** 2 : shape.side ** 2; }

export type Shape = { kind: 'circle'; radius: number } | { kind: 'square'; side: number };

export enum Colour {
  Red,
  Green = 'green',
}

export abstract class Base<T extends Shape> {
  static #made = 0;

  constructor(
    protected readonly shape: T,
    private readonly name?: string,
  ) {
    Base.#made++;
  }

  static get made(): number {
    return Base.#made;
  }

  get label(): string {
    return this.name ?? `a ${this.shape.kind}`;
  }

  abstract draw(): string;
}

export class Circle extends Base<Extract<Shape, { kind: 'circle' }>> {
  override draw(): string {
    if (this.shape.radius <= 0) {
      throw new RangeError(`radius ${this.shape.radius} is not positive`);
    }

    return '()';
  }

  scale(factor: number = 2): Circle {
    return new Circle({ ...this.shape, radius: this.shape.radius * factor });
  }
}

function overloaded(x: number): number;
function overloaded(x: string): string;
function overloaded(x: number | string): number | string {
  return typeof x === 'number' ? x + 1 : `${x}1`;
}

export const both = [overloaded(1), overloaded('1')] as const;

/* c8 ignore next 3 */
export function ignored(): void {
  throw new Error('never');
}
