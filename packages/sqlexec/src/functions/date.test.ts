import { describe, expect, it } from 'vitest'
import { decimalType, type SqlType, types } from '../types/sql-type.ts'
import { formatValue } from './format-value.ts'
import { findScalarFunction } from './registry.ts'
import {
  callConstants,
  resultType,
  testColumns,
  testErrors,
  testExpressions,
} from './testing/expression-table.ts'

describe('parts of dates and times', () => {
  testExpressions([
    ["YEAR('1987-01-01')", 1987],
    ["YEAR('2024-02-30')", null],
    ["MONTH(DATE '2008-02-03')", 2],
    ["DAYOFMONTH('2007-02-03 10:00:00')", 3],
    ["HOUR('272:59:59')", 272],
    ["HOUR('2024-01-01 10:05:03')", 10],
    ["HOUR(DATE '2024-01-01')", 0],
    ["MINUTE(TIME '-10:05:03')", 5],
    ["SECOND('10:05:03')", 3],
    ["MICROSECOND('12:00:00.123456')", 123456],
    ["MICROSECOND(TIMESTAMP '2019-12-31 23:59:59.000010')", 10],
    ["DAYOFWEEK('2007-02-03')", 7],
    ["WEEKDAY('2008-02-03 22:23:00')", 6],
    ["DAYOFYEAR('2024-12-31')", 366],
    ["QUARTER('2008-04-01')", 2],
    ["DAYNAME('2007-02-03')", 'Saturday'],
    ["MONTHNAME('2008-02-03')", 'February'],
    ["LAST_DAY('2004-02-05')", '2004-02-29'],
    ["LAST_DAY('2003-03-32')", null],
    ["DATE('2003-12-31 01:02:03')", '2003-12-31'],
    ['YEAR(20240131)', 2024],
    ['YEAR(NULL)', null],
    ["YEAR('')", null],
    ["EXTRACT(YEAR_MONTH FROM '2019-07-02 01:02:03')", 201907],
    ["EXTRACT(DAY_HOUR FROM '2019-07-02 01:02:03')", 201],
    ["EXTRACT(DAY_MINUTE FROM '2019-07-02 01:02:03')", 20102],
    ["EXTRACT(DAY_SECOND FROM '2019-07-02 01:02:03')", 2010203],
    ["EXTRACT(DAY_MICROSECOND FROM '2019-07-02 01:02:03.5')", 2010203500000],
    ["EXTRACT(HOUR_MINUTE FROM '2019-07-02 01:02:03')", 102],
    ["EXTRACT(HOUR_SECOND FROM '11:02:03')", 110203],
    ["EXTRACT(HOUR_MICROSECOND FROM '11:02:03.25')", 110203250000],
    ["EXTRACT(MINUTE_SECOND FROM '11:02:03.25')", 203],
    ["EXTRACT(MINUTE_MICROSECOND FROM '11:02:03.25')", 203250000],
    ["EXTRACT(SECOND_MICROSECOND FROM '11:02:03.25')", 3250000],
    ["EXTRACT(WEEK FROM '2008-02-20')", 7],
  ])
})

describe('weeks', () => {
  // 2000-01-01 was a Saturday, 2008-12-31 a Wednesday.
  testExpressions([
    ["WEEK('2008-02-20')", 7],
    ["WEEK('2008-02-20', 1)", 8],
    ["WEEK('2008-12-31', 1)", 53],
    ["WEEK('2000-01-01', 0)", 0],
    ["WEEK('2000-01-01', 1)", 0],
    ["WEEK('2000-01-01', 2)", 52],
    ["WEEK('2000-01-01', 3)", 52],
    ["WEEK('2000-01-01', 4)", 0],
    ["WEEK('2000-01-01', 5)", 0],
    ["WEEK('2000-01-01', 6)", 52],
    ["WEEK('2000-01-01', 7)", 52],
    ["WEEK('2000-01-01', 8)", 0],
    ["WEEK('2012-12-31', 3)", 1],
    ["YEARWEEK('1987-01-01')", 198652],
    ["YEARWEEK('2012-12-31', 1)", 201301],
    ["WEEKOFYEAR('2010-01-03')", 53],
  ])
})

