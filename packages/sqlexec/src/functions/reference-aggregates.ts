import { aggregateFunctions } from './aggregates.ts'
import type { ReferenceChapter } from './reference.ts'

export const aggregateReference: readonly ReferenceChapter[] = [
  {
    title: 'Aggregate functions',
    functions: {
      ...Object.fromEntries(aggregateFunctions.map(({ name, parameters }) => [name, parameters])),
      ANY_VALUE: 'expr',
      GROUPING: 'key, …',
    },
  },
  {
    title: 'Window functions',
    functions: {
      ROW_NUMBER: '',
      RANK: '',
      DENSE_RANK: '',
      PERCENT_RANK: '',
      CUME_DIST: '',
      NTILE: 'count',
      LAG: 'expr[, distance[, default]]',
      LEAD: 'expr[, distance[, default]]',
      FIRST_VALUE: 'expr',
      LAST_VALUE: 'expr',
      NTH_VALUE: 'expr, number',
    },
  },
]
