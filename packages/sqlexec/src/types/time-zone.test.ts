import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findTimeZone, type TimeZone } from './time-zone.ts'

const seconds = (text: string) => Date.parse(`${text}Z`) / 1000

function zone(name: string): TimeZone {
  const found = findTimeZone(name)
  if (found === null) throw new Error(`no zone ${name}`)
  return found
}

describe('names of zones', () => {
  test.each([
    ['SYSTEM', 0],
    ['utc', 0],
    ['+05:30', 19_800],
    ['-13:59', -50_340],
    ['+14:00', 50_400],
    ['+0:00', 0],
    ['asia/kolkata', 19_800],
  ])('%s', (name, offset) => {
    expect(zone(name).offsetAt(seconds('2024-01-01T00:00:00'))).toBe(offset)
  })

  test.each(['', '+14:01', '-14:00', '+05:60', '5:30', 'Mars/Olympus', '+5', 'Europe/'])(
    'no zone: %s',
    (name) => expect(findTimeZone(name)).toBeNull(),
  )
})

describe('Europe/Vienna', () => {
  const vienna = zone('Europe/Vienna')

  test('changes its clocks at 01:00 UTC', () => {
    expect(vienna.offsetAt(seconds('2024-03-31T00:59:59'))).toBe(3600)
    expect(vienna.offsetAt(seconds('2024-03-31T01:00:00'))).toBe(7200)
    expect(vienna.offsetAt(seconds('2024-10-27T00:59:59'))).toBe(7200)
    expect(vienna.offsetAt(seconds('2024-10-27T01:00:00'))).toBe(3600)
  })

  test('knows no instant in the gap, and the earlier of two', () => {
    expect(vienna.utcOf(seconds('2024-03-31T02:30:00'))).toBeNull()
    expect(vienna.gapEnd(seconds('2024-03-31T02:30:00'))).toBe(seconds('2024-03-31T01:00:00'))
    expect(vienna.utcOf(seconds('2024-10-27T02:30:00'))).toBe(seconds('2024-10-27T00:30:00'))
    expect(vienna.utcOf(seconds('2024-10-27T03:00:00'))).toBe(seconds('2024-10-27T02:00:00'))
  })
})

describe.each([
  'Europe/Vienna',
  'Africa/Casablanca',
  'America/St_Johns',
  'Pacific/Apia',
  'Asia/Tehran',
])('%s', (name) => {
  const instants = fc.integer({
    min: seconds('1900-01-01T00:00:00'),
    max: seconds('2100-01-01T00:00:00'),
  })
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: name,
    dateStyle: 'short',
    timeStyle: 'medium',
  })

  test('shows what Intl shows, and finds the way back', () => {
    const here = zone(name)
    fc.assert(
      fc.property(instants, (utc) => {
        const local = utc + here.offsetAt(utc)
        expect(new Date(local * 1000).toISOString().slice(0, 19).replace('T', ' ')).toBe(
          format.format(utc * 1000),
        )
        const back = here.utcOf(local)
        expect(back).not.toBeNull()
        expect(back! + here.offsetAt(back!)).toBe(local)
        expect(back!).toBeLessThanOrEqual(utc)
      }),
      { seed: 42, numRuns: 300 },
    )
  })
})
