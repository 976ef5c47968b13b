import { isFloating } from '../functions/comparison.ts'
import { findScalarFunction } from '../functions/registry.ts'
import { caseOf, constant, equal, not } from '../plan/build-expression.ts'
import type {
  CaseExpression,
  Expression,
  LogicalExpression,
  NotExpression,
} from '../plan/expression.ts'
import { mapOperands, operandsOf } from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { mapExpressions, mapInputs } from '../plan/operator-walk.ts'
import { types } from '../types/sql-type.ts'
import { isFalse, isTrue, isTruthValue } from './conditions.ts'
import type { OptimizeContext } from './optimize-context.ts'

/**
 * Evaluates what consists of constants, and simplifies conditions: TRUE and FALSE within AND, OR and CASE, NOT before a
 * comparison, IS NULL of what is never NULL. A filter that is never true becomes no rows.
 */
export function foldConstants(root: LogicalOperator, context: OptimizeContext): LogicalOperator {
  // Rows of VALUES may be many, and are evaluated once.
  if (root.kind === 'values') return root
  const operator = mapInputs(root, (input) => foldConstants(input, context))
  const folded = mapExpressions(operator, (expression) => foldExpression(expression, context))
  return folded.kind === 'filter' ? simplifyFilter(folded) : folded
}

function simplifyFilter(operator: Extract<LogicalOperator, { kind: 'filter' }>): LogicalOperator {
  const predicates = operator.predicates
    .flatMap((predicate) => (predicate.kind === 'and' ? predicate.args : [predicate]))
    .filter((predicate) => !isTrue(predicate))
  if (predicates.length === 0) return operator.input
  const never = (predicate: Expression) =>
    predicate.kind === 'constant' && (predicate.value === null || isFalse(predicate))
  if (predicates.some(never)) return { kind: 'values', columns: operator.columns, rows: [] }
  return { ...operator, predicates }
}

export function foldExpression(expression: Expression, context: OptimizeContext): Expression {
  const mapped = mapOperands(expression, (operand) => foldExpression(operand, context))
  switch (mapped.kind) {
    case 'column':
    case 'constant':
    case 'parameter':
      return mapped
    case 'and':
    case 'or':
      return foldLogical(mapped)
    case 'case':
      return foldCase(mapped)
    case 'not':
      return foldNot(mapped, context)
    case 'is-null':
      return mapped.input.nullable ? foldCall(mapped, context) : constant(0, types.truth)
    case 'in':
      // `x IN (y)` is `x = y`.
      return foldCall(
        mapped.list.length === 1 ? equal(mapped.input, mapped.list[0]) : mapped,
        context,
      )
    default:
      return foldCall(mapped, context)
  }
}

/** Calls without arguments (NOW, DATABASE) tell of the session, so only calls with arguments are evaluated. */
function foldCall(expression: Expression, context: OptimizeContext): Expression {
  const operands = operandsOf(expression)
  if (operands.length === 0 || !operands.every((operand) => operand.kind === 'constant')) {
    return expression
  }
  if (expression.kind === 'call' && expression.function.volatile === true) return expression
  try {
    const value = context.fold(expression)
    return value === undefined ? expression : constant(value, expression.type)
  } catch {
    return expression
  }
}

function foldLogical(expression: LogicalExpression): Expression {
  const { kind } = expression
  const isNeutral = kind === 'and' ? isTrue : isFalse
  const isDeciding = kind === 'and' ? isFalse : isTrue
  const args: Expression[] = []
  for (const arg of expression.args) {
    if (isDeciding(arg)) return constant(kind === 'and' ? 0 : 1, types.truth)
    if (isNeutral(arg)) continue
    if (arg.kind === kind) for (const part of arg.args) args.push(part)
    else args.push(arg)
  }
  if (args.length === 0) return constant(kind === 'and' ? 1 : 0, types.truth)
  if (args.length === 1 && isTruthValue(args[0])) return args[0]
  if (args.every((arg) => arg.kind === 'constant')) return constant(null, types.truth)
  if (args.length === expression.args.length) return expression
  return { ...expression, args, nullable: args.some((arg) => arg.nullable) }
}

/** Branches that are never taken go; one that is always taken is the last. */
function foldCase(expression: CaseExpression): Expression {
  const branches: CaseExpression['branches'][number][] = []
  let { otherwise } = expression
  for (const branch of expression.branches) {
    const { when } = branch
    if (when.kind === 'constant' && !isTrue(when)) continue
    if (isTrue(when)) {
      otherwise = branch.then
      break
    }
    branches.push(branch)
  }
  if (branches.length === expression.branches.length) return expression
  if (branches.length === 0) return otherwise ?? constant(null, expression.type)
  return { ...caseOf(branches, otherwise), type: expression.type }
}

const inverses: Readonly<Record<string, string | undefined>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
}

/** NOT moves inward to where it vanishes: through AND and OR by De Morgan, into comparisons by their inverses. */
function foldNot(expression: NotExpression, context: OptimizeContext): Expression {
  const { input } = expression
  if (input.kind === 'not' && isTruthValue(input.input)) return input.input
  if (input.kind === 'and' || input.kind === 'or') {
    const args = input.args.map((arg) => foldNot(not(arg) as NotExpression, context))
    return foldLogical({ ...input, kind: input.kind === 'and' ? 'or' : 'and', args })
  }
  if (input.kind === 'call') {
    const inverse = inverses[input.function.name]
    // NaN, which foreign files may hold, is neither less nor greater.
    const total = !input.args.some((arg) => isFloating(arg.type))
    if (inverse !== undefined && total) return { ...input, function: findScalarFunction(inverse)! }
  }
  return foldCall(expression, context)
}
