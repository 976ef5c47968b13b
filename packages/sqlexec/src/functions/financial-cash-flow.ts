import { SqlError } from '../base/errors.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import { parseDate } from '../types/temporal.ts'
import type { SqlValue } from '../types/value.ts'
import { plainFunction, typedFunction, wrongCount } from './define.ts'
import { isArray, JsonNumber, parseJson } from './json-document.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** Series of payments: as arguments, or as one list that is an array of JSON or a text with commas. */
export const cashFlowFunctions: readonly ScalarFunction[] = [
  plainFunction({
    name: 'NPV',
    doc: 'What payments at the end of each period are worth now, by a rate.',
    parameters: [types.double, types.double],
    rest: true,
    returns: types.double,
    mayBeNull: true,
    implementation: (rate: number, ...values: number[]) =>
      finite(presentValue(rate, values, (i) => i + 1)),
  }),
  typedFunction({
    name: 'IRR',
    doc: 'The rate at which payments, one per period, are worth nothing now: IRR(list[, guess]) or IRR(value, value, …); NULL where none is found.',
    mayBeNull: true,
    resolve(args) {
      if (args.length === 0) return wrongCount('IRR')
      if (isList(args[0])) {
        return args.length > 2
          ? wrongCount('IRR')
          : { args: [args[0], types.double].slice(0, args.length), type: types.double }
      }
      return { args: args.map(() => types.double), type: types.double }
    },
    implement: ({ args: [first] }) =>
      isList(first)
        ? (list: string, guess?: number) => internalRate(numbersOf(list), (i) => i, guess)
        : (...values: number[]) => internalRate(values, (i) => i),
  }),
  plainFunction({
    name: 'XIRR',
    doc: 'The rate per year at which payments on given days are worth nothing on the first: both are lists; NULL where none is found.',
    parameters: [types.text, types.text, types.double],
    required: 2,
    returns: types.double,
    mayBeNull: true,
    implementation: (list: string, days: string, guess?: number) => {
      const values = numbersOf(list)
      const years = yearsOf(days, values.length)
      return internalRate(values, (i) => years[i], guess)
    },
  }),
  plainFunction({
    name: 'XNPV',
    doc: 'What payments on given days are worth on the first, by a rate per year; both are lists.',
    parameters: [types.double, types.text, types.text],
    returns: types.double,
    mayBeNull: true,
    implementation: (rate: number, list: string, days: string) => {
      const values = numbersOf(list)
      const years = yearsOf(days, values.length)
      return finite(presentValue(rate, values, (i) => years[i]))
    },
  }),
]

function isList(type: SqlType): boolean {
  return type.kind === 'text' || type.kind === 'json'
}

function finite(value: number): SqlValue {
  return Number.isFinite(value) ? value : null
}

function itemsOf(list: string): readonly string[] {
  if (!list.trimStart().startsWith('[')) return list.split(',').map((item) => item.trim())
  const document = parseJson(list)
  const items = isArray(document) ? document : [document]
  return items.map((item) => (item instanceof JsonNumber ? item.text : String(item)))
}

function numbersOf(list: string): number[] {
  return itemsOf(list).map((item) => {
    const value = item === '' ? Number.NaN : Number(item)
    if (Number.isFinite(value)) return value
    throw new SqlError(
      'incorrect_value',
      `'${item.slice(0, 64)}' in a list of payments is no number`,
    )
  })
}

/** Days as years since the first, of 365 days. */
function yearsOf(list: string, count: number): number[] {
  const days = itemsOf(list).map((item) => {
    const day = parseDate(item)
    if (day !== null) return day
    throw new SqlError(
      'incorrect_datetime',
      `Incorrect date value: '${item.slice(0, 64)}' in a list`,
    )
  })
  if (days.length !== count) {
    throw new SqlError('incorrect_value', `${count} payments on ${days.length} days`)
  }
  return days.map((day) => (day - days[0]) / 365)
}

/** @param timeOf when a payment falls, in periods from now */
function presentValue(
  rate: number,
  values: readonly number[],
  timeOf: (i: number) => number,
): number {
  return values.reduce((sum, value, i) => sum + value / (1 + rate) ** timeOf(i), 0)
}

const mostSteps = 100
const tolerance = 1e-12

/** Newton's method from a guess; where it fails, halving between rates of both signs. */
function internalRate(
  values: readonly number[],
  timeOf: (i: number) => number,
  guess = 0.1,
): number | null {
  if (!values.some((value) => value > 0) || !values.some((value) => value < 0)) return null
  const worth = (rate: number) => presentValue(rate, values, timeOf)
  const slope = (rate: number) =>
    values.reduce((sum, value, i) => sum - (timeOf(i) * value) / (1 + rate) ** (timeOf(i) + 1), 0)
  let rate = guess
  for (let i = 0; i < mostSteps; i++) {
    const next = rate - worth(rate) / slope(rate)
    if (!Number.isFinite(next) || next <= -1) break
    if (Math.abs(next - rate) < tolerance) return next + 0
    rate = next
  }
  return halved(worth)
}

function halved(worth: (rate: number) => number): number | null {
  const rates = [-0.999999, -0.9, -0.5, 0, 0.1, 0.5, 1, 5, 10, 100, 1000]
  const above = rates.findIndex((rate, i) => i > 0 && worth(rates[i - 1]) * worth(rate) <= 0)
  if (above < 0) return null
  let low = rates[above - 1]
  let high = rates[above]
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    if (worth(low) * worth(middle) <= 0) high = middle
    else low = middle
  }
  return (low + high) / 2
}
