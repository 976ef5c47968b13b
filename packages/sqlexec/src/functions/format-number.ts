import { SqlError } from '../base/errors.ts'
import { decimalFromDouble, formatDecimal, rescaleDecimal } from '../types/decimal.ts'
import { decimalType, types } from '../types/sql-type.ts'
import { numericOperand } from './arithmetic.ts'
import { asDecimal, isFloating } from './comparison.ts'
import { typedFunction, wrongCount } from './define.ts'
import { type NumberLocale, numberLocale } from './number-locale.ts'
import { roundDouble } from './rounding.ts'

const mostDigits = 30

/** FORMAT(number, digits [, locale]): in groups of three digits. */
export const formatFunction = typedFunction({
  name: 'FORMAT',
  doc: 'A number with digits after the point, and a comma between groups of three, or as a locale has it.',
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
    return (value: number | bigint, digits: number | bigint, name = 'en_US') => {
      const locale = numberLocale(name)
      if (locale === undefined) {
        throw new SqlError('unsupported', `FORMAT knows no locale '${name.slice(0, 64)}'`)
      }
      const places = Math.max(0, Math.min(Number(digits), mostDigits))
      if (scale !== null)
        return grouped(formatDecimal(rescaleDecimal(value, scale, places), places), locale)
      const rounded = decimalFromDouble(roundDouble(value as number, places, false), places)
      return rounded === null ? String(value) : grouped(formatDecimal(rounded, places), locale)
    }
  },
})

function grouped(number: string, { point: mark, separator, groupLength }: NumberLocale): string {
  const point = number.indexOf('.')
  const whole = point < 0 ? number : number.slice(0, point)
  const fraction = point < 0 ? '' : mark + number.slice(point + 1)
  const places = groupLength === 3 ? /\B(?=(\d{3})+$)/gu : /\B(?=(\d{2})*\d{3}$)/gu
  return whole.replace(places, separator) + fraction
}
