import type { Expression } from '../tensor/shape-spec/index.ts';

/**
 * What the axis names of one module stand for. `height` of a head has nothing to do with `height` of its backbone: each
 * module has its own scope, and a name gets its meaning from the axis that it reads first.
 */
export class Scope {
  readonly owner: string;
  readonly #isRoot: boolean;
  readonly #meanings = new Map<string, { readonly meaning: Expression; readonly boundBy: string }>();

  /** @param isRoot whether its names are those of the model's input, which nothing else explains */
  constructor(owner: string, isRoot = false) {
    this.owner = owner;
    this.#isRoot = isRoot;
  }

  /** The same names and meanings in another scope, to try what else would fit. */
  copy(): Scope {
    const copied = new Scope(this.owner, this.#isRoot);
    for (const [name, { meaning, boundBy }] of this.#meanings) copied.bind(name, meaning, boundBy);
    return copied;
  }

  has(name: string): boolean {
    return this.#meanings.has(name);
  }

  /** Which axis gave a name its meaning, e.g. `c3 axis 1`. */
  boundBy(name: string): string | undefined {
    return this.#meanings.get(name)?.boundBy;
  }

  bind(name: string, meaning: Expression, boundBy: string): void {
    this.#meanings.set(name, { meaning, boundBy });
  }

  /** What a name stands for; one without a meaning yet stands for itself, apart from other scopes' names. */
  meaningOf(name: string): Expression {
    return (
      this.#meanings.get(name)?.meaning ?? { op: 'name', name: this.#isRoot ? name : `${this.owner}.${name}` }
    );
  }

  /** An expression with each name replaced by what it stands for. */
  resolve(expression: Expression): Expression {
    if (expression.op === 'size') return expression;
    if (expression.op === 'name') return this.meaningOf(expression.name);
    return { op: expression.op, left: this.resolve(expression.left), right: this.resolve(expression.right) };
  }
}
