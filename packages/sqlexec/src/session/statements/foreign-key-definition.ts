import { type ErrorCode, type Span, SqlError } from '../../base/errors.ts'
import {
  type ColumnDefinition,
  type ForeignKeyDefinition,
  findColumn,
  findKeyIndex,
  type IndexDefinition,
  plainTable,
  type ReferentialAction,
  type TableDefinition,
} from '../../catalog/definition.ts'
import { columnsOf } from '../../plan/expression-walk.ts'
import { bindRowRules } from '../../plan/row-rules.ts'
import type * as ast from '../../sql/index.ts'
import { type SqlType, sameType } from '../../types/sql-type.ts'
import type { ConstrainedTable } from './check-definition.ts'
import { freeName } from './index-definition.ts'

/** A foreign key as it is declared: at the table, or beside a column. */
export interface DeclaredForeignKey {
  readonly name: ast.Identifier | null
  readonly columns: readonly ast.Identifier[]
  readonly references: ast.References
  readonly span: Span
}

/** The foreign keys of CREATE TABLE in the order of the text. */
export function declaredForeignKeys({
  columns,
  constraints,
}: ast.CreateTable): DeclaredForeignKey[] {
  const own = columns.flatMap(({ name, references, referencesName }): DeclaredForeignKey[] =>
    references === null
      ? []
      : [{ name: referencesName, columns: [name], references, span: references.span }],
  )
  const others = constraints.flatMap((constraint): DeclaredForeignKey[] =>
    constraint.kind === 'foreign_key' ? [constraint] : [],
  )
  return [...own, ...others].sort((a, b) => a.span.start - b.span.start)
}

/** A table that gets foreign keys, with what it has already. */
export interface ReferringTable extends ConstrainedTable {
  readonly definition: Omit<TableDefinition, 'id'>
  /** foreign_key_checks: without it, what a key refers to need not be there yet. */
  readonly checked: boolean
  /** Of the table's own database. */
  readonly database: string
}

/**
 * A table's definition with more foreign keys, and an index for each that none there begins with. One without a name is called
 * after the table.
 */
export function addForeignKeys(
  declared: readonly DeclaredForeignKey[],
  table: ReferringTable,
): Omit<TableDefinition, 'id'> {
  return declared.reduce(
    (definition, key) => addForeignKey(key, { ...table, definition }),
    table.definition,
  )
}

function addForeignKey(
  declared: DeclaredForeignKey,
  table: ReferringTable,
): Omit<TableDefinition, 'id'> {
  const { definition, sql } = table
  const fail = failure(declared.span, sql)
  const name = keyName(declared, table)
  const columns = declared.columns.map((column) => {
    const ordinal = findColumn({ ...definition, id: 0 }, column.name)
    if (ordinal >= 0) return definition.columns[ordinal]
    throw fail('unknown_key_column', `Key column '${column.name}' doesn't exist in table`)
  })
  const { references } = declared
  const actions = {
    onDelete: actionOf(references.onDelete, fail),
    onUpdate: actionOf(references.onUpdate, fail),
  }
  if (references.table.database !== null && references.table.database.name !== table.database) {
    throw fail('unsupported', 'A foreign key to another database is not supported')
  }
  const key: ForeignKeyDefinition = {
    name,
    columns: columns.map(({ id }) => id),
    table: references.table.name.name,
    referenced: referencedColumns(declared, columns, name, table),
    ...actions,
  }
  assertActions(key, columns, table, fail)
  const foreignKeys = [...definition.foreignKeys, key]
  if (findKeyIndex(definition, key.columns) !== undefined) return { ...definition, foreignKeys }
  const index: IndexDefinition = {
    name: freeName(declared.name?.name ?? columns[0].name, definition.indexes),
    kind: 'btree',
    unique: false,
    primary: false,
    columns: key.columns.map((column) => ({ column, descending: false, prefix: null })),
  }
  return { ...definition, foreignKeys, indexes: [...definition.indexes, index] }
}

type Fail = (code: ErrorCode, message: string) => SqlError

function failure(span: Span, sql: string): Fail {
  return (code, message) => new SqlError(code, message, { span, sql })
}

function keyName({ name, span }: DeclaredForeignKey, table: ReferringTable): string {
  const { engine, definition, sql } = table
  const others = engine
    .tableNames()
    .flatMap((other) =>
      other === definition.name ? [] : (engine.table(other)?.definition.foreignKeys ?? []),
    )
  const taken = new Set([...others, ...definition.foreignKeys].map((key) => key.name.toLowerCase()))
  if (name !== null) {
    if (!taken.has(name.name.toLowerCase())) return name.name
    const message = `Duplicate foreign key constraint name '${name.name}'`
    throw new SqlError('duplicate_foreign_key', message, { span, sql })
  }
  let number = 1
  while (taken.has(`${definition.name}_ibfk_${number}`.toLowerCase())) number++
  return `${definition.name}_ibfk_${number}`
}

