import type { Expression, InExpression } from '../plan/expression.ts'
import { expressionKey } from '../plan/expression-key.ts'
import { isColumnFree, isVolatile, mapOperands } from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { mapExpressions, mapInputs } from '../plan/operator-walk.ts'
import { types } from '../types/sql-type.ts'

/**
 * `x = 1 OR x = 2 OR x IN (3, 4)` becomes `x IN (1, 2, 3, 4)`, which is one look into a set and which zone maps know, where the
 * values are the same for every row.
 */
export function mergeEqualities(root: LogicalOperator): LogicalOperator {
  return mapExpressions(mapInputs(root, mergeEqualities), merge)
}

function merge(expression: Expression): Expression {
  const mapped = mapOperands(expression, merge)
  if (mapped.kind !== 'or') return mapped
  const args = mergeBranches(mapped.args)
  if (args.length === mapped.args.length) return mapped
  return args.length === 1 ? args[0] : { ...mapped, args }
}

/** What one value is compared with. */
interface Branch {
  readonly place: number
  readonly input: Expression
  readonly list: Expression[]
}

function mergeBranches(args: readonly Expression[]): readonly Expression[] {
  const merged: Expression[] = []
  const byInput = new Map<string, Branch>()
  for (const arg of args) {
    const test = membership(arg)
    if (test === null) {
      merged.push(arg)
      continue
    }
    const key = expressionKey(test.input)
    const known = byInput.get(key)
    if (known === undefined) {
      byInput.set(key, { place: merged.length, input: test.input, list: [...test.list] })
      merged.push(arg)
    } else {
      for (const item of test.list) known.list.push(item)
    }
  }
  for (const { place, input, list } of byInput.values()) {
    if (list.length > 1) merged[place] = inOf(input, list)
  }
  return merged
}

/** An equality with a value that is the same for every row, or an IN list of such, as an IN list. */
function membership(expression: Expression): Pick<InExpression, 'input' | 'list'> | null {
  if (expression.kind === 'in') {
    const { input, list } = expression
    return isColumnFree(input) || isVolatile(input) || !list.every(isColumnFree) ? null : expression
  }
  if (expression.kind !== 'call' || expression.function.name !== '=') return null
  const [left, right] = expression.args
  if (isColumnFree(left) === isColumnFree(right)) return null
  const [input, value] = isColumnFree(right) ? [left, right] : [right, left]
  return isVolatile(input) || isVolatile(value) ? null : { input, list: [value] }
}

function inOf(input: Expression, list: readonly Expression[]): Expression {
  const nullable = input.nullable || list.some((item) => item.nullable)
  return { kind: 'in', input, list, type: types.truth, nullable }
}
