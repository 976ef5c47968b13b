import type { Expression, PartitionDefinition, Partitioning, TableOption } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseNumber } from './literals.ts'
import { parseIdentifier, parseList, parseParenthesized } from './names.ts'
import type { Parser } from './parser.ts'
import { parseTableOption } from './table-options.ts'

/** PARTITION BY …; the BY comes next. */
export function parsePartitioning(p: Parser, start: number): Partitioning {
  p.expect(R.BY)
  const linear = p.accept(R.LINEAR)
  let method: Partitioning['method']
  if (p.accept(W.HASH)) method = linear ? 'linear_hash' : 'hash'
  else if (p.accept(R.KEY)) method = linear ? 'linear_key' : 'key'
  else if (p.accept(R.RANGE)) method = 'range'
  else if (p.accept(W.LIST)) method = 'list'
  else throw p.expected('HASH, KEY, RANGE or LIST')
  const columns = p.accept(W.COLUMNS)
  p.expect(T.LEFT_PAREN)
  const expressions = p.kind === T.RIGHT_PAREN ? [] : parseList(p, (p) => p.expression())
  p.expect(T.RIGHT_PAREN)
  const count = p.accept(W.PARTITIONS) ? parseNumber(p) : null
  const partitions = p.kind === T.LEFT_PAREN ? parseParenthesized(p, parsePartition) : []
  const span = p.spanFrom(start)
  return { kind: 'partitioning', method, columns, expressions, count, partitions, span }
}

/** PARTITION name [VALUES LESS THAN (…) | VALUES IN (…)] [options]. */
export function parsePartition(p: Parser): PartitionDefinition {
  const start = p.start
  p.expect(R.PARTITION)
  const name = parseIdentifier(p, 'the name of a partition')
  let lessThan: PartitionDefinition['lessThan'] = null
  let values: Expression[] | null = null
  if (p.accept(R.VALUES)) {
    if (p.accept(R.IN)) {
      values = parseParenthesized(p, (p) => p.expression())
    } else {
      p.expect(W.LESS)
      p.expect(W.THAN)
      lessThan = p.accept(R.MAXVALUE) ? ['maxvalue'] : parseParenthesized(p, parseBound)
    }
  }
  const options: TableOption[] = []
  for (let option = parseTableOption(p); option !== null; option = parseTableOption(p)) {
    options.push(option)
  }
  return { kind: 'partition', name, lessThan, values, options, span: p.spanFrom(start) }
}

function parseBound(p: Parser): Expression | 'maxvalue' {
  return p.accept(R.MAXVALUE) ? 'maxvalue' : p.expression()
}
