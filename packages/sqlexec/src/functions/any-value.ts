import type { ScalarFunction } from './scalar-function.ts'

/**
 * ANY_VALUE is no aggregate: it makes none of its query. Where the query has groups, the binder takes the columns within it from any
 * row of the group; elsewhere it is its argument.
 */
export const anyValueFunction: ScalarFunction = {
  name: 'ANY_VALUE',
  doc: 'The argument; in a query with groups that of some row of the group.',
  nulls: 'custom',
  resolve: (args) => (args.length === 1 ? { args, type: args[0] } : 'ANY_VALUE takes one argument'),
  emit: (_, [code]) => code,
}
