import { bondFunctions } from './financial-bonds.ts'
import { cashFlowFunctions } from './financial-cash-flow.ts'
import { real } from './financial-define.ts'
import { roundBankerFunction } from './round-banker.ts'
import type { ScalarFunction } from './scalar-function.ts'

/**
 * Functions of money over time as spreadsheets have them: what one pays is negative, what one gets positive; `due` is 0 where payments
 * fall at the end of a period, 1 at its beginning. What has no answer is NULL.
 */
export const financialFunctions: readonly ScalarFunction[] = [
  real(
    'FV',
    'The value in the end of payments and of what is there in the beginning.',
    3,
    5,
    futureValue,
  ),
  real('PV', 'What payments and a last amount are worth in the beginning.', 3, 5, presentValue),
  real('PMT', 'The payment per period that pays an amount off.', 3, 5, payment),
  real('IPMT', 'The part of a payment that is interest.', 4, 6, interestPart),
  real(
    'PPMT',
    'The part of a payment that pays off.',
    4,
    6,
    (rate, per, nper, pv, fv = 0, due = 0) => {
      const interest = interestPart(rate, per, nper, pv, fv, due)
      return interest === null ? null : payment(rate, nper, pv, fv, due) - interest
    },
  ),
  real('NPER', 'How many periods payments take.', 3, 5, periods),
  real(
    'RATE',
    'The interest per period, found from a guess; NULL where none is found.',
    3,
    6,
    rateOf,
  ),
  ...cashFlowFunctions,
  real('SLN', 'Depreciation per period, straight line.', 3, 3, (cost, salvage, life) =>
    life === 0 ? null : (cost - salvage) / life,
  ),
  real(
    'SYD',
    'Depreciation of a period by the sum of the years’ digits.',
    4,
    4,
    (cost, salvage, life, per) =>
      per < 1 || per > life
        ? null
        : ((cost - salvage) * (life - per + 1) * 2) / (life * (life + 1)),
  ),
  real(
    'DDB',
    'Depreciation of a period by the declining balance, twice the straight line or by a factor.',
    4,
    5,
    decliningBalance,
  ),
  real(
    'EFFECT',
    'The effective rate per year of a nominal one and the number of periods.',
    2,
    2,
    (rate, n) => (n < 1 ? null : (1 + rate / Math.trunc(n)) ** Math.trunc(n) - 1),
  ),
  real(
    'NOMINAL',
    'The nominal rate per year of an effective one and the number of periods.',
    2,
    2,
    (rate, n) =>
      n < 1 || rate <= -1 ? null : ((1 + rate) ** (1 / Math.trunc(n)) - 1) * Math.trunc(n),
  ),
  real(
    'COMPOUND_INTEREST',
    'An amount after years at a rate that is added several times a year.',
    4,
    4,
    (p, rate, n, t) => (n === 0 ? null : p * (1 + rate / n) ** (n * t)),
  ),
  real(
    'SIMPLE_INTEREST',
    'The interest of an amount over years at a rate.',
    3,
    3,
    (p, rate, t) => p * rate * t,
  ),
  real('CAGR', 'The growth per period between two values.', 3, 3, (begin, end, n) =>
    begin === 0 || n === 0 || end / begin < 0 ? null : (end / begin) ** (1 / n) - 1,
  ),
  real('ROI', 'The gain beyond the cost, in percent of the cost.', 2, 2, (gain, cost) =>
    cost === 0 ? null : ((gain - cost) / cost) * 100,
  ),
  ...bondFunctions,
  roundBankerFunction,
]

function futureValue(rate: number, nper: number, pmt: number, pv = 0, due = 0): number {
  if (rate === 0) return -(pv + pmt * nper) + 0
  const growth = (1 + rate) ** nper
  return -(pv * growth + (pmt * (1 + rate * isDue(due)) * (growth - 1)) / rate) + 0
}

function presentValue(rate: number, nper: number, pmt: number, fv = 0, due = 0): number {
  if (rate === 0) return -(fv + pmt * nper) + 0
  const growth = (1 + rate) ** nper
  return -(fv + (pmt * (1 + rate * isDue(due)) * (growth - 1)) / rate) / growth + 0
}

function payment(rate: number, nper: number, pv: number, fv = 0, due = 0): number {
  if (rate === 0) return -(pv + fv) / nper + 0
  const growth = (1 + rate) ** nper
  return (-(pv * growth + fv) * rate) / ((1 + rate * isDue(due)) * (growth - 1)) + 0
}

function isDue(due: number): 0 | 1 {
  return due === 0 ? 0 : 1
}

function interestPart(
  rate: number,
  per: number,
  nper: number,
  pv: number,
  fv = 0,
  due = 0,
): number | null {
  if (per < 1 || per >= nper + 1) return null
  if (due !== 0 && per === 1) return 0
  const pmt = payment(rate, nper, pv, fv, due)
  const interest = futureValue(rate, per - 1, pmt, pv, due) * rate
  return due === 0 ? interest : interest / (1 + rate)
}

function periods(rate: number, pmt: number, pv: number, fv = 0, due = 0): number | null {
  if (rate === 0) return pmt === 0 ? null : -(pv + fv) / pmt + 0
  const paid = pmt * (1 + rate * isDue(due))
  return Math.log((paid - fv * rate) / (paid + pv * rate)) / Math.log(1 + rate)
}

const mostSteps = 100
const tolerance = 1e-10

/** Newton's method on the future value, which a right rate makes 0. */
function rateOf(
  nper: number,
  pmt: number,
  pv: number,
  fv = 0,
  due = 0,
  guess = 0.1,
): number | null {
  const error = (rate: number) => futureValue(rate, nper, pmt, pv, due) - fv
  let rate = guess
  for (let i = 0; i < mostSteps; i++) {
    const here = error(rate)
    const width = Math.max(1e-7, Math.abs(rate) * 1e-7)
    const slope = (error(rate + width) - error(rate - width)) / (2 * width)
    const next = rate - here / slope
    if (!Number.isFinite(next) || next <= -1) return null
    if (Math.abs(next - rate) < tolerance) return next + 0
    rate = next
  }
  return null
}

function decliningBalance(
  cost: number,
  salvage: number,
  life: number,
  period: number,
  factor = 2,
): number | null {
  if (life <= 0 || period < 1 || period > life || factor <= 0) return null
  const kept = Math.max(0, 1 - factor / life)
  const before = cost * kept ** (period - 1)
  const value = Math.max(salvage, cost * kept ** period)
  return Math.max(0, Math.max(salvage, before) - value)
}
