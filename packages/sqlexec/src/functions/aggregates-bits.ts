import { types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { AggregateFunction } from './aggregate-function.ts'
import { ofOne } from './aggregates-sums.ts'

/** Of 64 unsigned bits, as the bit operators. */
function bits(name: string, doc: string, ofNothing: SqlValue): AggregateFunction {
  return {
    name,
    doc,
    parameters: 'expr',
    ofNothing,
    resolve: ofOne(name, (type) => ({
      args: [type.kind === 'integer' ? type : types.bigint],
      type: types.unsignedBigint,
    })),
  }
}

export const bitAggregates: readonly AggregateFunction[] = [
  bits('BIT_AND', 'Bitwise AND of the values that are not NULL; all ones of none.', 2n ** 64n - 1n),
  bits('BIT_OR', 'Bitwise OR of the values that are not NULL; 0 of none.', 0),
  bits('BIT_XOR', 'Bitwise XOR of the values that are not NULL; 0 of none.', 0),
]
