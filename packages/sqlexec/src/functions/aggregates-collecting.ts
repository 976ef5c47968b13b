import { types } from '../types/sql-type.ts'
import type { AggregateFunction } from './aggregate-function.ts'
import { ofOne } from './aggregates-sums.ts'
import { wrongCount } from './define.ts'
import { textOf } from './text-function.ts'

export const collectingAggregates: readonly AggregateFunction[] = [
  {
    name: 'GROUP_CONCAT',
    doc: 'The texts of all rows in which no argument is NULL, one after the other with a separator between them; longer ones than group_concat_max_len are an error.',
    parameters: "[DISTINCT] expr, … [ORDER BY …] [SEPARATOR ',']",
    ordered: true,
    notOverWindows: true,
    resolve(args) {
      if (args.length === 0) return wrongCount('GROUP_CONCAT')
      if (args.some((arg) => arg.kind === 'bytes')) {
        return { args: args.map(() => types.blob), type: types.blob }
      }
      const texts = args.map((arg) => (arg.kind === 'text' ? arg : types.text))
      return { args: texts, type: textOf(texts) }
    },
  },
  {
    name: 'JSON_ARRAYAGG',
    doc: 'The values of all rows, NULLs among them, as an array of JSON.',
    parameters: 'expr [ORDER BY …]',
    takesNulls: true,
    ordered: true,
    resolve: ofOne('JSON_ARRAYAGG', (type) => ({ args: [type], type: types.json })),
  },
  {
    name: 'JSON_OBJECTAGG',
    doc: 'An object of JSON with a key and a value of each row; of equal keys the last one stays.',
    parameters: 'key, expr [ORDER BY …]',
    takesNulls: true,
    ordered: true,
    resolve(args) {
      if (args.length !== 2) return wrongCount('JSON_OBJECTAGG')
      const [key, value] = args
      return { args: [key.kind === 'text' ? key : types.text, value], type: types.json }
    },
  },
]
