import { compareBytes } from '../../functions/comparison.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import { collation } from '../../types/collation.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { plainValue, sqlValue } from '../compile/output-code.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { AggregateKind } from './aggregate-kind.ts'

export function smallest(call: AggregateCall): AggregateKind {
  return extreme(call.args[0].type, '<')
}

export function largest(call: AggregateCall): AggregateKind {
  return extreme(call.args[0].type, '>')
}

/** Of doubles, NaN counts as the largest. */
function extreme(type: SqlType, operator: '<' | '>'): AggregateKind {
  return {
    counts: false,
    grow: (state) => {
      state.values.push(null)
    },
    emit({ builder }, { at }, [code]) {
      const best = at('values')
      const value = builder.local(plainValue(builder, code))
      builder.statement(
        `if (${best} === null || ${better(builder, type, value, best, operator)}) ${best} = ${value}`,
      )
    },
    result: (state, group) => state.values[group] as SqlValue,
  }
}

function better(
  builder: BlockScope['builder'],
  type: SqlType,
  value: string,
  best: string,
  operator: '<' | '>',
): string {
  switch (type.kind) {
    case 'text':
      return `${builder.constant(collation(type.collation).compare)}(${value}, ${best}) ${operator} 0`
    case 'bytes':
      return `${builder.constant(compareBytes)}(${value}, ${best}) ${operator} 0`
    case 'float':
    case 'double': {
      const isNotANumber = builder.constant(Number.isNaN)
      return `${value} ${operator} ${best} || ${isNotANumber}(${operator === '<' ? best : value})`
    }
    default:
      return `${value} ${operator} ${best}`
  }
}

/** The first row's value, so that the values of several calls are of one row. `undefined` stands where there was no row. */
export const anyValue: AggregateKind = {
  counts: false,
  grow: (state) => {
    state.values.push(undefined)
  },
  emit({ builder }, { at }, [code]) {
    const value = at('values')
    builder.statement(`if (${value} === undefined) ${value} = ${sqlValue(builder, code)}`)
  },
  result: (state, group) => (state.values[group] ?? null) as SqlValue,
}
