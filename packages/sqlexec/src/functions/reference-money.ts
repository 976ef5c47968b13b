import type { ReferenceChapter } from './reference.ts'

export const moneyReference: readonly ReferenceChapter[] = [
  {
    title: 'Money',
    functions: {
      BOND_CONVEXITY: 'face, coupon, yield, years, per_year',
      BOND_DURATION: 'face, coupon, yield, years, per_year',
      BOND_MDURATION: 'face, coupon, yield, years, per_year',
      BOND_PRICE: 'face, coupon, yield, years, per_year',
      BOND_YIELD: 'face, coupon, price, years, per_year',
      CAGR: 'begin, end, periods',
      COMPOUND_INTEREST: 'amount, rate, per_year, years',
      DDB: 'cost, salvage, life, period[, factor]',
      EFFECT: 'nominal_rate, per_year',
      FV: 'rate, periods, payment[, pv[, due]]',
      IPMT: 'rate, period, periods, pv[, fv[, due]]',
      IRR: 'list[, guess] | value, …',
      NOMINAL: 'effective_rate, per_year',
      NPER: 'rate, payment, pv[, fv[, due]]',
      NPV: 'rate, value, …',
      PMT: 'rate, periods, pv[, fv[, due]]',
      PPMT: 'rate, period, periods, pv[, fv[, due]]',
      PV: 'rate, periods, payment[, fv[, due]]',
      RATE: 'periods, payment, pv[, fv[, due[, guess]]]',
      ROI: 'gain, cost',
      SIMPLE_INTEREST: 'amount, rate, years',
      SLN: 'cost, salvage, life',
      SYD: 'cost, salvage, life, period',
      XIRR: 'list, dates[, guess]',
      XNPV: 'rate, list, dates',
    },
  },
]
