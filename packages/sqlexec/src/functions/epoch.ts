import { rescaleDecimal } from '../types/decimal.ts'
import {
  decimalType,
  type SqlType,
  type TemporalType,
  types,
  unitsPerSecond,
} from '../types/sql-type.ts'
import { combineUnits, daysOfUnits, secondsPerDay, unitsOfDay } from '../types/temporal.ts'
import { normalizeInteger } from '../types/value.ts'
import { numericOperand } from './arithmetic.ts'
import { asDecimal, isFloating } from './comparison.ts'
import { dateFormatter } from './date-format.ts'
import { typedFunction, wrongCount } from './define.ts'
import type { StatementEnvironment } from './environment.ts'
import type { ConstantArgument, ResolvedCall, ScalarFunction } from './scalar-function.ts'
import {
  clockReader,
  dateParameter,
  daysReader,
  needsDate,
  textFraction,
  unitsOf,
} from './temporal-argument.ts'
import { secondsParameter } from './time-conversion.ts'

type Integer = number | bigint

/** 3001-01-18 23:59:59 UTC, where MySQL's timestamps end. */
const lastSecond = 32_536_771_199

/** Functions of seconds since 1970-01-01 00:00:00 UTC; dates are on the session's clock. */
export const epochFunctions: readonly ScalarFunction[] = [
  {
    ...typedFunction({
      name: 'UNIX_TIMESTAMP',
      doc: 'Seconds since 1970-01-01 00:00:00 UTC, of now or of a date; 0 of a date before or after the timestamps.',
      contextual: true,
      resolve: resolveUnixTimestamp,
      implement: ({ args, type }) => unixTimestamp(args, type),
    }),
    instants: true,
  },
  typedFunction({
    name: 'FROM_UNIXTIME',
    doc: 'The date and time of seconds since 1970-01-01 00:00:00 UTC, or its text by a format.',
    contextual: true,
    mayBeNull: true,
    resolve(args) {
      if (args.length < 1 || args.length > 2) return wrongCount('FROM_UNIXTIME')
      const seconds = secondsParameter(args[0])
      const type: SqlType = { kind: 'datetime', fsp: Math.min(6, asDecimal(seconds).scale) }
      if (args.length === 1) return { args: [seconds], type }
      return { args: [seconds, types.text], type: types.text }
    },
    implement: ({ args: [seconds], type }) => fromUnixTime(asDecimal(seconds).scale, type),
  }),
]

function resolveUnixTimestamp(
  args: readonly SqlType[],
  [constant]: readonly ConstantArgument[],
): ResolvedCall | string {
  if (args.length === 0) return { args, type: types.bigint }
  if (args.length > 1) return wrongCount('UNIX_TIMESTAMP')
  const number = numericOperand(args[0])
  const fsp = isFloating(number) ? textFraction(constant) : Math.min(6, asDecimal(number).scale)
  const parameter = dateParameter(args[0], { kind: 'datetime', fsp })
  if (parameter === undefined) return needsDate('UNIX_TIMESTAMP')
  const digits = parameter.kind === 'date' ? 0 : ((parameter as TemporalType).fsp ?? 0)
  return {
    args: [parameter],
    type: digits === 0 ? types.bigint : decimalType(12 + Math.min(digits, 6), Math.min(digits, 6)),
  }
}

function unixTimestamp(
  [from]: readonly SqlType[],
  type: SqlType,
): (environment: StatementEnvironment, value?: Integer) => Integer {
  if (from === undefined) return ({ now }) => Math.floor(now / 1000)
  const days = daysReader(from)
  const clock = clockReader(from)
  const units = unitsOf(from)
  const scale = asDecimal(type).scale
  const isInstant = from.kind === 'timestamp'
  return ({ zone }, value = 0) => {
    const inDay = clock(value)
    const whole = Math.floor(inDay / units)
    const shown = days(value) * secondsPerDay + whole
    const seconds = isInstant ? shown : (zone.utcOf(shown) ?? zone.gapEnd(shown))
    if (seconds < 0 || seconds > lastSecond) return 0
    const fraction = Math.floor((inDay - whole * units) / (units / 10 ** scale))
    return normalizeInteger(BigInt(rescaleDecimal(seconds, 0, scale)) + BigInt(fraction))
  }
}

function fromUnixTime(
  scale: number,
  type: SqlType,
): (environment: StatementEnvironment, value: Integer, format?: string) => Integer | string | null {
  const fsp = type.kind === 'text' ? Math.min(6, scale) : ((type as TemporalType).fsp ?? 3)
  const units = type.kind === 'text' ? 1_000_000 : unitsPerSecond(type as TemporalType)
  const write = dateFormatter()
  return ({ zone }, value, format) => {
    const count = BigInt(rescaleDecimal(value, scale, fsp))
    const perSecond = 10n ** BigInt(fsp)
    const seconds = Number(count / perSecond)
    if (count < 0n || seconds > lastSecond) return null
    const fraction = Number(count % perSecond) * (units / 10 ** fsp)
    const local = combineUnits(seconds + zone.offsetAt(seconds), fraction, units)
    if (format === undefined) return local
    return write(format, daysOfUnits(local, units), unitsOfDay(local, units))
  }
}
