import { type SqlType, types } from '../types/sql-type.ts'
import { daysFromCivil, weekday, yearOfDays } from '../types/temporal.ts'
import { typedFunction, wrongCount } from './define.ts'
import type { ResolvedCall, ScalarFunction } from './scalar-function.ts'
import { dateParameter, daysReader, needsDate } from './temporal-argument.ts'

/**
 * How weeks are counted: on which day they begin, whether week 1 is the first with four days in the year or the first that
 * begins in it, and whether the days before it are week 0 or belong to the last week of the year before.
 */
interface WeekRule {
  readonly fromMonday: boolean
  readonly fourDays: boolean
  readonly zeroWeek: boolean
}

/** MySQL's modes 0 to 7 (reference manual, WEEK). */
export function weekRule(mode: number): WeekRule {
  const fromMonday = (mode & 1) !== 0
  const odd = (mode & 4) !== 0
  return { fromMonday, fourDays: fromMonday !== odd, zeroWeek: (mode & 2) === 0 }
}

/** The first day of week 1 of a year. */
export function firstWeekStart(year: number, { fromMonday, fourDays }: WeekRule): number {
  const newYear = daysFromCivil(year, 1, 1)
  const offset = fromMonday ? weekday(newYear) : (weekday(newYear) + 1) % 7
  const belongs = fourDays ? offset < 4 : offset === 0
  return newYear - offset + (belongs ? 0 : 7)
}

/** Year and week of a day as year × 100 + week. */
export function yearAndWeek(days: number, rule: WeekRule): number {
  const year = yearOfDays(days)
  const start = firstWeekStart(year, rule)
  if (days < start) {
    if (rule.zeroWeek) return year * 100
    return (year - 1) * 100 + weekFrom(firstWeekStart(year - 1, rule), days)
  }
  if (!rule.zeroWeek && days >= firstWeekStart(year + 1, rule)) return (year + 1) * 100 + 1
  return year * 100 + weekFrom(start, days)
}

function weekFrom(start: number, days: number): number {
  return Math.floor((days - start) / 7) + 1
}

const modes = Array.from({ length: 8 }, (_, mode) => weekRule(mode))

function ruleOf(mode: number | bigint): WeekRule {
  return modes[Number(BigInt.asUintN(3, BigInt(mode)))]
}

export const dateWeekFunctions: readonly ScalarFunction[] = [
  ofWeek(
    'WEEK',
    'The number of the week, by a mode from 0 to 7 (0 where left out).',
    2,
    (days, mode) => yearAndWeek(days, ruleOf(mode)) % 100,
  ),
  ofWeek('YEARWEEK', 'Year and week as YYYYWW, by a mode from 0 to 7.', 2, (days, mode) =>
    yearAndWeek(days, { ...ruleOf(mode), zeroWeek: false }),
  ),
  ofWeek(
    'WEEKOFYEAR',
    'The week by ISO 8601, 1 to 53.',
    1,
    (days) => yearAndWeek(days, modes[3]) % 100,
  ),
]

function ofWeek(
  name: string,
  doc: string,
  most: number,
  compute: (days: number, mode: number | bigint) => number,
): ScalarFunction {
  return typedFunction({
    name,
    doc,
    resolve: (args) => resolveWeek(name, most, args),
    implement({ args: [from] }) {
      const days = daysReader(from)
      return (value: number | bigint, mode: number | bigint = 0) => compute(days(value), mode)
    },
  })
}

function resolveWeek(name: string, most: number, args: readonly SqlType[]): ResolvedCall | string {
  if (args.length < 1 || args.length > most) return wrongCount(name)
  const parameter = dateParameter(args[0], types.date)
  if (parameter === undefined) return needsDate(name)
  return { args: [parameter, types.bigint].slice(0, args.length), type: types.int }
}
