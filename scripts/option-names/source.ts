import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A file that only imports: the program resolves its types as a user's file would. */
const ENTRY = fileURLToPath(new URL('./entry.ts', import.meta.url));

/** Functions of the namespace whose first argument is options, and those whose options come second. */
const FUNCTIONS: Readonly<Record<string, number>> = { sequential: 0, model: 0, input: 0, loadLayersModel: 1 };

/** Namespaces of makers that take options first. */
const NAMESPACES = ['layers', 'initializers', 'regularizers', 'constraints', 'callbacks'];

/** Methods of a model, and the place of their options. */
const METHODS: Readonly<Record<string, number>> = {
  compile: 0,
  fit: 2,
  fitDataset: 1,
  evaluate: 2,
  evaluateDataset: 1,
  predict: 1,
  save: 1,
};

/**
 * Reads the option names of TensorFlow.js off its own declarations.
 * @returns the text of the module that holds them
 */
export function optionNamesSource(): string {
  const program = ts.createProgram([ENTRY], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const entry = program.getSourceFile(ENTRY);
  if (entry === undefined) throw new Error(`there is no ${ENTRY}`);
  const namespace = typeOfExport(checker, entry, 'tf');
  const model = typeOfExport(checker, entry, 'model');

  const functions = new Map<string, readonly string[]>();
  const add = (name: string, owner: ts.Type, property: string, place: number): void => {
    const names = optionsOf(checker, owner, property, place, entry);
    if (names.length > 0) functions.set(name, names);
  };
  for (const [name, place] of Object.entries(FUNCTIONS)) add(name, namespace, name, place);
  for (const space of NAMESPACES) {
    const symbol = namespace.getProperty(space);
    if (symbol === undefined) throw new Error(`TensorFlow.js has no tf.${space}`);
    const type = checker.getTypeOfSymbolAtLocation(symbol, entry);
    for (const { name } of type.getProperties()) add(`${space}.${name}`, type, name, 0);
  }
  const methods = new Map<string, readonly string[]>();
  for (const [name, place] of Object.entries(METHODS))
    methods.set(name, optionsOf(checker, model, name, place, entry));
  return moduleOf(functions, methods);
}

function typeOfExport(checker: ts.TypeChecker, file: ts.SourceFile, name: string): ts.Type {
  const module = checker.getSymbolAtLocation(file);
  const symbol = module && checker.getExportsOfModule(module).find((each) => each.name === name);
  if (symbol === undefined) throw new Error(`${file.fileName} exports no ${name}`);
  const meant = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  return checker.getTypeOfSymbolAtLocation(meant, file);
}

/** The names that the options of a function may have, over its overloads; none where it takes no options. */
function optionsOf(
  checker: ts.TypeChecker,
  owner: ts.Type,
  property: string,
  place: number,
  at: ts.Node,
): readonly string[] {
  const symbol = owner.getProperty(property);
  if (symbol === undefined) throw new Error(`TensorFlow.js has no ${property}`);
  const names = new Set<string>();
  for (const signature of checker.getTypeOfSymbolAtLocation(symbol, at).getCallSignatures()) {
    const parameter = signature.parameters[place];
    if (parameter === undefined) continue;
    const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, at));
    for (const part of type.isUnion() ? type.types : [type]) {
      if ((part.flags & ts.TypeFlags.Object) === 0 || checker.isArrayLikeType(part)) continue;
      if (part.getCallSignatures().length > 0) continue;
      for (const { name } of part.getProperties()) names.add(name);
    }
  }
  return [...names].sort();
}

function moduleOf(
  functions: ReadonlyMap<string, readonly string[]>,
  methods: ReadonlyMap<string, readonly string[]>,
): string {
  const table = (name: string, comment: string, rows: ReadonlyMap<string, readonly string[]>): string =>
    `/** ${comment} */\nexport const ${name}: Readonly<Record<string, string>> = {\n${[...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, names]) => `  ${/^\w+$/.test(key) ? key : `'${key}'`}: '${names.join(' ')}',\n`)
      .join('')}};\n`;
  return `// Read off TensorFlow.js's declarations by \`npx tsx scripts/make-option-names.ts\`; a test compares.\n\n${[
    table(
      'FUNCTION_OPTIONS',
      'The options of functions, by their documented names; names apart by a space.',
      functions,
    ),
    table('MODEL_OPTIONS', "The options of a layers model's methods.", methods),
  ].join('\n')}`;
}
