import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitsPerSecond } from './sql-type.ts'
import {
  civilFromDays,
  combineUnits,
  dateFromJsDate,
  dateTimeFromJsDate,
  dateTimeToJsDate,
  dateToJsDate,
  dayOfMonth,
  dayOfYear,
  daysFromCivil,
  daysInMonth,
  daysOfUnits,
  formatDate,
  formatDateTime,
  formatTime,
  monthOfDays,
  parseDate,
  parseDateTime,
  parseTemporalNumber,
  parseTime,
  rescaleUnits,
  roundUnits,
  type UnitsPerSecond,
  unitsOfDay,
  weekday,
  yearOfDays,
} from './temporal.ts'

const firstDay = daysFromCivil(0, 1, 1)
const lastDay = daysFromCivil(9999, 12, 31)
const anyDay = fc.integer({ min: firstDay, max: lastDay })
const anyUnits = fc.constantFrom<UnitsPerSecond>(1_000, 1_000_000, 1_000_000_000)

describe('calendar', () => {
  it('agrees with Date on every kind of year', () => {
    fc.assert(
      fc.property(anyDay, (days) => {
        const date = new Date(days * 86_400_000)
        const civil = civilFromDays(days)
        expect(civil).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        })
        expect(daysFromCivil(civil.year, civil.month, civil.day)).toBe(days)
        expect(yearOfDays(days)).toBe(civil.year)
        expect(monthOfDays(days)).toBe(civil.month)
        expect(dayOfMonth(days)).toBe(civil.day)
        expect(weekday(days)).toBe((date.getUTCDay() + 6) % 7)
        expect(dayOfYear(days)).toBe(days - daysFromCivil(civil.year, 1, 1) + 1)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('is exact at the ends of the 32-bit range of days', () => {
    for (const days of [-(2 ** 31), 2 ** 31 - 1]) {
      const { year, month, day } = civilFromDays(days)
      expect(daysFromCivil(year, month, day)).toBe(days)
      expect(daysInMonth(year, month)).toBeGreaterThanOrEqual(day)
    }
  })
})

describe('parseDate', () => {
  it.each([
    ['2024-01-31', '2024-01-31'],
    ['2024-1-5', '2024-01-05'],
    ['24-01-31', '2024-01-31'],
    ['69-01-01', '2069-01-01'],
    ['70-01-01', '1970-01-01'],
    ['20240131', '2024-01-31'],
    ['240131', '2024-01-31'],
    ['2024/01/31', '2024-01-31'],
    ['2024.01.31 23:59', '2024-01-31'],
    ['20240131235959', '2024-01-31'],
    ['2024-02-29T10:00:00Z', '2024-02-29'],
    ['  2024-01-31  ', '2024-01-31'],
    ['0000-01-01', '0000-01-01'],
    ['9999-12-31', '9999-12-31'],
    ['1-1-1', '0001-01-01'],
  ])('reads %j', (text, date) => {
    const days = parseDate(text)
    expect(days === null ? null : formatDate(days)).toBe(date)
  })

  it.each([
    '',
    'x',
    '2024',
    '2024-01',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0000-00-00',
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-01-31x',
    '2024-01-31 24:00:00',
    '2024-01-31 10:60',
    '20241301',
    '2024-01-3a',
    '10000-01-01',
    '-2024-01-01',
    `2024-01-31${' '.repeat(200_000)}x`,
    ' '.repeat(200_000),
  ])('rejects text %#', (text) => {
    expect(parseDate(text)).toBeNull()
  })

  it('reads what formatDate writes', () => {
    fc.assert(
      fc.property(anyDay, (days) => {
        expect(parseDate(formatDate(days))).toBe(days)
      }),
      { seed: 2 },
    )
  })
})

describe('parseDateTime', () => {
  it.each([
    ['1970-01-01 00:00:01', 1_000, undefined, 1000],
    ['1970-01-01T00:00:01.5', 1_000, undefined, 1500],
    ['1970-01-01 00:00:00.0005', 1_000, undefined, 1],
    ['1970-01-01 00:00:00.0004999', 1_000, undefined, 0],
    ['1970-01-01 00:00:00.999999', 1_000, 0, 1000],
    ['1970-01-01 00:00:00.45', 1_000, 1, 500],
    ['1969-12-31 23:59:59.999999', 1_000_000, 6, -1],
    ['1970-01-01 00:00:00.1234567895', 1_000_000_000, 9, 123456790],
    ['1970-01-01 02:00:00+02:00', 1_000, undefined, 0],
    ['1970-01-01 00:00:00 -05:30', 1_000, undefined, null],
    ['1969-12-31 18:30:00-05:30', 1_000, undefined, 0],
    ['1970-01-01 14:00+14:00', 1_000, undefined, 0],
    ['1970-01-01 14:01:00+14:01', 1_000, undefined, null],
    ['1970-01-01', 1_000, undefined, 0],
    ['19700101000001.5', 1_000, undefined, 1500],
    ['700101000001', 1_000, undefined, 1000],
    ['9999-12-31 23:59:59.9999', 1_000, undefined, null],
    ['0000-01-01 00:00:00+01:00', 1_000, undefined, null],
    ['2024-01-31 23:59:60', 1_000, undefined, null],
    ['2024-01-31 ab:00:00', 1_000, undefined, null],
    ['2300-01-01 00:00:00.000000001', 1_000_000_000, 9, 10413792000000000001n],
  ] as const)('reads %j', (text, units, fsp, value) => {
    expect(parseDateTime(text, units, fsp)).toBe(value)
  })

  it('reads what formatDateTime writes, in every unit', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 0, max: 86399 }),
        fc.nat(),
        anyUnits,
        (day, s, f, u) => {
          const value = combineUnits(day * 86400 + s, f % u, u)
          const text = formatDateTime(value, u, Math.log10(u))
          expect(parseDateTime(text, u)).toBe(value)
          expect(formatDateTime(value, u, 0)).toBe(text.slice(0, 19))
          expect(daysOfUnits(value, u)).toBe(day)
          expect(unitsOfDay(value, u)).toBe(s * u + (f % u))
          expect(rescaleUnits(rescaleUnits(value, u, 1_000_000_000), 1_000_000_000, u)).toBe(value)
        },
      ),
      { seed: 3, numRuns: 1000 },
    )
  })
})

