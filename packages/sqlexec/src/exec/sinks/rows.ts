import type { Code } from '../../functions/code.ts'
import type { StatementEnvironment } from '../../functions/environment.ts'
import { toLocal } from '../../functions/zone-conversion.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import { type TemporalType, unitsPerSecond } from '../../types/sql-type.ts'
import { formatDateTime } from '../../types/temporal.ts'
import { isIdentifier } from '../compile/evaluate.ts'
import { sqlValue } from '../compile/output-code.ts'
import type { SourceBuilder } from '../compile/source-builder.ts'
import type { Sink } from '../pipeline.ts'
import { publicValue } from '../runtime/public-value.ts'

/**
 * What the rows of a result look like: 'engine' rows are arrays of values as the engine holds them (types/value.ts);
 * 'array' and 'object' rows hold what the public surface promises for each type.
 */
export type RowShape = 'engine' | 'array' | 'object'

/** Collects the rows of a result. The state is the list of rows. */
export function rowsSink(slot: number, columns: readonly OutputColumn[], shape: RowShape): Sink {
  return {
    expressions: [],
    begin(execution) {
      execution.states[slot] = []
    },
    emit(scope) {
      const { builder } = scope
      const rows = builder.prologue('rows', `states[${slot}]`)
      const values = columns.map(({ id, type }) => {
        const code = scope.column(id)
        return shape === 'engine' ? sqlValue(builder, code) : emitPublic(builder, code, type)
      })
      if (shape !== 'object') builder.statement(`${rows}.push([${values.join(', ')}])`)
      else builder.statement(`${rows}.push({ ${properties(builder, columns, values)} })`)
    },
  }
}

function emitPublic(builder: SourceBuilder, code: Code, type: OutputColumn['type']): string {
  if (type.kind === 'timestamp' && unitsPerSecond(type) > 1000) {
    const show = builder.constant(sessionTimeText(type))
    const shown = `${show}(${builder.environment()}, ${sqlValue(builder, { ...code, isNull: null })})`
    return code.isNull === null ? shown : `(${code.isNull}) ? null : ${shown}`
  }
  const convert = publicValue(type)
  if (convert === null) return sqlValue(builder, code)
  const plain = sqlValue(builder, { ...code, isNull: null })
  const converted = `${builder.constant(convert)}(${plain})`
  return code.isNull === null ? converted : `(${code.isNull}) ? null : ${converted}`
}

/** A TIMESTAMP that no Date can hold as the session's clock shows it. */
function sessionTimeText(type: TemporalType) {
  const units = unitsPerSecond(type)
  return ({ zone }: StatementEnvironment, value: number | bigint) =>
    formatDateTime(toLocal(value, units, zone), units, type.fsp)
}

/** Where two columns have one name, the last one's value stays, as with any object. */
function properties(
  builder: SourceBuilder,
  columns: readonly OutputColumn[],
  values: readonly string[],
): string {
  return columns
    .map(
      ({ name }, i) => `${isIdentifier(name) ? name : `[${builder.constant(name)}]`}: ${values[i]}`,
    )
    .join(', ')
}
