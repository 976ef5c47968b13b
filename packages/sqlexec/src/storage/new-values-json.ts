import { SqlError } from '../base/errors.ts'
import { valueFromJson, valueToJson } from '../catalog/definition-json.ts'
import { Fields, type Json } from '../catalog/json-fields.ts'
import type { SqlValue } from '../types/value.ts'
import type { GivenValues, NewValues } from './shape-change.ts'

/*
 * What an ALTER TABLE says of rows that were there, as JSON in the log:
 *
 *   fill: [{ column, value }]
 *   given: null, or { rowIds: [gap to the end of the run before, length, …], columns: [{ column, values }] }
 */

export function newValuesToJson({ fill, given }: NewValues): { [field: string]: Json } {
  return {
    fill: [...fill].map(([column, value]) => ({ column, value: valueToJson(value) })),
    given: given === null ? null : givenToJson(given),
  }
}

function givenToJson({ rowIds, columns }: GivenValues): Json {
  const runs: number[] = []
  let end = 0
  for (const rowId of rowIds) {
    if (runs.length > 0 && rowId === end) runs[runs.length - 1]++
    else runs.push(rowId - end, 1)
    end = rowId + 1
  }
  const lists = [...columns].map(([column, values]) => ({
    column,
    values: values.map(valueToJson),
  }))
  return { rowIds: runs, columns: lists }
}

/** @throws SqlError `corrupt` where the fields are none of this */
export function newValuesFromJson(record: Fields): NewValues {
  const fill = new Map<number, SqlValue>()
  for (const part of record.list('fill', [])) {
    const fields = new Fields(part, 'a new column')
    fill.set(fields.integer('column'), valueFromJson(fields.value('value')))
  }
  const given = record.value('given') ?? null
  return { fill, given: given === null ? null : givenFromJson(new Fields(given, 'new values')) }
}

/** Rows are never more than the elements of the columns' lists, which the log holds in full. */
function givenFromJson(fields: Fields): GivenValues {
  const columns = new Map<number, readonly SqlValue[]>()
  let count = -1
  for (const part of fields.list('columns')) {
    const column = new Fields(part, 'a computed column')
    const values = column.list('values').map(valueFromJson)
    if (count >= 0 && values.length !== count) throw misfit()
    count = values.length
    columns.set(column.integer('column'), values)
  }
  const rowIds = new Float64Array(Math.max(count, 0))
  const runs = fields.list('rowIds')
  let row = 0
  let rowId = 0
  for (let i = 0; i + 1 < runs.length; i += 2) {
    rowId += numberOf(runs[i])
    const length = numberOf(runs[i + 1])
    if (length > rowIds.length - row) throw misfit()
    for (let k = 0; k < length; k++) rowIds[row++] = rowId++
  }
  if (row !== rowIds.length) throw misfit()
  return { rowIds, columns }
}

function numberOf(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw misfit()
  return value as number
}

function misfit(): SqlError {
  return new SqlError('corrupt', 'the computed values of an ALTER TABLE do not fit its rows')
}
