import { SqlError } from '../base/errors.ts'
import { collation } from '../types/collation.ts'
import { type CollationName, type SqlType, types } from '../types/sql-type.ts'
import { typeName } from '../types/type-name.ts'
import { plainFunction, typedFunction, wrongCount } from './define.ts'
import { nullableFunction } from './nullable-function.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { sleepFunction } from './sleep.ts'
import { textOrBytes } from './text-function.ts'

/** What values are, apart from what they say. */
export const moreSystemFunctions: readonly ScalarFunction[] = [
  sleepFunction,
  ofType('TYPEOF', 'The name of the type of a value.', typeName),
  ofType('CHARSET', 'The character set of a value: binary unless it is text.', (type) =>
    isText(type) ? 'utf8mb4' : 'binary',
  ),
  ofType(
    'COLLATION',
    'The collation of a value: binary unless it is text; without an argument the default one.',
    (type) =>
      type.kind === 'text' ? type.collation : type.kind === 'json' ? 'utf8mb4_bin' : 'binary',
  ),
  plainFunction({
    name: 'CURRENT_ROLE',
    doc: 'The roles of the user: NONE.',
    parameters: [],
    returns: types.text,
    implementation: () => 'NONE',
  }),
  plainFunction({
    name: 'ICU_VERSION',
    doc: 'The version of the Unicode library that collations and expressions follow.',
    parameters: [],
    returns: types.text,
    implementation: () => process.versions.icu ?? '',
  }),
  {
    name: 'NAME_CONST',
    doc: 'The second argument; the first would name its column.',
    nulls: 'custom',
    resolve: (args) => (args.length === 2 ? { args, type: args[1] } : wrongCount('NAME_CONST')),
    emit: (_, [, value]) => value,
  },
  plainFunction({
    name: 'FORMAT_BYTES',
    doc: 'A number of bytes for people: 512 bytes, 1.50 MiB.',
    parameters: [types.double],
    returns: types.text,
    implementation: (count: number) => scaled(count, 1024, byteUnits, 4, ' bytes'),
  }),
  plainFunction({
    name: 'FORMAT_PICO_TIME',
    doc: 'A number of picoseconds for people: 3.50 ms.',
    parameters: [types.double],
    returns: types.text,
    implementation: formatPicoseconds,
  }),
  typedFunction({
    name: 'ICU_COMPARE',
    doc: '−1, 0 or 1 as the first text sorts before, with or after the second by a collation.',
    resolve: (args) =>
      args.length === 3
        ? { args: args.map((arg) => (arg.kind === 'text' ? arg : types.text)), type: types.int }
        : wrongCount('ICU_COMPARE'),
    implement: () => (a: string, b: string, name: string) =>
      Math.sign(collationNamed(name).compare(a, b)) + 0,
  }),
  typedFunction({
    name: 'ICU_SORT_KEY',
    doc: 'Bytes that sort as a text does by a collation.',
    resolve: (args) =>
      args.length === 2
        ? { args: [textOrBytes(args[0]), types.text], type: types.blob }
        : wrongCount('ICU_SORT_KEY'),
    implement: () => (text: string | Uint8Array, name: string) => {
      if (typeof text !== 'string') return text
      const { key } = collationNamed(name)
      const wide = name.toLowerCase() === 'utf8mb4_bin'
      return wide ? Buffer.from(text, 'utf8') : Buffer.from(key(text), 'latin1')
    },
  }),
]

function isText(type: SqlType): boolean {
  return type.kind === 'text' || type.kind === 'json'
}

function ofType(name: string, doc: string, describe: (type: SqlType) => string): ScalarFunction {
  const isOptional = name === 'COLLATION'
  return nullableFunction({
    name,
    doc,
    resolve: (args) =>
      args.length === 1 || (isOptional && args.length === 0)
        ? { args, type: types.text }
        : wrongCount(name),
    implement: ({ args: [type] }) => {
      const text = describe(type ?? types.text)
      return () => text
    },
  })
}

function collationNamed(name: string) {
  const wanted = name.toLowerCase()
  const known: readonly CollationName[] = [
    'utf8mb4_0900_ai_ci',
    'utf8mb4_0900_as_cs',
    'utf8mb4_bin',
  ]
  const found = known.find((each) => each === wanted)
  if (found !== undefined) return collation(found)
  throw new SqlError('unknown_collation', `Unknown collation: '${name.slice(0, 64)}'`)
}

const byteUnits = [' bytes', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB', ' EiB']

/** In the largest unit of which there is one. */
function scaled(
  count: number,
  step: number,
  units: readonly string[],
  width: number,
  plain: string,
): string {
  let value = count
  let unit = 0
  while (Math.abs(value) >= step && unit < units.length - 1) {
    value /= step
    unit++
  }
  if (unit === 0) return `${String(Math.trunc(value)).padStart(width)}${plain}`
  return `${number(value)}${units[unit]}`
}

function number(value: number): string {
  return Math.abs(value) >= 100_000 ? value.toExponential(2).replace('e+', 'e+0') : value.toFixed(2)
}

const timeUnits: readonly (readonly [picoseconds: number, name: string])[] = [
  [86_400e12, ' d'],
  [3_600e12, ' h'],
  [60e12, ' min'],
  [1e12, ' s'],
  [1e9, ' ms'],
  [1e6, ' us'],
  [1e3, ' ns'],
]

function formatPicoseconds(count: number): string {
  const unit = timeUnits.find(([picoseconds]) => Math.abs(count) >= picoseconds)
  if (unit === undefined) return `${String(Math.trunc(count)).padStart(3)} ps`
  return `${number(count / unit[0])}${unit[1]}`
}
