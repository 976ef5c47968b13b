import { decimalType, isNumeric, type SqlType, types } from '../types/sql-type.ts'
import type { AggregateFunction } from './aggregate-function.ts'
import { numericOperand } from './arithmetic.ts'
import { asDecimal, isFloating } from './comparison.ts'
import type { ResolvedCall } from './scalar-function.ts'

/** Digits that a SUM has beyond its argument's, and the most it has; as in MySQL. */
const sumDigits = 22
const maxPrecision = 65

function one(name: string, resolve: (type: SqlType) => ResolvedCall) {
  return (args: readonly SqlType[]) =>
    args.length === 1 ? resolve(args[0]) : `${name} takes one argument`
}

function exactSum(type: SqlType): SqlType {
  const { precision, scale } = asDecimal(type)
  return decimalType(Math.min(precision + sumDigits, maxPrecision), scale)
}

function exactAverage(type: SqlType): SqlType {
  const { precision, scale } = asDecimal(type)
  const digits = Math.min(scale + 4, 30)
  return decimalType(Math.min(precision + digits - scale, maxPrecision), digits)
}

/** Aggregates take numbers as they are and everything else as arithmetic does. */
function summand(type: SqlType): SqlType {
  const operand = isNumeric(type) && type.kind !== 'boolean' ? type : numericOperand(type)
  return isFloating(operand) ? types.double : operand
}

export const aggregateFunctions: readonly AggregateFunction[] = [
  {
    name: 'COUNT',
    doc: 'Number of rows, or of rows in which no argument is NULL.',
    resolve: (args) => ({ args, type: types.bigint }),
  },
  {
    name: 'SUM',
    doc: 'Sum of the values that are not NULL: exact for integers and decimals.',
    resolve: one('SUM', (type) => {
      const arg = summand(type)
      return { args: [arg], type: isFloating(arg) ? types.double : exactSum(arg), mayBeNull: true }
    }),
  },
  {
    name: 'AVG',
    doc: 'Mean of the values that are not NULL: four more digits than an exact argument.',
    resolve: one('AVG', (type) => {
      const arg = summand(type)
      const result = isFloating(arg) ? types.double : exactAverage(arg)
      return { args: [arg], type: result, mayBeNull: true }
    }),
  },
  {
    name: 'MIN',
    doc: 'The smallest value that is not NULL.',
    resolve: one('MIN', (type) => ({ args: [type], type, mayBeNull: true })),
  },
  {
    name: 'MAX',
    doc: 'The largest value that is not NULL.',
    resolve: one('MAX', (type) => ({ args: [type], type, mayBeNull: true })),
  },
]
