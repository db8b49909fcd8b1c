import { type Expression, type FunctionDeclaration, parse, type Statement } from 'luaparse';

/** The part of Redis that a script can use. */
export interface LuaSurroundings {
  readonly KEYS: LuaTable;
  readonly ARGV: LuaTable;
  call(command: string, ...values: LuaValue[]): LuaValue;
}

export type LuaTable = { [key: string | number]: LuaValue };
export type LuaValue =
  LuaTable | string | number | boolean | undefined | ((...values: LuaValue[]) => LuaValue[]);
type Compiled = (surroundings: LuaSurroundings) => LuaValue[];

/**
 * Compiles a script of Redis to JavaScript, as far as the gateway's scripts use Lua 5.1. It refuses all else. Functions
 * return lists, tables are objects; a string counts as a number in arithmetic, as in Lua.
 */
export function compileLua(source: string): Compiled {
  const { body } = parse(source, { luaVersion: '5.1' });
  const text = `const { KEYS, ARGV } = surroundings; const { string, math, tonumber } = library;
const redis = { call: (...values) => [surroundings.call(...values)] };
const isTrue = (value) => value !== undefined && value !== false;
let $left;
${block(body)}
return [];`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the scripts are our own
  const run = new Function('surroundings', 'library', text) as (
    surroundings: LuaSurroundings,
    library: object,
  ) => LuaValue[];
  return (surroundings) => run(surroundings, LIBRARY);
}

const LIBRARY = {
  math: {
    max: (...values: number[]) => [Math.max(...values)],
    floor: (value: number) => [Math.floor(value)],
  },
  string: { format: formatted, match: matched },
  tonumber: (value: LuaValue) => [Number.isNaN(Number(value)) ? undefined : Number(value)],
};

const PATTERNS = new Map<string, RegExp>();

/** The captures of a pattern; classes and counts mean the same in both languages, only the escape differs. */
function matched(text: string, pattern: string): LuaValue[] {
  let expression = PATTERNS.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern.replace(/%a/g, '[A-Za-z]').replace(/%d/g, '[0-9]'), 's');
    PATTERNS.set(pattern, expression);
  }
  return expression.exec(text)?.slice(1) ?? [undefined];
}

function formatted(format: string, value: number): LuaValue[] {
  if (format !== '%.0f') throw new Error(`string.format('${format}') is not supported`);
  return [String(Math.round(value))];
}

function block(statements: readonly Statement[]): string {
  return statements.map(statement).join('\n');
}

function statement(node: Statement): string {
  switch (node.type) {
    case 'LocalStatement':
    case 'AssignmentStatement':
      return assignment(node);
    case 'FunctionDeclaration':
      return `const ${(node.identifier as { name: string }).name} = ${functionOf(node)};`;
    case 'IfStatement':
      return node.clauses
        .map((clause) =>
          clause.type === 'ElseClause'
            ? `else {${block(clause.body)}}`
            : `${clause.type === 'IfClause' ? 'if' : 'else if'} (${isTrue(clause.condition)}) {${block(clause.body)}}`,
        )
        .join('\n');
    case 'ReturnStatement':
      return `return ${list(node.arguments)};`;
    case 'CallStatement':
      return `${call(node.expression)};`;
    default:
      throw new Error(`Lua's ${node.type} is not supported`);
  }
}

function assignment(node: Extract<Statement, { type: 'LocalStatement' | 'AssignmentStatement' }>): string {
  const names = node.variables.map((variable) => expression(variable));
  const isLocal = node.type === 'LocalStatement';
  if (names.length === 1 && node.init.length === 1)
    return `${isLocal ? 'let ' : ''}${names[0]} = ${expression(node.init[0])};`;
  if (node.init.length === 0) return `let ${names.join(', ')};`;
  return `${isLocal ? 'let ' : ';'}[${names.join(', ')}] = ${list(node.init)};`;
}

function functionOf(node: FunctionDeclaration): string {
  const parameters = node.parameters.map((parameter) => expression(parameter)).join(', ');
  return `(${parameters}) => {${block(node.body)} return [];}`;
}

/** All values of a list, of which the last may be several. */
function list(nodes: readonly Expression[]): string {
  const last = nodes.at(-1);
  const values = nodes.map((node) => (node === last && isCall(node) ? `...${call(node)}` : expression(node)));
  return `[${values.join(', ')}]`;
}

function isCall(node: Expression): boolean {
  return node.type === 'CallExpression';
}

function call(node: Expression): string {
  if (node.type !== 'CallExpression') throw new Error(`Lua's ${node.type} is not supported`);
  return `${expression(node.base)}(${list(node.arguments).slice(1, -1)})`;
}

/** Only nil and false are not true. */
function isTrue(node: Expression): string {
  return `isTrue(${expression(node)})`;
}

function expression(node: Expression): string {
  switch (node.type) {
    case 'Identifier':
      return node.name === '_' ? '_unused' : node.name;
    case 'StringLiteral':
      // The parser keeps the quotes, and our scripts escape nothing.
      return node.raw;
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return String(node.value);
    case 'NilLiteral':
      return 'undefined';
    case 'CallExpression':
      return `${call(node)}[0]`;
    case 'MemberExpression':
      return `${expression(node.base)}.${node.identifier.name}`;
    case 'IndexExpression':
      return `${expression(node.base)}[${expression(node.index)}]`;
    case 'TableConstructorExpression':
      return table(node.fields);
    case 'UnaryExpression':
      return node.operator === 'not'
        ? `!${isTrue(node.argument)}`
        : `(${node.operator}${expression(node.argument)})`;
    case 'LogicalExpression':
      return logical(node.operator, expression(node.left), expression(node.right));
    case 'BinaryExpression':
      return binary(node.operator, expression(node.left), expression(node.right));
    default:
      throw new Error(`Lua's ${node.type} is not supported`);
  }
}

function table(fields: Extract<Expression, { type: 'TableConstructorExpression' }>['fields']): string {
  const entries = fields.map((field, at) => {
    if (field.type === 'TableKeyString') return `${field.key.name}: ${expression(field.value)}`;
    if (field.type === 'TableValue') return `${at + 1}: ${expression(field.value)}`;
    throw new Error(`Lua's ${field.type} is not supported`);
  });
  return `({${entries.join(', ')}})`;
}

function logical(operator: string, left: string, right: string): string {
  const [whenTrue, whenNot] = operator === 'and' ? [right, '$left'] : ['$left', right];
  return `(isTrue($left = ${left}) ? ${whenTrue} : ${whenNot})`;
}

const OPERATORS: Readonly<Record<string, string>> = { '==': '===', '~=': '!==', '..': '+' };

function binary(operator: string, left: string, right: string): string {
  if (operator === '..') return `(String(${left}) + String(${right}))`;
  // A string counts as a number in a sum.
  if (operator === '+') return `(Number(${left}) + Number(${right}))`;
  return `(${left} ${OPERATORS[operator] ?? operator} ${right})`;
}
