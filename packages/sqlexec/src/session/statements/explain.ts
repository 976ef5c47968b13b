import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import { Profile } from '../../exec/profile.ts'
import { planLines, planTree } from '../../plan/explain.ts'
import type * as ast from '../../sql/index.ts'
import type { BoundParameters } from '../parameters.ts'
import type { Statement } from '../plan-cache.ts'
import type { Session } from '../session.ts'
import { planDocument } from './explain-document.ts'
import { PlanNotes } from './explain-notes.ts'
import { explainRows } from './explain-rows.ts'
import type { Table } from './table-result.ts'

const explained: ReadonlySet<ast.Statement['kind']> = new Set([
  'query',
  'insert',
  'update',
  'delete',
  'load_data',
  'copy_from',
  'copy_to',
])

/**
 * The plan of a statement: as an indented tree, a line per row (TREE, the default), as a document (JSON), or as MySQL's table
 * (TRADITIONAL). ANALYZE runs the statement, whatever it changes, and tells what its operators did.
 */
export function* explain(
  session: Session,
  parsed: Statement,
  { analyze, format, statement, span }: ast.Explain,
  parameters: BoundParameters,
): Stage<Table> {
  const { sql } = parsed
  if (!explained.has(statement.kind)) {
    const message = 'EXPLAIN takes SELECT, INSERT, REPLACE, UPDATE, DELETE, LOAD DATA or COPY'
    throw new SqlError('unsupported', message, { span, sql })
  }
  if (analyze && format === 'traditional') {
    const message = 'EXPLAIN ANALYZE has the formats TREE and JSON'
    throw new SqlError('unsupported', message, { span, sql })
  }
  const { plans } = session.shared
  const profile = analyze ? new Profile() : null
  const inner: Statement = { ...parsed, statement: withoutInto(statement), recent: null }
  const program = plans.compile(inner, parameters.types, session, profile)
  let milliseconds = 0
  if (analyze) {
    const started = performance.now()
    yield* session.runProgram(program, inner, parameters, 'engine')
    milliseconds = performance.now() - started
  }
  if (format === 'traditional')
    return explainRows(program.logical, plans.statistics(session.temporary))
  const tree = planTree(program.logical)
  const notes = new PlanNotes(plans.statistics(session.temporary), profile)
  if (format === 'json') {
    const document = planDocument(tree, notes, analyze ? milliseconds : null)
    return { columns: ['EXPLAIN'], rows: [[JSON.stringify(document, null, 2)]] }
  }
  const lines = planLines(tree, (operator) => notes.text(operator))
  if (analyze && tree.operator === null) {
    lines[0] += ` (actual time=${milliseconds.toFixed(3)} changes=${session.rowCount})`
  }
  return { columns: ['EXPLAIN'], rows: lines.map((line) => [line]) }
}

/** The rows are the same, wherever they go. */
function withoutInto(statement: ast.Statement): ast.Statement {
  if (statement.kind !== 'query' || statement.into?.kind !== 'into_variables') return statement
  return { ...statement, into: null }
}
