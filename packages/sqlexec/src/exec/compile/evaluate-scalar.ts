import { SqlError } from '../../base/errors.ts'
import { castValue } from '../../functions/cast.ts'
import type { StatementEnvironment } from '../../functions/environment.ts'
import { bucketRange, integerRange } from '../../functions/integer-code.ts'
import type { CallExpression, Expression } from '../../plan/expression.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Subqueries } from '../execution.ts'
import { buildInSet } from '../runtime/in-set.ts'
import { emitGuardedCall } from './guarded-call.ts'
import { sqlValue } from './output-code.ts'
import { SourceBuilder } from './source-builder.ts'
import { valueCode } from './value-code.ts'

/** What the value of a column-free expression depends on. */
export interface ScalarArguments {
  readonly parameters: readonly SqlValue[]
  readonly environment: StatementEnvironment
  readonly subqueries: Pick<Subqueries, 'value'>
}

/** Computes a column-free expression once. Functions run the code that they emit; the rest is interpreted. */
export function evaluateScalar(expression: Expression, args: ScalarArguments): SqlValue {
  switch (expression.kind) {
    case 'constant':
      return expression.value
    case 'parameter':
      return args.parameters[expression.index]
    case 'cast': {
      const value = evaluateScalar(expression.input, args)
      return castValue(value, expression.input.type, expression.type, expression)
    }
    case 'call':
      return evaluateCall(expression, args)
    case 'and':
      return evaluateLogical(expression.args, 0, args)
    case 'or':
      return evaluateLogical(expression.args, 1, args)
    case 'not':
      return negate(truthOf(evaluateScalar(expression.input, args)))
    case 'is-null':
      return evaluateScalar(expression.input, args) === null ? 1 : 0
    case 'in': {
      const { input, list } = expression
      const wanted = evaluateScalar(input, args)
      if (wanted === null) return null
      const values = list.map((item) => evaluateScalar(item, args))
      const [key] = buildInSet(input.type, [wanted]).members
      const set = buildInSet(input.type, values)
      return set.members.has(key) ? 1 : set.hasNull ? null : 0
    }
    case 'case': {
      const branch = expression.branches.find(
        ({ when }) => truthOf(evaluateScalar(when, args)) === 1,
      )
      const chosen = branch ? branch.then : expression.otherwise
      return chosen ? evaluateScalar(chosen, args) : null
    }
    case 'subquery':
      return args.subqueries.value(expression)
    case 'column':
      throw new SqlError('internal', 'a column has no value outside a row')
  }
}

function truthOf(value: SqlValue): 0 | 1 | null {
  if (value === null) return null
  // biome-ignore lint/suspicious/noDoubleEquals: a number or a bigint
  return value == 0 ? 0 : 1
}

function negate(truth: 0 | 1 | null): 0 | 1 | null {
  return truth === null ? null : truth === 0 ? 1 : 0
}

/** AND, where `decisive` is 0, or OR, where it is 1: the first decisive operand decides, else a NULL makes it NULL. */
function evaluateLogical(
  operands: readonly Expression[],
  decisive: 0 | 1,
  args: ScalarArguments,
): SqlValue {
  let result: 0 | 1 | null = decisive === 0 ? 1 : 0
  for (const operand of operands) {
    const truth = truthOf(evaluateScalar(operand, args))
    if (truth === decisive) return decisive
    if (truth === null) result = null
  }
  return result
}

type CallFunction = (values: readonly SqlValue[], environment: StatementEnvironment) => SqlValue

const compiled = new WeakMap<CallExpression, Map<string, CallFunction>>()

function evaluateCall(call: CallExpression, args: ScalarArguments): SqlValue {
  const values = call.args.map((arg) => evaluateScalar(arg, args))
  let variants = compiled.get(call)
  if (!variants) {
    variants = new Map()
    compiled.set(call, variants)
  }
  const ranges = values.map((value, i) => bucketRange(integerRange(value, call.args[i].type)))
  const key = values
    .map((value, i) => `${value === null ? 'z' : typeof value}${ranges[i].key}`)
    .join()
  let run = variants.get(key)
  if (!run) {
    const builder = new SourceBuilder()
    const codes = values.map((value, i) =>
      valueCode(builder.local(`values[${i}]`), call.args[i].type, value, ranges[i].range),
    )
    const result = emitGuardedCall(call, codes, builder)
    builder.statement(`return ${sqlValue(builder, result)}`)
    run = builder.build<CallFunction>(['values', 'environment'])
    variants.set(key, run)
  }
  return run(values, args.environment)
}
