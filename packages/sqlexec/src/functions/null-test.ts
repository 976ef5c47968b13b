import { types } from '../types/sql-type.ts'
import { wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'

export const nullTestFunction: ScalarFunction = {
  name: 'ISNULL',
  doc: '1 where the argument is NULL, else 0.',
  nulls: 'custom',
  resolve: (args) => (args.length === 1 ? { args, type: types.truth } : wrongCount('ISNULL')),
  emit: (_, [{ isNull }]) => ({
    js: isNull === null ? 'false' : `(${isNull})`,
    representation: 'boolean',
    isNull: null,
    range: { min: 0n, max: 1n },
  }),
}
