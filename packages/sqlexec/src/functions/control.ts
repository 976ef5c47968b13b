import { isNumeric, type SqlType, types } from '../types/sql-type.ts'
import { isFloating } from './comparison.ts'
import { wrongCount } from './define.ts'
import { nullableFunction } from './nullable-function.ts'

/** INTERVAL(n, a, b, …): the values from the second on ascend, so that they are searched by halving. */
export const intervalFunction = nullableFunction({
  name: 'INTERVAL',
  doc: 'How many of the other arguments, which ascend, are not larger than the first; −1 where that is NULL.',
  resolve(args) {
    if (args.length < 2) return wrongCount('INTERVAL')
    const isExact = args.every((arg) => arg.kind === 'integer')
    const wanted = (arg: SqlType): SqlType =>
      isExact ? arg : isNumeric(arg) && isFloating(arg) ? arg : types.double
    return { args: args.map(wanted), type: types.int }
  },
  implement:
    () =>
    (value: number | bigint | null, ...bounds: readonly (number | bigint | null)[]) => {
      if (value === null) return -1
      let low = 0
      let high = bounds.length
      while (low < high) {
        const middle = (low + high) >> 1
        const bound = bounds[middle]
        if (bound === null || bound <= value) low = middle + 1
        else high = middle
      }
      return low
    },
})
