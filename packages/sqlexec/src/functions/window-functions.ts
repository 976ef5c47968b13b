import { commonType } from '../types/common-type.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import { wrongCount } from './define.ts'
import type { ResolvedCall } from './scalar-function.ts'
import type { WindowFunction } from './window-function.ts'

type Resolve = WindowFunction['resolve']

/** A function of between `least` and `most` arguments. */
function taking(
  name: string,
  least: number,
  most: number,
  resolve: (args: readonly SqlType[]) => ResolvedCall,
): Resolve {
  return (args) => (args.length < least || args.length > most ? wrongCount(name) : resolve(args))
}

/** A function of the place of a row alone. */
function placing(name: WindowFunction['name'], doc: string, type: SqlType): WindowFunction {
  const resolve = taking(name, 0, 0, () => ({ args: [], type }))
  return { name, doc, framed: false, countArgument: -1, leastCount: 0, resolve }
}

/** LAG and LEAD: value, distance, and what stands for a row beyond the partition. */
function offsetting(name: 'LAG' | 'LEAD', doc: string): WindowFunction {
  const resolve = taking(name, 1, 3, (args) => {
    const type = commonType([args[0], ...args.slice(2)])
    const count = args.length > 1 ? [types.bigint] : []
    const rest = args.length > 2 ? [type] : []
    return { args: [type, ...count, ...rest], type, mayBeNull: true }
  })
  return { name, doc, framed: false, countArgument: 1, leastCount: 0, resolve }
}

/** A value of one row of the frame, which may be empty. */
function picking(name: 'FIRST_VALUE' | 'LAST_VALUE', doc: string): WindowFunction {
  const resolve = taking(name, 1, 1, ([type]) => ({ args: [type], type, mayBeNull: true }))
  return { name, doc, framed: true, countArgument: -1, leastCount: 0, resolve }
}

export const windowFunctions: readonly WindowFunction[] = [
  placing('ROW_NUMBER', 'Number of the row in its partition, from 1.', types.unsignedBigint),
  placing('RANK', 'Number of the first of the row’s peers, from 1.', types.unsignedBigint),
  placing('DENSE_RANK', 'Number of the row’s group of peers, from 1.', types.unsignedBigint),
  placing(
    'PERCENT_RANK',
    'Share of the other rows that come before the row’s peers.',
    types.double,
  ),
  placing(
    'CUME_DIST',
    'Share of the rows that come before the row or are its peers.',
    types.double,
  ),
  {
    name: 'NTILE',
    doc: 'Number of the row’s bucket, of as many buckets of equal size as the argument says.',
    framed: false,
    countArgument: 0,
    leastCount: 1,
    resolve: taking('NTILE', 1, 1, () => ({ args: [types.bigint], type: types.unsignedBigint })),
  },
  offsetting('LAG', 'Value in the row that comes so many rows earlier in the partition.'),
  offsetting('LEAD', 'Value in the row that comes so many rows later in the partition.'),
  picking('FIRST_VALUE', 'Value in the first row of the frame.'),
  picking('LAST_VALUE', 'Value in the last row of the frame.'),
  {
    name: 'NTH_VALUE',
    doc: 'Value in the row of the frame with that number, from 1.',
    framed: true,
    countArgument: 1,
    leastCount: 1,
    resolve: taking('NTH_VALUE', 2, 2, ([type]) => ({
      args: [type, types.bigint],
      type,
      mayBeNull: true,
    })),
  },
]
