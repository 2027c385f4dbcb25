import { ts } from '../compiler.js';
import { NodeIndex } from '../node-index.ts';
import type { SourceText } from '../source-text.ts';
import { TensorFlowNames } from '../tensorflow/names.ts';
import { isTensor } from '../tensorflow/value.ts';
import { isDeclaredFunction, isExported, nameOfFunction, nameText } from './declared-function.ts';
import type { DeclaredFunction } from './declared-function.ts';
import { proseOfParameter, proseOfResult } from './docstring-prose.ts';
import { docstringShape } from './docstring-shape.ts';
import { inferredFacts, returnedFacts } from './inferred.ts';
import type { FileNames } from './inferred.ts';
import type { Annotation, FileAnnotations, Position, PositionKind, ShapeSource } from './position.ts';
import { typeFacts } from './type-facts.ts';
import type { TypeFacts } from './type-facts.ts';
import { TypeNames } from './type-names.ts';

/** What a type checker says of a position that has no annotation; undefined where even it knows nothing. */
export type AskType = (node: ts.Node, kind: PositionKind) => TypeFacts | undefined;

/**
 * Reads what the annotations of a file say: of its parameters, return types, properties and exported constants, and of the
 * tensors that they hold.
 * @param askType a type checker's answer where nothing is written; without one, what the syntax makes certain counts
 * @param names what the file's names mean, where that was worked out before
 */
export function annotationsOf(
  source: SourceText,
  askType?: AskType,
  names: TensorFlowNames = new TensorFlowNames(source),
): FileAnnotations {
  const reader = new AnnotationReader(source, askType, names);
  reader.visit(source.tree);
  return { positions: reader.positions, casts: reader.casts };
}

class AnnotationReader {
  readonly positions: Position[] = [];
  readonly casts = { toAny: 0, throughUnknown: 0, nonNullTensor: 0 };
  readonly #source: SourceText;
  readonly #names: FileNames;
  readonly #askType: AskType | undefined;
  /** Names of variables, parameters and properties that hold a tensor by their annotation. */
  readonly #tensorNames = new Set<string>();
  readonly #nonNull: string[] = [];

  constructor(source: SourceText, askType: AskType | undefined, tensorFlow: TensorFlowNames) {
    this.#source = source;
    this.#askType = askType;
    this.#names = { types: new TypeNames(source.tree), tensorFlow };
  }

  visit(root: ts.SourceFile): void {
    for (const node of NodeIndex.of(root).all) if (!ts.isIdentifier(node)) this.#look(node);
    this.casts.nonNullTensor = this.#nonNull.filter((name) => this.#tensorNames.has(name)).length;
  }

