import type { Span } from '../base/errors.ts'
import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import { bindInsert } from './bind-insert.ts'
import { findStoredTable } from './bind-table.ts'
import type { Binder } from './binder.ts'
import { copyFormat } from './copy-format.ts'
import type { FileFormat } from './file-format.ts'
import type { LoadStatementPlan, WorkingTableId } from './logical-plan.ts'
import { emptySelect, namedTable, selectQuery } from './made-query.ts'
import type { CommonTables, Environment } from './scope.ts'
import { textFileFormat } from './text-file-format.ts'

/** COPY table FROM 'path'. */
export function bindCopyFrom(
  binder: Binder,
  node: ast.CopyFrom,
  environment: Environment,
): LoadStatementPlan {
  const format = copyFormat(binder, node)
  const { table, span } = node
  const columns = node.columns ?? allColumns(binder, table)
  const fields = columns.map((column): ast.ColumnReference => columnOf(column))
  const load = { table, path: node.path, fields, set: [], onDuplicate: null, span }
  return bindLoad(binder, load, format, environment)
}

/** LOAD DATA INFILE 'path' INTO TABLE table. */
export function bindLoadData(
  binder: Binder,
  node: ast.LoadData,
  environment: Environment,
): LoadStatementPlan {
  const { table, path, set, onDuplicate, span } = node
  const format = {
    ...textFileFormat(binder, node, span),
    skippedLines: node.ignoreLines,
  }
  const fields =
    node.columns.length > 0
      ? node.columns.map((field) => fieldOf(binder, field))
      : allColumns(binder, table).map(columnOf)
  return bindLoad(binder, { table, path, fields, set, onDuplicate, span }, format, environment)
}

type Field = ast.ColumnReference | ast.UserVariable

interface Load {
  readonly table: ast.ObjectName
  readonly path: string
  readonly fields: readonly Field[]
  readonly set: readonly ast.SetClause[]
  readonly onDuplicate: 'ignore' | 'replace' | null
  readonly span: Span
}

/** No table of a query can have this name. */
const fileName = '\0file'

/**
 * A load is an INSERT … SELECT over the fields of the file, which are a table of texts: a column for each column of the table that is
 * in the file, and for each variable.
 */
function bindLoad(
  binder: Binder,
  load: Load,
  format: FileFormat,
  environment: Environment,
): LoadStatementPlan {
  const { span } = load
  const rows = binder.workingTable()
  const names = load.fields.map(fieldName)
  const variables = new Set(names.filter((name) => name.startsWith('@')))
  const targets = new Map<string, Target>()
  load.fields.forEach((field, i) => {
    if (field.kind === 'column') {
      const { name } = field
      if (targets.has(names[i])) {
        throw binder.error('duplicate_column', `Column '${name.name}' specified twice`, name.span)
      }
      targets.set(names[i], { column: name, value: fileColumn(names[i], span) })
    }
  })
  for (const { column, value } of load.set) {
    if (value.kind === 'default' && value.column === null) continue
    targets.set(column.name.name.toLowerCase(), {
      column: column.name,
      value: withFields(value, variables),
    })
  }
  // An empty line is the NULL of a table of one column.
  const rowFormat =
    format.kind === 'delimited' && names.length === 1
      ? { ...format, skipsEmptyLines: false }
      : format
  const insert = insertOf(load, [...targets.values()])
  const commonTables = fileTable(binder, rows, names, span, environment)
  const places = [...targets.keys()]
  return {
    kind: 'load',
    path: load.path,
    format: rowFormat,
    fields: load.fields.map((field, i) => ({
      name: field.kind === 'column' ? field.name.name : names[i],
      place: names[i].startsWith('@') ? -1 : places.indexOf(names[i]),
    })),
    insert: bindInsert(binder, insert, { ...environment, commonTables }),
    rows,
    computed: load.set.length > 0,
  }
}

interface Target {
  readonly column: ast.Identifier
  readonly value: ast.Expression
}

function fieldName(field: Field): string {
  if (field.kind === 'user_variable') return `@${field.name.toLowerCase()}`
  return field.name.name.toLowerCase()
}

function fieldOf(binder: Binder, field: ast.Expression): Field {
  if (field.kind === 'column' || field.kind === 'user_variable') return field
  throw binder.error('syntax', 'A field is a column or a variable', field.span)
}

function allColumns(binder: Binder, table: ast.ObjectName): ast.Identifier[] {
  const { span } = table
  const { columns } = findStoredTable(binder, table).table
  return columns.map(({ name }) => ({ kind: 'identifier', name, span }))
}

function columnOf(name: ast.Identifier): ast.ColumnReference {
  return { kind: 'column', database: null, table: null, name, span: name.span }
}

function fileColumn(name: string, span: Span): ast.ColumnReference {
  return columnOf({ kind: 'identifier', name, span })
}

/** An expression of SET with the variables of the line in place. */
function withFields<Node>(node: Node, variables: ReadonlySet<string>): Node {
  if (Array.isArray(node)) return node.map((item) => withFields(item, variables)) as Node
  if (typeof node !== 'object' || node === null) return node
  const expression = node as unknown as ast.Expression
  if (expression.kind === 'user_variable') {
    const name = `@${expression.name.toLowerCase()}`
    return variables.has(name) ? (fileColumn(name, expression.span) as Node) : node
  }
  const entries = Object.entries(node).map(([key, value]) => [key, withFields(value, variables)])
  return Object.fromEntries(entries) as Node
}

function fileTable(
  binder: Binder,
  id: WorkingTableId,
  names: readonly string[],
  span: Span,
  { commonTables }: Environment,
): CommonTables {
  const name: ast.Identifier = { kind: 'identifier', name: fileName, span }
  // Where a variable is named twice, the last field is the one that it keeps.
  const columns = names.map((name, i) =>
    binder.column(names.lastIndexOf(name) === i ? name : '', types.text, true),
  )
  const table = {
    kind: 'common_table',
    name,
    columns: [],
    query: selectQuery(emptySelect(span)),
    span,
  } as const
  return { table, environment: null, working: { id, columns }, next: commonTables }
}

function insertOf({ table, onDuplicate, span }: Load, targets: readonly Target[]): ast.Insert {
  return {
    kind: 'insert',
    replace: onDuplicate === 'replace',
    ignore: onDuplicate === 'ignore',
    priority: null,
    table,
    partitions: [],
    columns: targets.map(({ column }) => column),
    rows: null,
    query: selectOf(targets, span),
    rowAlias: null,
    onDuplicate: [],
    returning: [],
    span,
  }
}

function selectOf(targets: readonly Target[], span: Span): ast.Query {
  const name: ast.ObjectName = {
    kind: 'object_name',
    database: null,
    name: { kind: 'identifier', name: fileName, span },
    span,
  }
  const items = targets.map(
    ({ value }): ast.SelectItem => ({
      kind: 'expression_item',
      expression: value,
      alias: null,
      text: '',
      span,
    }),
  )
  return selectQuery({ ...emptySelect(span), items, from: [namedTable(name)] })
}
