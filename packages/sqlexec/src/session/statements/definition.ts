import { SqlError } from '../../base/errors.ts'
import type { TableDefinition } from '../../catalog/definition.ts'
import { didYouMean } from '../../plan/suggestion.ts'
import type * as ast from '../../sql/index.ts'
import type { Session } from '../session.ts'
import { databaseOf, engineOf, spaceOf, tableOf } from './find-table.ts'
import { addForeignKeys, declaredForeignKeys } from './foreign-key-definition.ts'
import { assertMayDrop, assertMayDropIndex, assertMayTruncate } from './foreign-key-guards.ts'
import { indexDefinition } from './index-definition.ts'
import { refuse } from './refuse.ts'
import { likeTable, type SelectedColumn, tableDefinition } from './table-definition.ts'

/** A change of definitions, checked and ready to be carried out. */
export type Change = () => Promise<void>

const nothing: Change = async () => {}

/** @param selected the columns that a query gives to the table, beside those that are declared */
export function createTable(
  session: Session,
  statement: ast.CreateTable,
  sql: string,
  selected: readonly SelectedColumn[] = [],
): Change {
  refuse(statement.partitioning !== null, 'PARTITION BY', statement.span, sql)
  const engine = engineOf(session, statement.name, sql)
  const { name } = statement.name.name
  const database = databaseOf(session, statement.name, sql)
  const exists = statement.temporary
    ? session.temporary.table(database, name)
    : (engine.table(name) ?? engine.view(name))
  if (exists) {
    if (statement.ifNotExists) {
      session.warn(1050, `Table '${name}' already exists`, 'Note')
      return nothing
    }
    throw new SqlError('table_exists', `Table '${name}' already exists`, {
      span: statement.name.span,
      sql,
    })
  }
  const space = statement.temporary ? session.temporary.space(database, engine) : engine
  if (statement.like !== null) {
    const like = likeTable(tableOf(session, statement.like, sql).definition, name)
    return () => space.createTable(like)
  }
  const plain = tableDefinition(statement, engine, sql, selected)
  const declared = declaredForeignKeys(statement)
  refuse(
    statement.temporary && declared.length > 0,
    'foreign keys of temporary tables',
    statement.span,
    sql,
  )
  const definition = addForeignKeys(declared, {
    ...plain,
    definition: plain,
    engine,
    sql,
    checked: session.variables.flag('foreign_key_checks'),
    database,
  })
  return () => space.createTable(definition)
}

export function dropTable(session: Session, statement: ast.DropTable, sql: string): Change {
  const found = statement.names.flatMap((name) => {
    const engine = engineOf(session, name, sql)
    const database = databaseOf(session, name, sql)
    const own = session.temporary.table(database, name.name.name) !== undefined
    if (own || (!statement.temporary && engine.table(name.name.name))) {
      return [{ space: spaceOf(session, name, sql), engine, name: name.name.name }]
    }
    if (statement.ifExists) {
      session.warn(1051, `Unknown table '${database}.${name.name.name}'`, 'Note')
      return []
    }
    const hint = didYouMean(name.name.name, engine.tableNames())
    const message = `Unknown table '${database}.${name.name.name}'${hint}`
    throw new SqlError('bad_table', message, { span: name.span, sql })
  })
  if (session.variables.flag('foreign_key_checks')) {
    const gone = new Set(found.map(({ name }) => name))
    for (const { space, engine, name } of found) {
      if (space === engine) assertMayDrop(engine, name, gone)
    }
  }
  return async () => {
    for (const { space, name } of found) await space.dropTable(name)
  }
}

export function truncateTable(session: Session, { name }: ast.TruncateTable, sql: string): Change {
  const { definition } = tableOf(session, name, sql)
  const engine = engineOf(session, name, sql)
  const space = spaceOf(session, name, sql)
  if (space === engine && session.variables.flag('foreign_key_checks')) {
    assertMayTruncate(engine, definition.name)
  }
  return () => space.truncateTable(definition.name)
}

export function createIndex(session: Session, statement: ast.CreateIndex, sql: string): Change {
  const { definition } = tableOf(session, statement.table, sql)
  const index = indexDefinition(statement.index, definition.columns, definition.indexes, sql)
  if (hasIndex(definition, index.name)) {
    if (statement.ifNotExists) return nothing
    const message = `Duplicate key name '${index.name}'`
    throw new SqlError('duplicate_index', message, { span: statement.span, sql })
  }
  return () => spaceOf(session, statement.table, sql).createIndex(definition.name, index)
}

function hasIndex(definition: TableDefinition, name: string): boolean {
  return definition.indexes.some((index) => index.name.toLowerCase() === name.toLowerCase())
}

export function dropIndex(session: Session, statement: ast.DropIndex, sql: string): Change {
  const { definition } = tableOf(session, statement.table, sql)
  const { name } = statement.name
  const index = definition.indexes.find((each) => each.name.toLowerCase() === name.toLowerCase())
  if (!index) {
    if (statement.ifExists) return nothing
    const hint = didYouMean(
      name,
      definition.indexes.map((each) => each.name),
    )
    const message = `Can't DROP '${name}'; check that column/key exists${hint}`
    throw new SqlError('unknown_index', message, { span: statement.name.span, sql })
  }
  const engine = engineOf(session, statement.table, sql)
  const space = spaceOf(session, statement.table, sql)
  if (space === engine) assertMayDropIndex(engine, definition, index)
  return () => space.dropIndex(definition.name, index.name)
}