  #look(node: ts.Node): void {
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
      this.#cast(node);
    } else if (ts.isNonNullExpression(node)) {
      this.#nonNull.push(
        nameText(ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression),
      );
    } else if (ts.isPropertyDeclaration(node) || ts.isPropertySignature(node)) {
      this.#property(node);
    } else if (ts.isVariableStatement(node)) {
      this.#constants(node);
    } else if (isDeclaredFunction(node)) {
      this.#function(node);
    } else if (ts.isCallExpression(node)) {
      this.#contract(node);
    } else if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && node.type !== undefined) {
      if (typeFacts(node.type, this.#names.types).tensor !== undefined)
        this.#tensorNames.add(nameText(node.name));
    }
  }

  #cast(node: ts.AsExpression | ts.TypeAssertion): void {
    if (node.type.kind === ts.SyntaxKind.AnyKeyword) this.casts.toAny++;
    else if (
      (ts.isAsExpression(node.expression) || ts.isTypeAssertionExpression(node.expression)) &&
      node.expression.type.kind === ts.SyntaxKind.UnknownKeyword
    ) {
      this.casts.throughUnknown++;
    }
  }

  #property(node: ts.PropertyDeclaration | ts.PropertySignature): void {
    const value = ts.isPropertyDeclaration(node) ? node.initializer : undefined;
    // A function that is held by a field is counted by its own parameters and result.
    if (value !== undefined && node.type === undefined && isDeclaredFunction(value)) return;
    const owner = node.parent;
    // The type of a parameter that is written in place is the parameter's, not a property of the module.
    if (ts.isTypeLiteralNode(owner) && !ts.isTypeAliasDeclaration(owner.parent)) return;
    const ownerName = ts.isTypeLiteralNode(owner) ? owner.parent : owner;
    const position = this.#position('property', node, nameText(node.name), {
      type: node.type ?? ts.getJSDocType(node),
      inferred: () => (value === undefined ? undefined : inferredFacts(value, this.#names)),
      owner: nameText((ownerName as ts.NamedDeclaration).name), // a class, an interface or an alias
      prose: proseOf(node),
    });
    if (position.tensor !== undefined) this.#tensorNames.add(position.name);
  }

  #constants(statement: ts.VariableStatement): void {
    if (!ts.isSourceFile(statement.parent) || !isExported(statement)) return;
    for (const declaration of statement.declarationList.declarations) {
      const { initializer } = declaration;
      if (initializer !== undefined && declaration.type === undefined && isDeclaredFunction(initializer))
        continue;
      this.#position('constant', declaration, nameText(declaration.name), {
        type: declaration.type ?? ts.getJSDocType(declaration),
        inferred: () => {
          if (initializer === undefined) return undefined;
          if (ts.isCallExpression(initializer) && isContract(initializer)) return { any: false };
          return inferredFacts(initializer, this.#names);
        },
        owner: '',
        prose: proseOf(statement),
      });
    }
  }

  #function(node: DeclaredFunction): void {
    const owner = nameOfFunction(node);
    for (const parameter of node.parameters) {
      if (ts.isIdentifier(parameter.name) && parameter.name.text === 'this') continue;
      this.#parameter(parameter, owner);
    }
    if (ts.isConstructorDeclaration(node) || ts.isSetAccessor(node)) return;
    const body = 'body' in node ? node.body : undefined;
    this.#position('return', node, 'return', {
      type: node.type ?? ts.getJSDocReturnType(node),
      inferred: () => (body === undefined ? undefined : returnedFacts(body, this.#names)),
      owner,
      prose: proseOfResult(node),
    });
  }

  #parameter(parameter: ts.ParameterDeclaration, owner: string, contract?: 'contract'): void {
    const { initializer } = parameter;
    this.#position('parameter', parameter, nameText(parameter.name), {
      type: parameter.type ?? ts.getJSDocType(parameter),
      inferred: () => (initializer === undefined ? undefined : inferredFacts(initializer, this.#names)),
      owner,
      prose: proseOfParameter(parameter),
      ...(contract === undefined ? {} : { contract }),
    });
  }

  /** `checked('images: b h w 3 -> b 10', (images) => …)`: each parameter, and the result, has a shape that is checked. */
  #contract(call: ts.CallExpression): void {
    if (!isContract(call)) return;
    const body = call.arguments[1];
    const spec = call.arguments[0];
    if (body === undefined || spec === undefined || !ts.isStringLiteralLike(spec)) return;
    if (!ts.isArrowFunction(body) && !ts.isFunctionExpression(body)) return;
    const { parent } = call;
    const owner =
      ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) ? nameText(parent.name) : '';
    for (const parameter of body.parameters) this.#parameter(parameter, owner, 'contract');
    if (spec.text.includes('->')) {
      this.#position('return', body, 'return', {
        type: body.type,
        inferred: () => undefined,
        owner,
        prose: '',
        contract: 'contract',
      });
    }
  }

  #position(
    kind: PositionKind,
    node: ts.Node,
    name: string,
    from: {
      readonly type: ts.TypeNode | undefined;
      readonly inferred: () => TypeFacts | undefined;
      readonly owner: string;
      readonly prose: string;
      readonly contract?: 'contract';
    },
  ): Position {
    const { annotation, facts } = this.#facts(kind, node, from);
    const at = this.#source.tree.getLineAndCharacterOfPosition(node.getStart(this.#source.tree));
    const tensor = detailOf(facts, from.prose, from.contract);
    const position: Position = {
      kind,
      name,
      owner: from.owner,
      line: at.line + 1,
      annotation,
      ...(tensor === undefined ? {} : { tensor }),
    };
    this.positions.push(position);
    return position;
  }

  #facts(
    kind: PositionKind,
    node: ts.Node,
    from: {
      readonly type: ts.TypeNode | undefined;
      readonly inferred: () => TypeFacts | undefined;
      readonly contract?: 'contract';
    },
  ): { readonly annotation: Annotation; readonly facts: TypeFacts | undefined } {
    if (from.type !== undefined) {
      const facts = typeFacts(from.type, this.#names.types);
      return { annotation: facts.any ? 'explicit-any' : 'annotated', facts };
    }
    if (from.contract !== undefined) return { annotation: 'annotated', facts: undefined };
    const asked = this.#askType?.(node, kind);
    const facts = asked ?? from.inferred();
    if (facts !== undefined) {
      const written = asked === undefined;
      if (!facts.any) return { annotation: 'inferred', facts };
      return { annotation: written ? 'explicit-any' : 'implicit-any', facts };
    }
    // A parameter without a type and without a default is `any`, whoever calls.
    const isAny = ts.isParameter(node) && node.initializer === undefined;
    return {
      annotation: isAny ? 'implicit-any' : 'missing',
      facts: this.#holdsTensor(node)
        ? { any: false, tensor: { detail: 'bare', container: false } }
        : undefined,
    };
  }

  /** What nobody wrote can still be known to hold a tensor: `weights = tf.variable(…)`. It says nothing of its rank. */
  #holdsTensor(node: ts.Node): boolean {
    const { tensorFlow } = this.#names;
    if (!tensorFlow.mentionsTensorFlow) return false;
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isArrowFunction(node)) {
      const value = node.body === undefined ? undefined : tensorFlow.values.returned(node);
      return isTensor(value?.kind === 'promise' ? value.of : value);
    }
    if (!ts.isVariableDeclaration(node) && !ts.isPropertyDeclaration(node)) return false;
    return node.initializer !== undefined && tensorFlow.values.isTensor(node.initializer);
  }
}

function detailOf(
  facts: TypeFacts | undefined,
  prose: string,
  contract: 'contract' | undefined,
): Position['tensor'] {
  if (contract !== undefined) {
    return { detail: 'shaped', container: facts?.tensor?.container ?? false, shapedBy: contract };
  }
  const tensor = facts?.tensor;
  if (tensor === undefined) return undefined;
  if (tensor.detail === 'shaped') return { ...tensor, shapedBy: 'type' };
  const shapedBy: ShapeSource | undefined =
    docstringShape(prose, tensor.container) === undefined ? undefined : 'docstring';
  return shapedBy === undefined ? tensor : { ...tensor, detail: 'shaped', shapedBy };
}

/** The docstring of a declaration without its tags. */
function proseOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map((each) => (ts.isJSDoc(each) ? (ts.getTextOfJSDocComment(each.comment) ?? '') : ''))
    .join('\n');
}

function isContract(call: ts.CallExpression): boolean {
  return ts.isIdentifier(call.expression) && call.expression.text === 'checked' && call.arguments.length >= 2;
}