function actionOf(action: ast.ReferentialAction | null, fail: Fail): ReferentialAction {
  if (action === 'set_default') {
    throw fail('cannot_add_foreign_key', 'Cannot add foreign key constraint: SET DEFAULT')
  }
  if (action === null || action === 'no_action') return 'no action'
  return action === 'set_null' ? 'set null' : action
}

/** The names of the columns that are referred to, as the parent has them, if it is there. */
function referencedColumns(
  { references, columns: names, span }: DeclaredForeignKey,
  columns: readonly ColumnDefinition[],
  name: string,
  { engine, definition, checked, sql }: ReferringTable,
): readonly string[] {
  const fail = failure(span, sql)
  const parentName = references.table.name.name
  const parent = parentName === definition.name ? definition : engine.table(parentName)?.definition
  if (parent === undefined && checked) {
    throw fail('missing_parent', `Failed to open the referenced table '${parentName}'`)
  }
  const primary = parent?.indexes.find((index) => index.primary)
  const wanted =
    references.columns.length > 0
      ? references.columns.map((column) => column.name)
      : (primary?.columns.map(
          ({ column }) => parent!.columns.find(({ id }) => id === column)!.name,
        ) ?? [])
  if (wanted.length !== names.length) {
    const message = `Incorrect foreign key definition for '${name}': Key reference and table reference don't match`
    throw fail('wrong_foreign_key', message)
  }
  if (parent === undefined) return wanted
  const referenced = wanted.map((column, i) => {
    const ordinal = findColumn({ ...parent, id: 0 }, column)
    if (ordinal < 0) {
      const message = `Failed to add the foreign key constraint. Missing column '${column}' for constraint '${name}' in the referenced table '${parentName}'`
      throw fail('missing_parent_column', message)
    }
    const found = parent.columns[ordinal]
    if (!areCompatible(columns[i].type, found.type)) {
      const message = `Referencing column '${columns[i].name}' and referenced column '${found.name}' in foreign key constraint '${name}' are incompatible.`
      throw fail('foreign_key_types', message)
    }
    return found
  })
  if (
    findKeyIndex(
      parent,
      referenced.map(({ id }) => id),
    ) === undefined
  ) {
    const message = `Failed to add the foreign key constraint. Missing index for constraint '${name}' in the referenced table '${parentName}'`
    throw fail('missing_parent_index', message)
  }
  return referenced.map((column) => column.name)
}

/** Whether equal values of both types are one value. Texts may differ in length. */
function areCompatible(child: SqlType, parent: SqlType): boolean {
  if (child.kind === 'text' && parent.kind === 'text') return child.collation === parent.collation
  return (child.kind === 'bytes' && parent.kind === 'bytes') || sameType(child, parent)
}

/** Whether what becomes of the rows when their parent changes can be done to these columns. */
function assertActions(
  { name, onDelete, onUpdate }: ForeignKeyDefinition,
  columns: readonly ColumnDefinition[],
  { definition }: ReferringTable,
  fail: Fail,
): void {
  const changing = onUpdate === 'cascade' || onUpdate === 'set null' || onDelete === 'set null'
  const setsNull = onDelete === 'set null' || onUpdate === 'set null'
  for (const column of columns) {
    if (column.generated !== null && !column.generated.stored) {
      const message = `Foreign key '${name}' uses virtual column '${column.name}' which is not supported.`
      throw fail('foreign_key_virtual', message)
    }
    if (column.generated !== null && changing) {
      const clause =
        onDelete === 'set null' ? 'ON DELETE SET NULL' : `ON UPDATE ${onUpdate.toUpperCase()}`
      throw fail(
        'foreign_key_generated',
        `Cannot define foreign key with ${clause} clause on a generated column.`,
      )
    }
    if (setsNull && !column.nullable) {
      const message = `Column '${column.name}' cannot be NOT NULL: needed in a foreign key constraint '${name}' SET NULL`
      throw fail('foreign_key_not_null', message)
    }
  }
  if (!changing) return
  for (const check of definition.checks) {
    const rules = bindRowRules({
      ...plainTable,
      ...definition,
      id: 0,
      checks: [{ ...check, enforced: true }],
    })
    const used = columnsOf(rules!.checks[0].violation)
    const column = columns.find((each) => used.has(definition.columns.indexOf(each)))
    if (column !== undefined) {
      const message = `Column '${column.name}' cannot be used in a check constraint '${check.name}': needed in a foreign key constraint '${name}' referential action.`
      throw fail('check_of_foreign_key', message)
    }
  }
}
