import type { SqlType, TemporalType } from '../types/sql-type.ts'
import { types, unitsPerSecond } from '../types/sql-type.ts'
import { rescaleUnits, secondsPerDay } from '../types/temporal.ts'
import type { TimeZone } from '../types/time-zone.ts'
import { plainFunction, typedFunction } from './define.ts'
import type { StatementEnvironment } from './environment.ts'
import type { ConstantArgument, ResolvedCall, ScalarFunction } from './scalar-function.ts'

const millisecondsPerDay = secondsPerDay * 1000

/** Milliseconds since 1970-01-01 00:00:00 on the session's clock when the statement began. */
function localNow({ now, zone }: StatementEnvironment): number {
  return localMilliseconds(now, zone)
}

function localMilliseconds(instant: number, zone: TimeZone): number {
  return instant + zone.offsetAt(Math.floor(instant / 1000)) * 1000
}

const utcNow = ({ now }: StatementEnvironment) => now

export const nowFunctions: readonly ScalarFunction[] = [
  instant(
    'NOW',
    'Date and time when the statement began, with as many digits of the second as asked.',
    localNow,
  ),
  instant('UTC_TIMESTAMP', 'Date and time when the statement began, in UTC.', utcNow),
  {
    ...instant('SYSDATE', 'Date and time of this very call.', ({ zone }) =>
      localMilliseconds(Date.now(), zone),
    ),
    volatile: true,
  },
  clock('CURTIME', 'Time of day when the statement began.', localNow),
  clock('UTC_TIME', 'Time of day when the statement began, in UTC.', utcNow),
  today('CURDATE', 'Date when the statement began.', localNow),
  today('UTC_DATE', 'Date when the statement began, in UTC.', utcNow),
]

type Clock = (environment: StatementEnvironment) => number

function today(name: string, doc: string, read: Clock): ScalarFunction {
  return plainFunction({
    name,
    doc,
    parameters: [],
    returns: types.date,
    contextual: true,
    implementation: (environment: StatementEnvironment) =>
      Math.floor(read(environment) / millisecondsPerDay),
  })
}

function instant(name: string, doc: string, read: Clock): ScalarFunction {
  return fractional(name, 'datetime', doc, read)
}

function clock(name: string, doc: string, read: Clock): ScalarFunction {
  return fractional(name, 'time', doc, (environment) => {
    const inDay = read(environment) % millisecondsPerDay
    return inDay < 0 ? inDay + millisecondsPerDay : inDay
  })
}

function fractional(
  name: string,
  kind: TemporalType['kind'],
  doc: string,
  read: Clock,
): ScalarFunction {
  return typedFunction({
    name,
    doc,
    contextual: true,
    resolve: (args, constants) => resolveFraction(name, kind, args, constants),
    implement({ type }) {
      const { fsp } = type as TemporalType
      const step = 10 ** Math.max(0, 3 - (fsp ?? 3))
      const units = unitsPerSecond(type as TemporalType)
      return (environment: StatementEnvironment) => {
        const milliseconds = Math.floor(read(environment) / step) * step
        return rescaleUnits(milliseconds, 1000, units)
      }
    },
  })
}

/** The digits of the fraction have to be a constant; where it is not known, six hold any. */
function resolveFraction(
  name: string,
  kind: TemporalType['kind'],
  args: readonly SqlType[],
  [digits]: readonly ConstantArgument[],
): ResolvedCall | string {
  if (args.length > 1) return `Incorrect parameter count in the call to native function '${name}'`
  if (args.length === 0) return { args: [], type: { kind, fsp: 0 } }
  if (digits === undefined) return { args: [types.bigint], type: { kind, fsp: 6 } }
  const fsp = Number(digits)
  if (Number.isInteger(fsp) && fsp >= 0 && fsp <= 6)
    return { args: [types.bigint], type: { kind, fsp } }
  return `Too-big precision specified for '${name}'. Maximum is 6`
}
