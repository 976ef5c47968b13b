import type { Code, IntegerRange } from '../../functions/code.ts'
import type { ChunkColumn } from '../chunk.ts'
import type { ColumnProvider } from './row-scope.ts'
import type { SourceBuilder } from './source-builder.ts'

/**
 * How generated code reads a column: arrays are taken out of the chunk column before the loop, and a value is loaded where it
 * is first asked for.
 *
 * @param path the expression that yields the ChunkColumn
 * @param row the variable that holds the row
 * @param absent a condition under which there is no row at all, so that every column is NULL
 */
export function columnProvider(
  builder: SourceBuilder,
  path: string,
  column: ChunkColumn,
  row: string,
  range: IntegerRange | null,
  absent: string | null = null,
): ColumnProvider {
  let load: ((scope: { builder: SourceBuilder }) => Code) | null = null
  return (scope) => {
    load ??= columnLoader(builder, path, column, row, range, absent)
    return load(scope)
  }
}

function columnLoader(
  builder: SourceBuilder,
  path: string,
  column: ChunkColumn,
  row: string,
  range: IntegerRange | null,
  absent: string | null,
): (scope: { builder: SourceBuilder }) => Code {
  const isNull = nullTest(builder, path, column, row, absent)
  const values = column.buffer ? '' : builder.prologue('c', `${path}.values`)
  switch (column.layout) {
    case 'number':
    case 'bigint':
    case 'string':
    case 'bytes': {
      const code: Code = { js: `${values}[${row}]`, representation: column.layout, isNull, range }
      return () => code
    }
    case 'text-dictionary':
    case 'bytes-dictionary': {
      const entries = builder.prologue('d', `${path}.entries`)
      const slot = `${values}[${row}]`
      const code: Code = {
        js: `${entries}[${slot}]`,
        representation: column.layout === 'text-dictionary' ? 'string' : 'bytes',
        isNull,
        range: null,
        dictionary: { code: slot, entries },
      }
      return () => code
    }
    case 'utf8':
    case 'blob': {
      const buffer = builder.prologue('b', `${path}.buffer`)
      const offsets = builder.prologue('o', `${path}.offsets`)
      const bounds = `(${offsets}[${row}], ${offsets}[${row} + 1])`
      if (column.layout === 'blob') {
        const js = `${buffer}.subarray${bounds}`
        return () => ({ js, representation: 'bytes', isNull, range: null })
      }
      // Decoding costs, so it is done once per row. Offsets of a NULL row are valid and enclose nothing.
      const decode = `${buffer}.utf8Slice${bounds}`
      const guarded = absent === null ? decode : `(${absent}) ? '' : ${decode}`
      return (scope) => ({
        js: scope.builder.local(guarded),
        representation: 'string',
        isNull,
        range: null,
      })
    }
  }
}

function nullTest(
  builder: SourceBuilder,
  path: string,
  column: ChunkColumn,
  row: string,
  absent: string | null,
): string | null {
  let test: string | null = null
  if (column.validity) {
    const validity = builder.prologue('n', `${path}.validity`)
    test = `(${validity}[${row} >> 3] & (1 << (${row} & 7))) === 0`
  } else if (column.nulls) {
    test = `${builder.prologue('n', `${path}.nulls`)}[${row}] === 1`
  }
  if (absent === null) return test
  return test === null ? absent : `${absent} || ${test}`
}
