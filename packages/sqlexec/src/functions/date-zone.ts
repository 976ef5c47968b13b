import type { TemporalType } from '../types/sql-type.ts'
import { types } from '../types/sql-type.ts'
import { combineUnits, daysOfUnits, secondsPerDay, unitsOfDay } from '../types/temporal.ts'
import { findTimeZone } from '../types/time-zone.ts'
import { typedFunction, wrongCount } from './define.ts'
import {
  dateParameter,
  fineDateTime,
  needsDate,
  textFraction,
  unitsOf,
} from './temporal-argument.ts'

type Integer = number | bigint

/** 3001-01-18 23:59:59 UTC, where MySQL's timestamps end. */
const lastSecond = 32_536_771_199

export const convertZoneFunction = typedFunction({
  name: 'CONVERT_TZ',
  doc: 'A date and time of one time zone in another; NULL where there is no such zone. What is no timestamp stays.',
  mayBeNull: true,
  resolve(args, constants) {
    if (args.length !== 3) return wrongCount('CONVERT_TZ')
    const [date, ...zones] = args
    const given = dateParameter(date, fineDateTime)
    if (given === undefined) return needsDate('CONVERT_TZ')
    const fsp =
      given.kind === 'date'
        ? 0
        : date.kind === 'text'
          ? textFraction(constants[0])
          : (given as TemporalType).fsp
    const parameter: TemporalType = { kind: 'datetime', fsp }
    const names = zones.map((zone) => (zone.kind === 'text' ? zone : types.text))
    return { args: [parameter, ...names], type: parameter }
  },
  implement({ args: [from] }) {
    const units = unitsOf(from)
    return (value: Integer, fromName: string, toName: string) => {
      const fromZone = findTimeZone(fromName)
      const toZone = findTimeZone(toName)
      if (fromZone === null || toZone === null) return null
      const inDay = unitsOfDay(value, units)
      const second = Math.floor(inDay / units)
      const clock = daysOfUnits(value, units) * secondsPerDay + second
      const instant = fromZone.utcOf(clock) ?? fromZone.gapEnd(clock)
      if (instant < 0 || instant > lastSecond) return value
      return combineUnits(instant + toZone.offsetAt(instant), inDay - second * units, units)
    }
  },
})
