import type { PartitionAction } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import { parseIdentifier, parseList, parseParenthesized } from './names.ts'
import type { Parser } from './parser.ts'
import { parsePartition, parsePartitioning } from './partitioning.ts'

/** ADD, DROP, TRUNCATE PARTITION, PARTITION BY, REMOVE PARTITIONING; `null` where none of them follows. */
export function parsePartitionAction(p: Parser, start: number): PartitionAction | null {
  const next = p.peek(1)
  let action: PartitionAction['action']
  if (p.kind === R.ADD && next === R.PARTITION) action = 'add'
  else if (p.kind === R.DROP && next === R.PARTITION) action = 'drop'
  else if (p.kind === W.TRUNCATE && next === R.PARTITION) action = 'truncate'
  else if (p.kind === R.PARTITION) action = 'partition_by'
  else if (p.kind === W.REMOVE) action = 'remove'
  else return null
  p.advance()
  const empty = { names: [], definitions: [], partitioning: null }
  if (action === 'partition_by') {
    const partitioning = parsePartitioning(p, start)
    return { kind: 'partition_action', action, ...empty, partitioning, span: p.spanFrom(start) }
  }
  if (action === 'remove') {
    if (!p.acceptWord('partitioning')) throw p.expected('PARTITIONING')
    return { kind: 'partition_action', action, ...empty, span: p.spanFrom(start) }
  }
  p.expect(R.PARTITION)
  if (action === 'add') {
    const definitions = parseParenthesized(p, parsePartition)
    return { kind: 'partition_action', action, ...empty, definitions, span: p.spanFrom(start) }
  }
  const names = p.accept(R.ALL) ? [] : parseList(p, (p) => parseIdentifier(p))
  return { kind: 'partition_action', action, ...empty, names, span: p.spanFrom(start) }
}
