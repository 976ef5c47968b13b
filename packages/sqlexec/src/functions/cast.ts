import { divideRounded, powerOfTen } from '../types/decimal.ts'
import { isBit, isUuid, isYear, type SqlType, sameType, unitsPerSecond } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Caster, CastMode } from './cast-site.ts'
import { casterFor } from './cast-value.ts'
import { asNumber, asValue, type Code, type Emitter, typeRepresentation } from './code.ts'
import { isFloating } from './comparison.ts'
import { integerOperation, rangeOf, scaleUp, typeRange } from './integer-code.ts'

/** What a cast does with a value that does not fit, and for which column. */
export interface CastOptions {
  readonly mode: CastMode
  readonly target?: string
}

const casters = new WeakMap<CastOptions, Caster>()

/** Converts one value. `options` identifies the cast, so that what it prepares is prepared once. */
export function castValue(
  value: SqlValue,
  from: SqlType,
  to: SqlType,
  options: CastOptions,
): SqlValue {
  if (value === null) return null
  let cast = casters.get(options)
  if (!cast) {
    cast = casterFor(from, to, options.mode, options.target)
    casters.set(options, cast)
  }
  return cast(value)
}

/** Emits the conversion of a value that is not NULL: numbers inline, the rest by calling the caster. */
export function emitCast(
  emitter: Emitter,
  input: Code,
  from: SqlType,
  to: SqlType,
  { mode, target }: CastOptions,
): Code {
  if (sameType(from, to)) return input
  // The same text under another collation.
  if (from.kind === 'text' && isUnboundedText(to)) return input
  const inline = emitNumericCast(emitter, input, from, to) ?? emitEnumText(emitter, input, from, to)
  if (inline) return inline
  const cast = emitter.constant(casterFor(from, to, mode, target))
  const result = emitter.local(`${cast}(${asValue(emitter, input)})`)
  const representation = typeRepresentation(to)
  return {
    js: representation === 'bigint' ? `BigInt(${result})` : result,
    representation,
    isNull: yieldsNull(from, to) ? `${result} === null` : null,
    range: typeRange(to),
  }
}

/** Whether a lenient cast may make NULL of a value: text and numbers that are no date. */
export function yieldsNull(from: SqlType, to: SqlType): boolean {
  if (isUuid(to)) return !isUuid(from)
  if (isYear(to)) return !isYear(from)
  const temporal = ['date', 'datetime', 'timestamp', 'time']
  return temporal.includes(to.kind) && !temporal.includes(from.kind)
}

/** The casts that are arithmetic and cannot fail where the bounds say so; `null` for others. */
/** Neither YEAR nor BIT, whose values have rules of their own. */
function isPlainInteger(type: SqlType): boolean {
  return type.kind === 'integer' && !isYear(type) && !isBit(type)
}

function emitNumericCast(emitter: Emitter, input: Code, from: SqlType, to: SqlType): Code | null {
  const exact = from.kind === 'integer' || from.kind === 'boolean' || from.kind === 'decimal'
  if (exact && to.kind === 'double' && to.scale === undefined)
    return exactToDouble(emitter, input, from)
  if (isFloating(from) && to.kind === 'double' && to.scale === undefined)
    return { ...input, range: null }
  if ((from.kind === 'integer' || from.kind === 'boolean') && isPlainInteger(to)) {
    return within(input, to) ? input : null
  }
  if (exact && to.kind === 'decimal') {
    const digits = to.scale - (from.kind === 'decimal' ? from.scale : 0)
    if (digits < 0) return narrowedDecimal(emitter, input, -digits, to)
    const scaled = scaleUp(emitter, input, digits)
    return within(scaled, to) ? scaled : null
  }
  if (from.kind === 'date' && (to.kind === 'datetime' || to.kind === 'timestamp')) {
    return scaled(emitter, input, 86_400n * BigInt(unitsPerSecond(to)))
  }
  return null
}

/** A decimal rounded to fewer digits, where its bounds say that it is a safe integer and fits. */
function narrowedDecimal(emitter: Emitter, input: Code, digits: number, to: SqlType): Code | null {
  const unit = powerOfTen(digits)
  const { min, max } = rangeOf(input)
  if (input.representation === 'bigint' || digits > 15) return null
  const js = `${emitter.constant(divideRounded)}(${asNumber(input)}, ${emitter.constant(Number(unit))})`
  const range = { min: min / unit - 1n, max: max / unit + 1n }
  const code: Code = { js, representation: 'number', isNull: null, range }
  return within(code, to) ? code : null
}

/** An ENUM is the code of a dictionary of texts already, so that grouping and comparing its text works on codes. */
function emitEnumText(emitter: Emitter, input: Code, from: SqlType, to: SqlType): Code | null {
  if (from.kind !== 'enum' || input.representation !== 'number') return null
  if (!isUnboundedText(to)) return null
  const entries = emitter.constant(['', ...from.members])
  return {
    js: `${entries}[${input.js}]`,
    representation: 'string',
    isNull: null,
    range: null,
    dictionary: { code: input.js, entries },
  }
}

function isUnboundedText(type: SqlType): boolean {
  return (
    type.kind === 'text' && type.length === null && type.name !== 'tinytext' && type.name !== 'char'
  )
}

function scaled(emitter: Emitter, input: Code, factor: bigint): Code {
  const range = { min: factor, max: factor }
  const by: Code = {
    js: emitter.constant(Number(factor)),
    representation: 'number',
    isNull: null,
    range,
  }
  return integerOperation('*', input, by)
}

function within(code: Code, type: SqlType): boolean {
  const limits = typeRange(type)
  const range = rangeOf(code)
  return limits !== null && range.min >= limits.min && range.max <= limits.max
}

function exactToDouble(emitter: Emitter, input: Code, from: SqlType): Code | null {
  const scale = from.kind === 'decimal' ? from.scale : 0
  if (input.representation === 'bigint' && scale > 0) return null
  if (scale > 22) return null
  const js =
    scale === 0
      ? asNumber(input)
      : `(${asNumber(input)} / ${emitter.constant(Number(powerOfTen(scale)))})`
  return { js, representation: 'number', isNull: null, range: null }
}
