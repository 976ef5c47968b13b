import { SqlError } from '../base/errors.ts'
import { type TemporalType, unitsPerSecond } from '../types/sql-type.ts'
import { formatDateTime, type UnitsPerSecond } from '../types/temporal.ts'
import type { TimeZone } from '../types/time-zone.ts'
import { normalizeInteger } from '../types/value.ts'
import { typedFunction } from './define.ts'
import type { StatementEnvironment } from './environment.ts'
import type { ScalarFunction } from './scalar-function.ts'

/*
 * Between instants (TIMESTAMP) and wall clocks (DATETIME) of a time zone.
 */

type Units = number | bigint

/** Whole seconds of a count, rounded down. */
function wholeSeconds(value: Units, perSecond: number): number {
  if (typeof value === 'number') return Math.floor(value / perSecond)
  const divisor = BigInt(perSecond)
  const rest = ((value % divisor) + divisor) % divisor
  return Number((value - rest) / divisor)
}

/** A count that lies `seconds` later. */
function later(value: Units, seconds: number, perSecond: number): Units {
  if (seconds === 0) return value
  if (typeof value === 'number') {
    const sum = value + seconds * perSecond
    if (Number.isSafeInteger(sum)) return sum
  }
  return normalizeInteger(BigInt(value) + BigInt(seconds) * BigInt(perSecond))
}

/** The wall clock at an instant. */
export function toLocal(value: Units, perSecond: number, zone: TimeZone): Units {
  return later(value, zone.offsetAt(wholeSeconds(value, perSecond)), perSecond)
}

/** The instant of a wall clock; `null` for a time that clocks put forward leave out. */
export function toInstant(value: Units, perSecond: number, zone: TimeZone): Units | null {
  const seconds = wholeSeconds(value, perSecond)
  const utc = zone.utcOf(seconds)
  return utc === null ? null : later(value, utc - seconds, perSecond)
}

/** As `toInstant`, with the moment when the clocks were put forward for what they leave out. */
export function toNearInstant(value: Units, perSecond: number, zone: TimeZone): Units {
  const exact = toInstant(value, perSecond, zone)
  if (exact !== null) return exact
  const seconds = wholeSeconds(value, perSecond)
  return later(value, zone.gapEnd(seconds) - seconds, perSecond)
}

/** TIMESTAMP to DATETIME on the session's clock: what casts of instants begin with. Not to be called by name. */
export const localTime = conversion('datetime', 'LOCAL TIME', (value, units, { zone }) =>
  toLocal(value, units, zone),
)

/** DATETIME on the session's clock to TIMESTAMP, for comparisons. */
export const nearInstant = conversion('timestamp', 'INSTANT', (value, units, { zone }) =>
  toNearInstant(value, units, zone),
)

/** DATETIME on the session's clock to TIMESTAMP, for columns: a time that the clock never showed is an error. */
export const exactInstant = conversion('timestamp', 'EXACT INSTANT', (value, units, { zone }) => {
  const instant = toInstant(value, units, zone)
  if (instant !== null) return instant
  const text = formatDateTime(value, units, null)
  const message = `Incorrect datetime value: '${text}': clocks in ${zone.name} were put forward past it`
  throw new SqlError('incorrect_datetime', message)
})

/** Whether a function is one of the conversions above. */
export function isZoneConversion(definition: ScalarFunction): boolean {
  return definition === localTime || definition === nearInstant || definition === exactInstant
}

function conversion(
  to: 'datetime' | 'timestamp',
  name: string,
  convert: (value: Units, units: UnitsPerSecond, environment: StatementEnvironment) => Units,
): ScalarFunction {
  return {
    ...typedFunction({
      name,
      doc: 'Between the session’s clock and UTC.',
      contextual: true,
      resolve: ([type]) => ({ args: [type], type: { kind: to, fsp: (type as TemporalType).fsp } }),
      implement({ type }) {
        const units = unitsPerSecond(type as TemporalType)
        return (environment: StatementEnvironment, value: Units) =>
          convert(value, units, environment)
      },
    }),
    instants: true,
  }
}
