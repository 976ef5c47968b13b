import { decimalType, isNumeric, type SqlType, types, withoutMembers } from '../types/sql-type.ts'
import type { AggregateFunction } from './aggregate-function.ts'
import { numericOperand } from './arithmetic.ts'
import { asDecimal, isFloating } from './comparison.ts'
import { wrongCount } from './define.ts'
import type { ResolvedCall } from './scalar-function.ts'

/** Digits that a SUM has beyond its argument's, and the most it has; as in MySQL. */
const sumDigits = 22
const maxPrecision = 65

/** A function of one argument. */
export function ofOne(name: string, resolve: (type: SqlType) => ResolvedCall) {
  return (args: readonly SqlType[]) => (args.length === 1 ? resolve(args[0]) : wrongCount(name))
}

/** A condition: a number as it is, everything else as the number that it reads as. */
export function conditionType(type: SqlType): SqlType {
  return isNumeric(type) ? type : types.double
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
export function summand(type: SqlType): SqlType {
  const operand = isNumeric(type) && type.kind !== 'boolean' ? type : numericOperand(type)
  return isFloating(operand) ? types.double : operand
}

/** ENUM and SET are compared as texts here, though ORDER BY goes by their numbers. */
function extremeOf(given: SqlType): ResolvedCall {
  const type = withoutMembers(given)
  return { args: [type], type }
}

/** What ANY_VALUE, and a column that has one value throughout its group, become in a query with groups. */
export const anyValueAggregate: AggregateFunction = {
  name: 'ANY_VALUE',
  doc: 'The value of some row of the group.',
  parameters: 'expr',
  takesNulls: true,
  resolve: ofOne('ANY_VALUE', (type) => ({ args: [type], type })),
}

export const sumAggregates: readonly AggregateFunction[] = [
  {
    name: 'COUNT',
    doc: 'Number of rows, or of rows in which no argument is NULL.',
    parameters: '* | [DISTINCT] expr, …',
    ofNothing: 0,
    resolve: (args) => ({ args, type: types.bigint }),
  },
  {
    name: 'SUM',
    doc: 'Sum of the values that are not NULL: exact for integers and decimals.',
    parameters: '[DISTINCT] expr',
    resolve: ofOne('SUM', (type) => {
      const arg = summand(type)
      return { args: [arg], type: isFloating(arg) ? types.double : exactSum(arg) }
    }),
  },
  {
    name: 'AVG',
    doc: 'Mean of the values that are not NULL: four more digits than an exact argument.',
    parameters: '[DISTINCT] expr',
    resolve: ofOne('AVG', (type) => {
      const arg = summand(type)
      return { args: [arg], type: isFloating(arg) ? types.double : exactAverage(arg) }
    }),
  },
  {
    name: 'MIN',
    doc: 'The smallest value that is not NULL.',
    parameters: '[DISTINCT] expr',
    resolve: ofOne('MIN', extremeOf),
  },
  {
    name: 'MAX',
    doc: 'The largest value that is not NULL.',
    parameters: '[DISTINCT] expr',
    resolve: ofOne('MAX', extremeOf),
  },
  {
    name: 'PRODUCT',
    doc: 'Product of the values that are not NULL, as a DOUBLE.',
    parameters: '[DISTINCT] expr',
    resolve: ofOne('PRODUCT', () => ({ args: [types.double], type: types.double })),
  },
  {
    name: 'COUNT_IF',
    doc: 'Number of rows in which a condition is true.',
    parameters: '[DISTINCT] condition',
    ofNothing: 0,
    resolve: ofOne('COUNT_IF', (type) => ({ args: [conditionType(type)], type: types.bigint })),
  },
  {
    name: 'BOOL_AND',
    doc: 'Whether a condition is true in all rows in which it is not NULL.',
    parameters: 'condition',
    resolve: ofOne('BOOL_AND', (type) => ({ args: [conditionType(type)], type: types.truth })),
  },
  {
    name: 'BOOL_OR',
    doc: 'Whether a condition is true in any row.',
    parameters: 'condition',
    resolve: ofOne('BOOL_OR', (type) => ({ args: [conditionType(type)], type: types.truth })),
  },
  {
    name: 'APPROX_COUNT_DISTINCT',
    doc: 'About how many distinct values that are not NULL there are: exact up to some hundreds, then most often within 2 %.',
    parameters: 'expr',
    ofNothing: 0,
    resolve: ofOne('APPROX_COUNT_DISTINCT', (type) => ({ args: [type], type: types.bigint })),
  },
]