describe('parseTime', () => {
  it.each([
    ['10:11:12', 36672000],
    ['10:11', 36660000],
    ['101112', 36672000],
    ['1112', 672000],
    ['12', 12000],
    ['-00:00:01.5', -1500],
    ['1 01:00:00', 90000000],
    ['2 10', 208800000],
    ['838:59:59', 3020399000],
    ['-838:59:59', -3020399000],
    ['00:00:59.9996', 60000],
    ['2024-01-31 10:11:12', 36672000],
    ['20240131101112', 36672000],
    ['-0', 0],
    ['838:59:59.5', null],
    ['839:00:00', null],
    ['10:60', null],
    ['1061', null],
    ['10:11:12x', null],
    ['', null],
    ['99999999999', null],
    [`${'9'.repeat(200_000)}`, null],
  ])('reads text %#', (text, value) => {
    expect(parseTime(text, 1_000)).toBe(value)
  })

  it('reads what formatTime writes', () => {
    const most = 838 * 3600 + 59 * 60 + 59
    fc.assert(
      fc.property(fc.integer({ min: -most, max: most - 1 }), fc.nat(), anyUnits, (s, f, u) => {
        const value = combineUnits(s, s < 0 ? 0 : f % u, u)
        expect(parseTime(formatTime(value, u, Math.log10(u)), u)).toBe(value)
      }),
      { seed: 4 },
    )
  })
})

describe('formats', () => {
  it('shows the fraction as declared, and milliseconds only where there are some', () => {
    expect(formatDateTime(1500, 1_000, null)).toBe('1970-01-01 00:00:01.500')
    expect(formatDateTime(1000, 1_000, null)).toBe('1970-01-01 00:00:01')
    expect(formatDateTime(1000, 1_000, 2)).toBe('1970-01-01 00:00:01.00')
    expect(formatDateTime(-1, 1_000, null)).toBe('1969-12-31 23:59:59.999')
    expect(formatTime(-3661001, 1_000, 3)).toBe('-01:01:01.001')
    expect(formatTime(3600000 * 100, 1_000, null)).toBe('100:00:00')
    expect(formatDateTime(-1n, 1_000_000_000, 9)).toBe('1969-12-31 23:59:59.999999999')
  })

  it('shows days outside the years 0 to 9999', () => {
    expect(formatDate(daysFromCivil(-1, 12, 31))).toBe('-0001-12-31')
    expect(formatDate(daysFromCivil(10000, 1, 1))).toBe('10000-01-01')
  })
})

describe('roundUnits', () => {
  it.each([
    [1500, 1_000, 0, 2000],
    [-1500, 1_000, 0, -2000],
    [1449, 1_000, 1, 1400],
    [1234, 1_000, 3, 1234],
    [9223372036854775807n, 1_000_000_000, 0, 9223372037000000000n],
  ] as const)('rounds %s', (value, units, fsp, result) => {
    expect(roundUnits(value, units, fsp)).toBe(result)
  })
})

describe('parseTemporalNumber', () => {
  it.each([
    [20240131, '2024-01-31'],
    [240131, '2024-01-31'],
    [70101, '2007-01-01'],
    [20240131101112, '2024-01-31'],
    [0, null],
    [-20240131, null],
    [123, '2000-01-23'],
    [1241, null],
    [10n ** 30n, null],
  ])('reads %s', (value, date) => {
    const fields = parseTemporalNumber(value)
    expect(fields === null ? null : formatDate(fields.days)).toBe(date)
  })
})

describe('Date', () => {
  it('goes to values and back', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), anyUnits, (date, units) => {
        const value = dateTimeFromJsDate(date, units)
        expect(value === null ? null : dateTimeToJsDate(value, units)).toEqual(date)
        const day = dateFromJsDate(date)
        expect(day === null ? null : dateToJsDate(day).getTime()).toBe(
          Math.floor(date.getTime() / 86_400_000) * 86_400_000,
        )
      }),
      { seed: 5 },
    )
    expect(dateTimeFromJsDate(new Date(Number.NaN), 1_000)).toBeNull()
    expect(dateFromJsDate(new Date(Number.NaN))).toBeNull()
  })

  it('uses the units of the type', () => {
    expect(unitsPerSecond({ kind: 'datetime', fsp: 6 })).toBe(1_000_000)
  })
})
