import { SqlError } from '../base/errors.ts'
import { decimalFromDouble, formatDecimal, rescaleDecimal } from '../types/decimal.ts'
import { decimalType, types } from '../types/sql-type.ts'
import { numericOperand } from './arithmetic.ts'
import { asDecimal, isFloating } from './comparison.ts'
import { typedFunction, wrongCount } from './define.ts'
import { roundDouble } from './rounding.ts'

const mostDigits = 30

/** FORMAT(number, digits [, locale]): in groups of three digits. */
export const formatFunction = typedFunction({
  name: 'FORMAT',
  doc: 'A number with digits after the point, and a comma between groups of three.',
  resolve(args) {
    if (args.length !== 2 && args.length !== 3) return wrongCount('FORMAT')
    const operand = numericOperand(args[0])
    const number = isFloating(operand)
      ? types.double
      : operand.kind === 'decimal'
        ? operand
        : decimalType(20, 0)
    return { args: [number, types.bigint, types.text].slice(0, args.length), type: types.text }
  },
  implement({ args: [type] }) {
    const scale = isFloating(type) ? null : asDecimal(type).scale
    return (value: number | bigint, digits: number | bigint, locale?: string) => {
      if (locale !== undefined && !/^en_/iu.test(locale)) {
        throw new SqlError('unsupported', `FORMAT knows the locales en_*, not '${locale}'`)
      }
      const places = Math.max(0, Math.min(Number(digits), mostDigits))
      if (scale !== null)
        return grouped(formatDecimal(rescaleDecimal(value, scale, places), places))
      const rounded = decimalFromDouble(roundDouble(value as number, places, false), places)
      return rounded === null ? String(value) : grouped(formatDecimal(rounded, places))
    }
  },
})

function grouped(number: string): string {
  const point = number.indexOf('.')
  const whole = point < 0 ? number : number.slice(0, point)
  const fraction = point < 0 ? '' : number.slice(point)
  return whole.replace(/\B(?=(\d{3})+$)/gu, ',') + fraction
}
