import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import type { AggregateCollector } from './aggregate-collector.ts'
import { bindFunctionCall } from './bind-call.ts'
import { bindBetween, bindComparison } from './bind-comparison.ts'
import { bindInList } from './bind-in.ts'
import { bindJsonValue } from './bind-json-value.ts'
import * as special from './bind-special.ts'
import * as subquery from './bind-subquery.ts'
import { bindAssignment, bindSystemVariable, bindUserVariable } from './bind-variable.ts'
import type { Binder } from './binder.ts'
import { and, call, condition, constant, not, or } from './build-expression.ts'
import { castTo } from './cast.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { literalType, literalValue } from './literal.ts'
import type { Clause, Scope } from './scope.ts'
import type { WindowCollector } from './window-collector.ts'

/** What else a column name may mean beside the columns of FROM. */
export interface AliasLookup {
  /** Asked before the columns of FROM. */
  readonly before?: (reference: ast.ColumnReference) => Expression | undefined
  /** Asked where FROM, and the queries around, know no such column. */
  readonly after?: (reference: ast.ColumnReference) => Expression | undefined
  /** What VALUES(column) means; without it, nothing. */
  readonly inserted?: (reference: ast.ColumnReference) => Expression
}

/** Turns syntax into typed expressions. One per clause. */
export class ExpressionBinder implements ExpressionScope {
  readonly binder: Binder
  readonly scope: Scope
  readonly clause: Clause
  readonly aggregates: AggregateCollector | null
  readonly windows: WindowCollector | null
  private readonly aliases: AliasLookup

  constructor(
    binder: Binder,
    scope: Scope,
    clause: Clause,
    aggregates: AggregateCollector | null = null,
    aliases: AliasLookup = {},
    windows: WindowCollector | null = null,
  ) {
    this.binder = binder
    this.scope = scope
    this.clause = clause
    this.aggregates = aggregates
    this.aliases = aliases
    this.windows = windows
  }

  withoutCalls(): ExpressionBinder {
    return new ExpressionBinder(this.binder, this.scope, this.clause, null, this.aliases)
  }

  withinWindow(clause: Clause | null): ExpressionBinder {
    const { binder, scope, aggregates, aliases } = this
    // The names of the select list mean nothing within a specification.
    if (clause !== null) return new ExpressionBinder(binder, scope, clause, aggregates)
    return new ExpressionBinder(binder, scope, this.clause, aggregates, aliases)
  }

  over(scope: Scope): ExpressionBinder {
    return new ExpressionBinder(this.binder, scope, this.clause)
  }

  /** A condition: WHERE, ON, HAVING. */
  condition(node: ast.Expression): Expression {
    return condition(this.bind(node))
  }

  bind(node: ast.Expression): Expression {
    switch (node.kind) {
      case 'literal':
        return this.literal(node)
      case 'parameter':
        return this.parameter(node.index)
      case 'column':
        return this.column(node)
      case 'unary':
        return this.unary(node)
      case 'binary':
        return this.binary(node)
      case 'comparison':
        return bindComparison(this, node)
      case 'logical':
        return this.logical(node)
      case 'between':
        return bindBetween(this, node)
      case 'in_list':
        return bindInList(this, node)
      case 'is':
        return special.bindIs(this, node)
      case 'like':
        return special.bindLike(this, node)
      case 'regexp':
        return special.bindRegexp(this, node)
      case 'case':
        return special.bindCase(this, node)
      case 'cast':
        return special.bindCast(this, node)
      case 'convert_charset':
        return special.bindConvertCharset(this, node)
      case 'collate':
        return special.bindCollate(this, node)
      case 'trim':
        return special.bindTrim(this, node)
      case 'extract':
        return special.bindExtract(this, node)
      case 'sounds_like':
        return special.bindSoundsLike(this, node)
      case 'member_of':
        return special.bindMemberOf(this, node)
      case 'json_value':
        return bindJsonValue(this, node)
      case 'json_arrow':
        return special.bindJsonArrow(this, node)
      case 'subquery':
        return subquery.bindScalarSubquery(this, node)
      case 'exists':
        return subquery.bindExists(this, node)
      case 'in_query':
        return subquery.bindInQuery(this, node)
      case 'quantified':
        return subquery.bindQuantified(this, node)
      case 'function':
        return this.functionCall(node)
      case 'user_variable':
        return bindUserVariable(this.binder, node)
      case 'system_variable':
        return bindSystemVariable(this.binder, node)
      case 'assignment':
        return bindAssignment(this, node)
      case 'inserted_value':
        if (this.aliases.inserted) return this.aliases.inserted(node.column)
        throw this.binder.unsupported('VALUES(column) in this place', node.span)
      case 'row':
        throw this.binder.error('operand_columns', 'Operand should contain 1 column(s)', node.span)
      default:
        throw this.binder.unsupported(constructNames[node.kind], node.span)
    }
  }

