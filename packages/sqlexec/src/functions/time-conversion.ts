import { rescaleDecimal } from '../types/decimal.ts'
import {
  decimalType,
  isTemporal,
  type SqlType,
  type TemporalType,
  types,
  unitsPerSecond,
} from '../types/sql-type.ts'
import { maxTimeSeconds, parseTime } from '../types/temporal.ts'
import { numericOperand } from './arithmetic.ts'
import { asDecimal, isFloating } from './comparison.ts'
import { typedFunction, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { clockParameter, clockReader, textFraction, unitsOf } from './temporal-argument.ts'

type Integer = number | bigint

/** Functions from and to TIME, whose values end at ±838:59:59. */
export const timeConversionFunctions: readonly ScalarFunction[] = [
  typedFunction({
    name: 'TIME',
    doc: 'The time of a date and time, or a text as a time.',
    mayBeNull: true,
    resolve(args, constants) {
      if (args.length !== 1) return wrongCount('TIME')
      const [arg] = args
      if (arg.kind === 'date') return { args, type: { kind: 'time', fsp: 0 } }
      if (isTemporal(arg)) return { args, type: { kind: 'time', fsp: (arg as TemporalType).fsp } }
      const exact = numericOperand(arg)
      const fsp = isFloating(exact)
        ? textFraction(constants[0])
        : Math.min(6, asDecimal(exact).scale)
      const type: SqlType = { kind: 'time', fsp }
      return { args: [arg.kind === 'text' ? arg : types.text], type }
    },
    implement({ args: [from], type }) {
      const units = unitsPerSecond(type as TemporalType)
      const fsp = (type as TemporalType).fsp ?? undefined
      if (from.kind === 'text') return (text: string) => parseTime(text, units, fsp, true)
      return from.kind === 'time' ? (value: Integer) => value : clockReader(from)
    },
  }),
  typedFunction({
    name: 'TIME_TO_SEC',
    doc: 'A time in seconds.',
    resolve: (args) =>
      args.length === 1
        ? { args: [clockParameter(args[0])], type: types.int }
        : wrongCount('TIME_TO_SEC'),
    implement({ args: [from] }) {
      const units = unitsOf(from)
      const clock = clockReader(from)
      const signed = from.kind === 'time'
      return (value: Integer) => {
        const seconds = Math.floor(clock(value) / units)
        return signed && value < 0 ? 0 - seconds : seconds
      }
    },
  }),
  typedFunction({
    name: 'SEC_TO_TIME',
    doc: 'Seconds as a time.',
    resolve(args) {
      if (args.length !== 1) return wrongCount('SEC_TO_TIME')
      const seconds = secondsParameter(args[0])
      return { args: [seconds], type: { kind: 'time', fsp: Math.min(6, asDecimal(seconds).scale) } }
    },
    implement({ args: [from], type }) {
      const time = type as TemporalType
      const units = unitsPerSecond(time)
      const fsp = time.fsp ?? 3
      const limit = maxTimeSeconds * units
      return (value: Integer) => {
        const rounded = rescaleDecimal(value, asDecimal(from).scale, fsp)
        const count = rescaleDecimal(rounded, fsp, Math.log10(units))
        return count > limit ? limit : count < -limit ? -limit : count
      }
    },
  }),
  typedFunction({
    name: 'MAKETIME',
    doc: 'A time of hours, minutes and seconds; NULL where minutes or seconds are not below 60.',
    mayBeNull: true,
    resolve(args) {
      if (args.length !== 3) return wrongCount('MAKETIME')
      const seconds = secondsParameter(args[2])
      return {
        args: [types.bigint, types.bigint, seconds],
        type: { kind: 'time', fsp: Math.min(6, asDecimal(seconds).scale) },
      }
    },
    implement({ args: [, , from], type }) {
      const units = unitsPerSecond(type as TemporalType)
      const fsp = (type as TemporalType).fsp ?? 3
      const scale = asDecimal(from).scale
      const limit = maxTimeSeconds * units
      return (hours: Integer, minutes: Integer, seconds: Integer) => {
        const rounded = rescaleDecimal(rescaleDecimal(seconds, scale, fsp), fsp, Math.log10(units))
        const second = Number(rounded)
        if (minutes < 0 || minutes > 59 || second < 0 || second >= 60 * units) return null
        const hour = Math.abs(Number(hours))
        const total = (hour * 3600 + Number(minutes) * 60) * units + second
        const cut = Math.min(total, limit)
        return hours < 0 ? 0 - cut : cut
      }
    },
  }),
]

/** Seconds as they are where they are exact; text and doubles with microseconds. */
export function secondsParameter(arg: SqlType): SqlType {
  const operand = numericOperand(arg)
  return isFloating(operand) ? decimalType(30, 6) : operand
}
