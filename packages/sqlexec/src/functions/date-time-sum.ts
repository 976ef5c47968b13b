import {
  isTemporal,
  type SqlType,
  type TemporalType,
  types,
  unitsPerSecond,
} from '../types/sql-type.ts'
import {
  daysOfUnits,
  formatDateTime,
  formatTime,
  maxTimeSeconds,
  parseDateTime,
  parseTime,
  rescaleUnits,
} from '../types/temporal.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import type { Signature } from './code.ts'
import { typedFunction, wrongCount } from './define.ts'
import type { ConstantArgument, ResolvedCall, ScalarFunction } from './scalar-function.ts'
import { fineTime, fractionDigits, isDateInRange, textFraction } from './temporal-argument.ts'

/** ADDTIME and SUBTIME: a TIME stays one, a date and time too, and text becomes text. */
export const timeSumFunctions: readonly ScalarFunction[] = [
  timeSum('ADDTIME', 'A time, or a date and time, plus a time.', 1n),
  timeSum('SUBTIME', 'A time, or a date and time, minus a time.', -1n),
]

function timeSum(name: string, doc: string, sign: bigint): ScalarFunction {
  return typedFunction({
    name,
    doc,
    mayBeNull: true,
    resolve: (args, constants) =>
      args.length === 2 ? resolveSum(args, constants[1]) : wrongCount(name),
    implement: (signature) => adder(signature, sign),
  })
}

function resolveSum([first, second]: readonly SqlType[], constant: ConstantArgument): ResolvedCall {
  const added: SqlType =
    second.kind === 'time' || second.kind === 'text' ? second : timeLike(second)
  if (!isTemporal(first)) {
    const text = first.kind === 'text' ? first : types.text
    return { args: [text, added], type: types.text }
  }
  const digits = Math.max(
    fractionDigits(first),
    added.kind === 'text' ? textFraction(constant) : fractionDigits(added),
  )
  const kind = first.kind === 'time' ? 'time' : 'datetime'
  const parameter: SqlType = first.kind === 'date' ? { kind: 'datetime', fsp: 0 } : first
  const isDefault = 'fsp' in parameter && parameter.fsp === null && digits <= 3
  return { args: [parameter, added], type: { kind, fsp: isDefault ? null : digits } }
}

/** A date and time is no time to add, so that it stays what makes NULL. */
function timeLike(type: SqlType): SqlType {
  return isTemporal(type) ? type : fineTime
}

interface Moment {
  readonly isTime: boolean
  readonly micros: bigint
}

type Reader = (value: never) => Moment | null

function readerOf(type: SqlType): Reader {
  if (type.kind === 'text') return momentOfText
  const isTime = type.kind === 'time'
  if (type.kind === 'date') {
    return (value: number) => ({ isTime, micros: BigInt(value) * 86_400_000_000n })
  }
  const units = unitsPerSecond(type as TemporalType)
  return (value: number | bigint) => ({
    isTime,
    micros: BigInt(rescaleUnits(value, units, 1_000_000)),
  })
}

const beginsAsDate = /^\s*\d{1,4}[^\w\s:.]\d{1,2}[^\w\s]/u

function momentOfText(text: string): Moment | null {
  const isTime = !beginsAsDate.test(text)
  const value = isTime ? parseTime(text, 1_000_000) : parseDateTime(text, 1_000_000)
  return value === null ? null : { isTime, micros: BigInt(value) }
}

const mostMicros = BigInt(maxTimeSeconds) * 1_000_000n

function adder({ args: [from, added], type }: Signature, sign: bigint) {
  const first = readerOf(from)
  const second = readerOf(added)
  return (value: never, amount: never): SqlValue => {
    const moment = first(value)
    const time = second(amount)
    if (moment === null || time === null || !time.isTime) return null
    const micros = moment.micros + sign * time.micros
    if (moment.isTime) {
      const cut = micros > mostMicros ? mostMicros : micros < -mostMicros ? -mostMicros : micros
      return sumValue(cut, type, true)
    }
    return isDateInRange(daysOfUnits(micros, 1_000_000)) ? sumValue(micros, type, false) : null
  }
}

function sumValue(micros: bigint, type: SqlType, isTime: boolean): SqlValue {
  const value = normalizeInteger(micros)
  if (type.kind !== 'text') {
    return rescaleUnits(value, 1_000_000, unitsPerSecond(type as TemporalType))
  }
  const fsp = micros % 1_000_000n === 0n ? 0 : 6
  return isTime ? formatTime(value, 1_000_000, fsp) : formatDateTime(value, 1_000_000, fsp)
}
