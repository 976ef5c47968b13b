/** A time zone: how many seconds its clocks are ahead of UTC at an instant, given in seconds since 1970. */
export type TimeZone = (instant: number) => number

/** Longest offset of MySQL, 14:00, and its shortest, −13:59, in minutes. */
const mostMinutes = 14 * 60
const leastMinutes = -(13 * 60 + 59)

const known = new Map<string, TimeZone | null>()
const mostKnown = 256

/** The zone of a name: `+05:30`, `SYSTEM` (which is UTC), `UTC`, or one of the IANA database; `null` where there is none. */
export function timeZone(name: string): TimeZone | null {
  let zone = known.get(name)
  if (zone === undefined) {
    zone = findZone(name)
    if (known.size >= mostKnown) known.clear()
    known.set(name, zone)
  }
  return zone
}

function findZone(name: string): TimeZone | null {
  const offset = /^([+-])(\d{1,2}):(\d{2})$/.exec(name)
  if (offset !== null) {
    const minutes = (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1)
    const isValid = minutes >= leastMinutes && minutes <= mostMinutes && Number(offset[3]) < 60
    return isValid ? () => minutes * 60 : null
  }
  const upper = name.toUpperCase()
  if (upper === 'SYSTEM' || upper === 'UTC') return () => 0
  return /^[A-Za-z]/.test(name) ? namedZone(name) : null
}

const mostInstants = 4096
const quarterHour = 900

/** By what the runtime's calendar shows; zones change their clocks at quarters of an hour. */
function namedZone(name: string): TimeZone | null {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return null
  }
  const offsets = new Map<number, number>()
  return (instant) => {
    const quarter = Math.floor(instant / quarterHour)
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      offset = shownOffset(format, quarter * quarterHour)
      if (offsets.size >= mostInstants) offsets.clear()
      offsets.set(quarter, offset)
    }
    return offset
  }
}

function shownOffset(format: Intl.DateTimeFormat, instant: number): number {
  const parts: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(instant * 1000)) parts[type] = value
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year)
  const shown = new Date(0)
  shown.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day))
  shown.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second))
  return shown.getTime() / 1000 - instant
}

/** The instant at which a zone's clocks show a time, both in seconds; of two the earlier, of none the one behind the gap. */
export function instantOf(clock: number, zone: TimeZone): number {
  const first = clock - zone(clock - 86_400)
  if (first + zone(first) === clock) return first
  const second = clock - zone(clock + 86_400)
  if (second + zone(second) === clock) return second
  return second > first ? second : first
}