  private literal(node: ast.Literal): Expression {
    const { parameterCount, parameterTypes, sql } = this.binder.context
    // The plan may depend on which of NULL, TRUE and FALSE a literal is.
    const isWord = node.type === 'null' || node.type === 'boolean'
    if (node.lift < 0 || isWord) {
      const { value, type } = literalValue(node, sql)
      return constant(value, type)
    }
    const index = parameterCount + node.lift
    const type = parameterTypes[index] ?? literalType(node)
    return { kind: 'parameter', index, type, nullable: false }
  }

  private parameter(index: number): Expression {
    const type = this.binder.context.parameterTypes[index] ?? types.null
    if (type.kind === 'null') return constant(null, types.null)
    return { kind: 'parameter', index, type, nullable: true }
  }

  private column(node: ast.ColumnReference): Expression {
    return (
      this.aliases.before?.(node) ??
      this.scope.find(this.binder, node, this.clause) ??
      this.aliases.after?.(node) ??
      this.scope.resolve(this.binder, node, this.clause)
    )
  }

  /** An operand of arithmetic: X'1F' and b'11' are numbers here, and bytes everywhere else. */
  private number(node: ast.Expression): Expression {
    const bound = this.bind(node)
    const isNumber = node.kind === 'literal' && (node.type === 'hex' || node.type === 'bit')
    return isNumber ? call(this.binder, '0x', [bound], node.span) : bound
  }

  private unary(node: ast.UnaryExpression): Expression {
    const arithmetic = node.operator === '-' || node.operator === '~'
    const operand = arithmetic ? this.number(node.operand) : this.bind(node.operand)
    switch (node.operator) {
      case '+':
        return operand
      case '-':
        return call(this.binder, 'NEGATE', [operand], node.span)
      case '~':
        return call(this.binder, '~', [operand], node.span)
      case 'not':
        return not(condition(operand))
      case 'binary':
        return castTo(operand, types.blob, 'explicit')
    }
  }

  private binary(node: ast.BinaryExpression): Expression {
    const { operator, left, right } = node
    if (operator === '+' || operator === '-') {
      if (right.kind === 'interval') {
        return special.bindIntervalSum(this, operator, left, right, node)
      }
      if (left.kind === 'interval' && operator === '+') {
        return special.bindIntervalSum(this, operator, right, left, node)
      }
    }
    const args =
      operator === 'concat'
        ? [this.bind(left), this.bind(right)]
        : [this.number(left), this.number(right)]
    return call(this.binder, operatorFunctions[operator] ?? operator, args, node.span)
  }

  private logical(node: ast.LogicalExpression): Expression {
    if (node.operator === 'xor') return special.bindXor(this, node)
    const operands = node.operands.map((operand) => this.condition(operand))
    return node.operator === 'and' ? and(operands) : or(operands)
  }

  private functionCall(node: ast.FunctionCall): Expression {
    const sum = dateArithmetic[node.name]
    const [date, amount] = node.args
    if (sum !== undefined && amount?.kind === 'interval' && node.args.length === 2) {
      return special.bindIntervalSum(this, sum, date, amount, node)
    }
    if (date?.kind === 'unit') return special.bindUnitCall(this, node, date)
    return bindFunctionCall(this, node)
  }
}

const operatorFunctions: Partial<Record<ast.BinaryOperator, string>> = {
  div: 'DIV',
  mod: '%',
  concat: 'CONCAT',
}

const dateArithmetic: Readonly<Record<string, '+' | '-' | undefined>> = {
  date_add: '+',
  adddate: '+',
  date_sub: '-',
  subdate: '-',
}

const constructNames = {
  interval: 'INTERVAL in this place',
  match: 'MATCH … AGAINST',
  unit: 'A unit in this place',
  default: 'DEFAULT in this place',
} as const