describe('differences', () => {
  testExpressions([
    ["DATEDIFF('2007-12-31 23:59:59', '2007-12-30')", 1],
    ["DATEDIFF('2010-11-30 23:59:59', '2010-12-31')", -31],
    ["DATEDIFF('x', '2010-12-31')", null],
    ["TIMEDIFF(TIME '10:00:00', TIME '11:30:00')", '-01:30:00'],
    ["TIMEDIFF(TIMESTAMP '2000-01-01 00:00:00', TIMESTAMP '2000-01-01 00:00:01')", '-00:00:01'],
    ["TIMEDIFF('2008-12-31 23:59:59.000001', '2008-12-30 01:01:01.000002')", '46:58:57.999999'],
    ["TIMEDIFF('2008-12-31 23:59:59', '11:00:00')", null],
    ["TIMEDIFF(TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '1999-01-01 00:00:00')", '838:59:59'],
    ['PERIOD_ADD(200801, 2)', 200803],
    ['PERIOD_ADD(9912, 1)', 200001],
    ['PERIOD_DIFF(200802, 200703)', 11],
  ])

  const date = (days: number) => ({ type: types.date, value: days })
  it.each([
    ['MONTH', 0, 30, 0],
    ['MONTH', 0, 31, 1],
    ['MONTH', 31, 0, -1],
    ['QUARTER', 0, 90, 1],
    ['YEAR', 364, 0, 0],
    ['YEAR', 365, 0, -1],
    ['WEEK', 0, 20, 2],
    ['DAY', 0, -3, -3],
    ['HOUR', 0, 2, 48],
    ['MICROSECOND', 0, 1, 86_400_000_000],
  ])('TIMESTAMPDIFF in units of %s from day %i to day %i is %i', (unit, from, to, expected) => {
    expect(callConstants(`TIMESTAMPDIFF ${unit}`, [date(from), date(to)])).toBe(expected)
  })
})

