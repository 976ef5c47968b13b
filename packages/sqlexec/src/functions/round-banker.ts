import { decimalFromDouble, powerOfTen, rescaleDecimal } from '../types/decimal.ts'
import { decimalType, types } from '../types/sql-type.ts'
import { normalizeInteger } from '../types/value.ts'
import { numericOperand } from './arithmetic.ts'
import { asDecimal, isFloating } from './comparison.ts'
import { typedFunction, wrongCount } from './define.ts'

type Integer = number | bigint

/** ROUND_BANKER(number[, digits]): exact numbers stay exact; of a DOUBLE its shortest decimal text is rounded. */
export const roundBankerFunction = typedFunction({
  name: 'ROUND_BANKER',
  doc: 'A number rounded to digits after the point, half to even.',
  mayBeNull: true,
  resolve(args) {
    if (args.length < 1 || args.length > 2) return wrongCount('ROUND_BANKER')
    const operand = numericOperand(args[0])
    const number = isFloating(operand) ? types.double : operand
    const type = number.kind === 'integer' ? types.bigint : number
    return { args: [number, types.bigint].slice(0, args.length), type }
  },
  implement({ args: [type] }) {
    if (isFloating(type)) {
      return (value: number, digits: Integer = 0) => {
        const places = clamp(digits, 22)
        const exact = decimalFromDouble(value, 30)
        if (exact === null) return value
        return Number(halfEven(exact, 30, Math.max(0, places))) / 10 ** Math.max(0, places)
      }
    }
    const { scale } = asDecimal(type.kind === 'decimal' ? type : decimalType(20, 0))
    return (value: Integer, digits: Integer = 0) => {
      const places = clamp(digits, scale)
      return rescaleDecimal(halfEven(value, scale, places), places, scale)
    }
  },
})

function clamp(digits: Integer, most: number): number {
  return Math.max(0, Math.min(Number(digits), most))
}

/** An unscaled value at another scale that is not larger. */
function halfEven(value: Integer, from: number, to: number): Integer {
  const unit = powerOfTen(from - to)
  const exact = BigInt(value)
  const magnitude = exact < 0n ? -exact : exact
  const whole = magnitude / unit
  const twice = (magnitude % unit) * 2n
  const up = twice > unit || (twice === unit && whole % 2n === 1n)
  const rounded = up ? whole + 1n : whole
  return normalizeInteger(exact < 0n ? -rounded : rounded)
}
