/*
 * Time zones: fixed offsets from UTC, and the zones of the IANA database through Intl. Times count whole seconds since 1970-01-01
 * 00:00:00, of UTC or of the wall clock.
 */

export interface TimeZone {
  /** As `@@time_zone` shows it. */
  readonly name: string
  readonly isUtc: boolean
  /** Seconds that the wall clock is ahead of UTC at a second of UTC. */
  offsetAt(utc: number): number
  /**
   * The second of UTC at which the wall clock shows `local`. Where clocks were put back it does so twice, and the earlier one counts
   * as in MySQL; a time that clocks put forward leave out is `null`.
   */
  utcOf(local: number): number | null
  /** The second of UTC at which clocks were put forward past `local`, which `utcOf` knows no second of. */
  gapEnd(local: number): number
}

export function fixedZone(name: string, offset: number): TimeZone {
  return {
    name,
    isUtc: offset === 0,
    offsetAt: () => offset,
    utcOf: (local) => local - offset,
    gapEnd: (local) => local - offset,
  }
}

export const utcZone: TimeZone = fixedZone('UTC', 0)

const known = new Map<string, TimeZone | null>()
/** More names than there are zones, so that no statement fills memory with wrong ones. */
const maxKnown = 2000

/**
 * The zone of a name as `time_zone` and CONVERT_TZ take it: `SYSTEM` (UTC on every machine), `+hh:mm` within −13:59 … +14:00, or a
 * name of the IANA database without regard to case. `null`: there is none.
 */
export function findTimeZone(name: string): TimeZone | null {
  let zone = known.get(name)
  if (zone === undefined) {
    zone = readZone(name)
    if (known.size >= maxKnown) known.clear()
    known.set(name, zone)
  }
  return zone
}

function readZone(name: string): TimeZone | null {
  if (/^system$/iu.test(name)) return fixedZone('SYSTEM', 0)
  if (/^utc$/iu.test(name)) return utcZone
  const offset = /^([+-])(\d{1,2}):(\d\d)$/u.exec(name)
  if (offset !== null) return offsetZone(offset[1], Number(offset[2]), Number(offset[3]))
  return /^[a-z]/iu.test(name) ? namedZone(name) : null
}

function offsetZone(sign: string, hours: number, minutes: number): TimeZone | null {
  const total = hours * 60 + minutes
  if (minutes > 59 || total > (sign === '-' ? 839 : 840)) return null
  const text = `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
  return fixedZone(text, (sign === '-' ? -total : total) * 60)
}

function namedZone(name: string): TimeZone | null {
  try {
    return new IanaZone(name)
  } catch {
    return null
  }
}

/** From `start` on, until the next segment begins. */
interface Segment {
  readonly start: number
  readonly end: number
  readonly offset: number
}

/** How far apart a year is looked at: shorter than any time between two changes of one zone. */
const step = 8 * 86_400
const yearLength = 366 * 86_400

/** No zone is further from UTC, and none jumps further. */
const maxOffset = 26 * 3600

class IanaZone implements TimeZone {
  readonly name: string
  readonly isUtc = false
  readonly #format: Intl.DateTimeFormat
  /** Segments by the year of 366 days that they begin in or reach into. */
  readonly #years = new Map<number, readonly Segment[]>()
  #last: Segment = { start: 0, end: 0, offset: 0 }

  /** @throws RangeError for a name that is no zone */
  constructor(name: string) {
    const digits = '2-digit'
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      era: 'short',
      hourCycle: 'h23',
      year: 'numeric',
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    })
    this.name = name
  }

  offsetAt(utc: number): number {
    const last = this.#last
    if (utc >= last.start && utc < last.end) return last.offset
    return this.#segmentAt(utc).offset
  }

  utcOf(local: number): number | null {
    // In order of time, so that the earlier of two answers is found first.
    let utc = local - maxOffset
    while (utc <= local + maxOffset) {
      const segment = this.#segmentAt(utc)
      const candidate = local - segment.offset
      if (candidate >= segment.start && candidate < segment.end) return candidate
      utc = segment.end
    }
    return null
  }

  gapEnd(local: number): number {
    let segment = this.#segmentAt(local - maxOffset)
    for (;;) {
      const next = this.#segmentAt(segment.end)
      if (segment.end + next.offset > local) return segment.end
      segment = next
    }
  }

  #segmentAt(utc: number): Segment {
    const last = this.#last
    if (utc >= last.start && utc < last.end) return last
    const year = Math.floor(utc / yearLength)
    let segments = this.#years.get(year)
    if (segments === undefined) {
      segments = this.#readYear(year)
      this.#years.set(year, segments)
    }
    this.#last = segments.find(({ end }) => utc < end)!
    return this.#last
  }

  #readYear(year: number): Segment[] {
    const segments: Segment[] = []
    const end = (year + 1) * yearLength
    let start = year * yearLength
    let offset = this.#offset(start)
    for (let at = start; at < end; at += step) {
      const next = Math.min(at + step, end)
      const after = this.#offset(next)
      if (after === offset) continue
      const change = this.#changeBetween(at, next, offset)
      segments.push({ start, end: change, offset })
      start = change
      offset = after
    }
    if (start < end) segments.push({ start, end, offset })
    return segments
  }

  /** The first second in (low, high] at which the offset is not `before`. */
  #changeBetween(low: number, high: number, before: number): number {
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.#offset(middle) === before) low = middle
      else high = middle
    }
    return high
  }

  #offset(utc: number): number {
    const fields: Record<string, number> = {}
    let era = 1
    for (const { type, value } of this.#format.formatToParts(utc * 1000)) {
      if (type === 'era') era = value === 'BC' || value === 'B' ? -1 : 1
      else fields[type] = Number(value)
    }
    const year = era < 0 ? 1 - fields.year : fields.year
    const wall = new Date(0)
    wall.setUTCFullYear(year, fields.month - 1, fields.day)
    wall.setUTCHours(fields.hour, fields.minute, fields.second)
    return Math.round(wall.getTime() / 1000) - utc
  }
}