describe('sums with intervals', () => {
  testExpressions([
    ["DATE_ADD('2018-05-01', INTERVAL 1 DAY)", '2018-05-02'],
    ["DATE_SUB('2018-05-01', INTERVAL 1 YEAR)", '2017-05-01'],
    ["DATE_ADD('2020-12-31 23:59:59', INTERVAL 1 SECOND)", '2021-01-01 00:00:00'],
    ["DATE_ADD('2100-12-31 23:59:59', INTERVAL '1:1' MINUTE_SECOND)", '2101-01-01 00:01:00'],
    ["DATE_SUB('2025-01-01 00:00:00', INTERVAL '1 1:1:1' DAY_SECOND)", '2024-12-30 22:58:59'],
    ["DATE_ADD('1900-01-01 00:00:00', INTERVAL '-1 10' DAY_HOUR)", '1899-12-30 14:00:00'],
    [
      "DATE_ADD('1992-12-31 23:59:59.000002', INTERVAL '1.999999' SECOND_MICROSECOND)",
      '1993-01-01 00:00:01.000001',
    ],
    ["DATE_ADD('2013-01-01', INTERVAL 1 HOUR)", '2013-01-01 01:00:00'],
    ["DATE_ADD(DATE '2024-01-31', INTERVAL 1 MONTH)", '2024-02-29'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL 1 YEAR)", '2025-02-28'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL -1 QUARTER)", '2023-11-29'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL 2 WEEK)", '2024-03-14'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL 1.5 DAY)", '2024-03-02'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL '1x' DAY)", '2024-03-01'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL '1-2' YEAR_MONTH)", '2025-04-29'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL 90 MINUTE)", '2024-02-29T01:30:00.000Z'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL '3' DAY_HOUR)", '2024-02-29T03:00:00.000Z'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL '3 4 5' DAY_HOUR)", null],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL 1.5 MINUTE_SECOND)", '2024-02-29T00:01:05.000Z'],
    ["DATE_ADD(TIMESTAMP '2024-02-29 10:00:00', INTERVAL 1.5 SECOND)", '2024-02-29T10:00:01.500Z'],
    ["DATE_ADD(TIME '10:00:00', INTERVAL 90 MINUTE)", '11:30:00'],
    ["DATE_SUB(TIME '00:00:01', INTERVAL 1.5 SECOND)", '-00:00:00.5'],
    ["DATE_ADD(TIME '838:00:00', INTERVAL 1 HOUR)", null],
    ["DATE_ADD(DATE '9999-12-31', INTERVAL 1 DAY)", null],
    ["DATE_ADD(DATE '9999-12-31', INTERVAL 9223372036854775807 YEAR)", null],
    ["DATE_SUB(DATE '0000-01-01', INTERVAL 1 MONTH)", null],
    ["DATE_ADD('bad', INTERVAL 1 DAY)", null],
    ['DATE_ADD(NULL, INTERVAL 1 DAY)', null],
    ["DATE_ADD(DATE '2024-01-01', INTERVAL NULL DAY)", null],
    ['DATE_ADD(20240131, INTERVAL 1 DAY)', '2024-02-01'],
    ["ADDDATE('2008-01-02', 31)", '2008-02-02'],
    ["SUBDATE('2008-01-02 12:00:00', 31)", '2007-12-02 12:00:00'],
    ["INTERVAL 1 MONTH + DATE '2024-01-31'", '2024-02-29'],
    ["DATE '2024-03-31' - INTERVAL 1 MONTH", '2024-02-29'],
  ])

  it.each<[string, SqlType, SqlType, string]>([
    ['DATE_ADD DAY', types.date, types.int, 'date'],
    ['DATE_ADD YEAR_MONTH', types.date, types.text, 'date'],
    ['DATE_ADD HOUR', types.date, types.int, 'datetime(0)'],
    ['DATE_ADD MICROSECOND', types.date, types.int, 'datetime(6)'],
    ['DATE_ADD SECOND', types.datetime, types.int, 'datetime'],
    ['DATE_ADD SECOND', { kind: 'datetime', fsp: 0 }, decimalType(4, 2), 'datetime(2)'],
    ['DATE_SUB DAY', { kind: 'timestamp', fsp: 3 }, types.int, 'datetime(3)'],
    ['DATE_SUB DAY', types.text, types.int, 'varchar'],
  ])('%s of %o and %o is a %s', (name, date, amount, expected) => {
    expect(resultType(name, [date, amount])).toBe(expected)
  })

  it('takes the amount first in TIMESTAMPADD', () => {
    const amount = { type: types.int, value: 2 }
    expect(callConstants('TIMESTAMPADD MONTH', [amount, { type: types.date, value: 0 }])).toBe(59)
  })
})

describe('conversions', () => {
  testExpressions([
    ["TO_DAYS('2007-10-07')", 733321],
    ["TO_SECONDS('2009-11-29 13:43:32')", 63426721412],
    ['FROM_DAYS(730669)', '2000-07-03'],
    ['FROM_DAYS(9223372036854775807)', null],
    ['MAKEDATE(2011, 31)', '2011-01-31'],
    ['MAKEDATE(2011, 0)', null],
    ['MAKEDATE(70, 1)', '1970-01-01'],
    ['MAKEDATE(9999, 366)', null],
    ['MAKETIME(12, 15, 30)', '12:15:30'],
    ['MAKETIME(12, 60, 30)', null],
    ['MAKETIME(-12, 15, 30)', '-12:15:30'],
    ['MAKETIME(1000, 0, 0)', '838:59:59'],
    ['MAKETIME(1, 2, 3.25)', '01:02:03.25'],
    ['SEC_TO_TIME(2378)', '00:39:38'],
    ['SEC_TO_TIME(-2378.5)', '-00:39:38.5'],
    ['SEC_TO_TIME(99999999)', '838:59:59'],
    ["TIME_TO_SEC('-00:39:38')", -2378],
    ["TIME_TO_SEC(TIMESTAMP '2024-01-01 00:39:38')", 2378],
    ["UNIX_TIMESTAMP(TIMESTAMP '2015-11-13 10:20:19')", 1447410019],
    ["UNIX_TIMESTAMP(DATE '1969-12-31')", 0],
    ["UNIX_TIMESTAMP(CAST('2999-11-13 10:20:19.5' AS DATETIME(6)))", '32499483619.500000'],
    ["FROM_UNIXTIME(1447430881, '%Y %D %M %h:%i:%s %x')", '2015 13th November 04:08:01 2015'],
    ['FROM_UNIXTIME(-1)', null],
    ["TIMESTAMP(DATE '2003-12-31', TIME '24:30:00')", '2004-01-01T00:30:00.000Z'],
    ["TIMESTAMP(DATE '2003-12-31')", '2003-12-31T00:00:00.000Z'],
    ["TIME(TIMESTAMP '2003-12-31 01:02:03')", '01:02:03'],
    ["TIME('x')", null],
  ])
})

