import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SqlError } from '../base/errors.ts'
import { decimalType, type SqlType, types } from '../types/sql-type.ts'
import type { TypedValue } from '../types/value.ts'
import { findScalarFunction, scalarFunctionNames, scalarFunctions } from './registry.ts'
import { callConstants } from './testing/expression-table.ts'

const odd: readonly TypedValue[] = [
  ...[0, 1, -1, 2, 9007199254740991, 9223372036854775807n, -(2n ** 63n)].map((value) => ({
    type: types.bigint,
    value,
  })),
  { type: types.unsignedBigint, value: 2n ** 64n - 1n },
  ...[0, 0.5, -2.5, 1e300, -1e-300, Number.POSITIVE_INFINITY, Number.NaN].map((value) => ({
    type: types.double,
    value,
  })),
  { type: decimalType(5, 2), value: -12345 },
  { type: decimalType(65, 30), value: 10n ** 64n },
  ...[
    '',
    'a',
    'é😀\ud800',
    '12',
    '-1.5e3x',
    '2024-02-29',
    '2024-02-29 10:20:30.5',
    '10:20',
    '%Y%',
    '{"a": [1]}',
    '$.a[0]',
  ].map((value) => ({ type: types.text, value })),
  { type: types.blob, value: Uint8Array.of(0, 255, 65) },
  { type: types.blob, value: new Uint8Array(0) },
  { type: types.date, value: 0 },
  { type: types.date, value: -719528 },
  { type: types.date, value: 2932896 },
  { type: types.datetime, value: -1 },
  { type: { kind: 'datetime', fsp: 6 }, value: 253402300799999999n },
  { type: { kind: 'timestamp', fsp: 9 }, value: 1709202030123456789n },
  { type: types.time, value: -3020399000 },
  { type: { kind: 'time', fsp: 6 }, value: 1 },
  { type: types.json, value: '[1, "x", null]' },
  { type: types.truth, value: 1 },
  { type: types.boolean, value: 0 },
  { type: types.int, value: null },
  { type: types.null, value: null },
]

/** Whether a value is one of its type's, in the form of types/value.ts. */
function fits(value: unknown, type: SqlType): boolean {
  if (value === null) return true
  switch (type.kind) {
    case 'text':
    case 'json':
      return typeof value === 'string'
    case 'bytes':
      return value instanceof Uint8Array
    case 'float':
    case 'double':
      return typeof value === 'number'
    default:
      return typeof value === 'bigint'
        ? value > 9007199254740991n || value < -9007199254740991n
        : Number.isSafeInteger(value)
  }
}

describe('every function', () => {
  it.each(scalarFunctions.map(({ name }) => name))(
    '%s answers odd arguments with a value of its type or an SqlError',
    (name) => {
      const definition = findScalarFunction(name)!
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...odd), { maxLength: 4 }), (args) => {
          const resolved = definition.resolve(
            args.map(({ type }) => type),
            args.map(({ value }) => value),
          )
          if (typeof resolved === 'string') return
          expect(resolved.args).toHaveLength(args.length)
          try {
            const value = callConstants(name, args)
            expect(fits(value, resolved.type), `${String(value)} as ${resolved.type.kind}`).toBe(
              true,
            )
          } catch (error) {
            if (!(error instanceof SqlError) || error.code === 'internal') throw error
          }
        }),
        { seed: 5, numRuns: 300 },
      )
    },
  )

  it('has a sentence for the reference page', () => {
    for (const { doc } of scalarFunctions) expect(doc).toMatch(/\.$/u)
  })

  it('has one meaning for each name', () => {
    const names = scalarFunctionNames()
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(findScalarFunction(name)).toBeDefined()
  })
})
