import { real } from './financial-define.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** Bonds with whole years to run and coupons several times a year; rates are per year. */
export const bondFunctions: readonly ScalarFunction[] = [
  real('BOND_PRICE', 'The price of a bond by its yield.', 5, 5, bondPrice),
  real(
    'BOND_YIELD',
    'The yield to maturity of a bond by its price; NULL where none is found.',
    5,
    5,
    bondYield,
  ),
  real('BOND_DURATION', 'Macaulay duration of a bond in years.', 5, 5, duration),
  real(
    'BOND_MDURATION',
    'Modified duration of a bond in years.',
    5,
    5,
    (face, coupon, ytm, years, freq) => duration(face, coupon, ytm, years, freq) / (1 + ytm / freq),
  ),
  real('BOND_CONVEXITY', 'Convexity of a bond in square years.', 5, 5, convexity),
]

const mostPayments = 100_000

/** Calls `take` for each payment with its number and amount; the answer is whether there are any. */
function forPayments(
  face: number,
  coupon: number,
  years: number,
  freq: number,
  take: (number: number, amount: number) => void,
): boolean {
  const count = Math.round(years * freq)
  if (!(freq > 0 && count > 0 && count <= mostPayments)) return false
  for (let i = 1; i < count; i++) take(i, (face * coupon) / freq)
  take(count, (face * coupon) / freq + face)
  return true
}

function bondPrice(face: number, coupon: number, ytm: number, years: number, freq: number): number {
  let price = 0
  const any = forPayments(face, coupon, years, freq, (number, amount) => {
    price += amount / (1 + ytm / freq) ** number
  })
  return any ? price : Number.NaN
}

function duration(face: number, coupon: number, ytm: number, years: number, freq: number): number {
  let weighted = 0
  forPayments(face, coupon, years, freq, (number, amount) => {
    weighted += ((number / freq) * amount) / (1 + ytm / freq) ** number
  })
  return weighted / bondPrice(face, coupon, ytm, years, freq)
}

function convexity(face: number, coupon: number, ytm: number, years: number, freq: number): number {
  let weighted = 0
  forPayments(face, coupon, years, freq, (number, amount) => {
    weighted += (number * (number + 1) * amount) / (1 + ytm / freq) ** (number + 2)
  })
  return weighted / (bondPrice(face, coupon, ytm, years, freq) * freq * freq)
}

/** By halving: the price falls as the yield rises. */
function bondYield(
  face: number,
  coupon: number,
  price: number,
  years: number,
  freq: number,
): number | null {
  const priceAt = (ytm: number) => bondPrice(face, coupon, ytm, years, freq)
  let low = -0.99 * freq
  let high = 10
  if (!(priceAt(low) >= price && priceAt(high) <= price)) return null
  for (let i = 0; i < 200 && high - low > 1e-15; i++) {
    const middle = (low + high) / 2
    if (priceAt(middle) > price) low = middle
    else high = middle
  }
  return (low + high) / 2
}