describe('formats', () => {
  testExpressions([
    ["DATE_FORMAT('2009-10-04 22:23:00', '%W %M %Y')", 'Sunday October 2009'],
    ["DATE_FORMAT('1900-10-04 22:23:00', '%D %y %a %d %m %b %j')", '4th 00 Thu 04 10 Oct 277'],
    [
      "DATE_FORMAT('1997-10-04 22:23:00', '%H %k %I %r %T %S %w')",
      '22 22 10 10:23:00 PM 22:23:00 00 6',
    ],
    ["DATE_FORMAT('1999-01-01', '%X %V')", '1998 52'],
    ["DATE_FORMAT(DATE '2006-06-11', '%d %e %c %f %l %p %h')", '11 11 6 000000 12 AM 12'],
    [
      "DATE_FORMAT('2024-12-30 01:02:03.45', '%U %u %V %v %X %x %f %% %q %')",
      '52 53 52 01 2024 2025 450000 % q %',
    ],
    ["DATE_FORMAT('2024-01-21', '%D')", '21st'],
    ["DATE_FORMAT('2024-01-11', '%D %😀')", '11th 😀'],
    ["DATE_FORMAT('2024-01-11', '')", null],
    ["DATE_FORMAT('x', '%D')", null],
    ["TIME_FORMAT('100:00:00', '%H %k %h %I %l')", '100 100 04 04 4'],
    ["TIME_FORMAT('-10:20:30.5', '%H:%i:%s.%f %p')", '-10:20:30.500000 AM'],
    ["TIME_FORMAT('10:20:30', '%M')", null],
  ])

  const text = (value: string) => ({ type: types.text, value })
  it.each([
    ['01,5,2013', '%d,%m,%Y', 'date', '2013-05-01'],
    ['May 1, 2013', '%M %d,%Y', 'date', '2013-05-01'],
    ['a09:30:17', 'a%h:%i:%s', 'time(0)', '09:30:17'],
    ['a09:30:17', '%h:%i:%s', 'time(0)', null],
    ['09:30:17a', '%h:%i:%s', 'time(0)', '09:30:17'],
    ['2024-02-30', '%Y-%m-%d', 'date', null],
    ['2024-02-28 10:11:12.5', '%Y-%m-%d %H:%i:%s.%f', 'datetime(6)', '2024-02-28 10:11:12.500000'],
    ['200442 Monday', '%X%V %W', 'date', '2004-10-18'],
    ['2024 060', '%Y %j', 'date', '2024-02-29'],
    ['Mon, 5 Feb 24 3:04 PM', '%a, %e %b %y %l:%i %p', 'datetime(0)', '2024-02-05 15:04:00'],
    ['1st Jan 2024', '%D %b %Y', 'date', '2024-01-01'],
    ['13:00 PM', '%h:%i %p', 'time(0)', null],
    ['10:20:30 AM', '%r', 'time(0)', '10:20:30'],
    ['', '%Y', 'date', null],
    ['2024--01', '%Y%.%m', 'date', null],
  ])('STR_TO_DATE(%j, %j) is a %s: %s', (value, format, type, expected) => {
    const resolved = findScalarFunction('STR_TO_DATE')!.resolve(
      [types.text, types.text],
      [undefined, format],
    )
    if (typeof resolved === 'string') throw new Error(resolved)
    expect(resultType('STR_TO_DATE', [types.text, types.text], [undefined, format])).toBe(type)
    const result = callConstants('STR_TO_DATE', [text(value), text(format)])
    expect(result === null ? null : formatValue(result, resolved.type)).toBe(expected)
  })
})

describe('now', () => {
  // 2024-03-05 10:20:30.456 UTC, 12:20:30.456 on the session's clock.
  const at = (name: string, ...digits: number[]) =>
    callConstants(
      name,
      digits.map((value) => ({ type: types.int, value })),
    )
  it('reads the clock of the session', () => {
    expect(at('NOW')).toBe(Date.UTC(2024, 2, 5, 12, 20, 30))
    expect(at('NOW', 1)).toBe(Date.UTC(2024, 2, 5, 12, 20, 30, 400))
    expect(at('CURRENT_TIMESTAMP', 6)).toBe(Date.UTC(2024, 2, 5, 12, 20, 30, 456) * 1000)
    expect(at('CURTIME', 3)).toBe(((12 * 60 + 20) * 60 + 30) * 1000 + 456)
    expect(at('CURDATE')).toBe(Date.UTC(2024, 2, 5) / 86_400_000)
  })
  it('reads the clock of UTC', () => {
    expect(at('UTC_TIMESTAMP')).toBe(Date.UTC(2024, 2, 5, 10, 20, 30))
    expect(at('UTC_TIME')).toBe(((10 * 60 + 20) * 60 + 30) * 1000)
    expect(at('UNIX_TIMESTAMP')).toBe(Date.UTC(2024, 2, 5, 10, 20, 30) / 1000)
  })
  it('shifts seconds since the epoch by the zone', () => {
    expect(at('FROM_UNIXTIME', 0)).toBe(7_200_000)
    const text = { type: types.text, value: '1970-01-01 02:00:01.5' }
    expect(callConstants('UNIX_TIMESTAMP', [text])).toBe(15)
  })
  it('allows six digits', () => {
    expect(() => at('NOW', 7)).toThrow('precision')
  })
})

describe('over columns', () => {
  testColumns(
    `CREATE TABLE visits (id INT PRIMARY KEY, d DATE, t DATETIME, fine DATETIME(6), s VARCHAR(30), n INT);
     INSERT INTO visits VALUES
       (1, '2024-01-31', '2024-01-31 10:20:30', '1969-12-31 23:59:59.999999', '2024-01-31', 1),
       (2, NULL, NULL, NULL, NULL, NULL),
       (3, '1960-02-29', '1960-02-29 00:00:00', '3024-01-01 00:00:00.000001', 'x', -1)`,
    'visits',
    [
      ['YEAR(d)', [2024, null, 1960]],
      ['HOUR(t)', [10, null, 0]],
      ['MICROSECOND(fine)', [999999, null, 1]],
      ['YEAR(fine)', [1969, null, 3024]],
      ['YEAR(s)', [2024, null, null]],
      ['d + INTERVAL 1 MONTH', ['2024-02-29', null, '1960-03-29']],
      ['d + INTERVAL n DAY', ['2024-02-01', null, '1960-02-28']],
      ['s - INTERVAL n MONTH', ['2023-12-31', null, null]],
      [
        "DATE_FORMAT(fine, '%Y-%m-%d %T.%f')",
        ['1969-12-31 23:59:59.999999', null, '3024-01-01 00:00:00.000001'],
      ],
      ['DATEDIFF(d, t)', [0, null, 0]],
      ['MAKEDATE(2024, n)', ['2024-01-01', null, null]],
      ["TO_DAYS(d) - TO_DAYS('1970-01-01')", [19753, null, -3594]],
    ],
  )
})

describe('errors', () => {
  testErrors([
    ["YEAR(TIME '10:00:00')", 'a TIME has none'],
    ["DATE_ADD(TIME '10:00:00', INTERVAL 1 MONTH)", 'cast it to DATETIME'],
    ['PERIOD_ADD(200813, 2)', 'Incorrect arguments to period_add'],
    ['PERIOD_DIFF(0, 200801)', 'Incorrect arguments to period_diff'],
    ['DATEDIFF(1)', 'parameter count'],
    ['WEEK()', 'parameter count'],
  ])
})
