import type { LogicalStatement } from '../plan/logical-plan.ts'
import type * as ast from '../sql/index.ts'

/** What SHOW STATUS counts, of a session or of all since the Database was opened. */
export interface Counters {
  /** Statements by the names of their `Com_` counters. */
  readonly commands: Record<string, number>
  questions: number
  rowsInserted: number
  rowsUpdated: number
  rowsDeleted: number
}

export function newCounters(): Counters {
  return {
    commands: Object.create(null) as Record<string, number>,
    questions: 0,
    rowsInserted: 0,
    rowsUpdated: 0,
    rowsDeleted: 0,
  }
}

/** Those whose name is not that of the statement's kind. */
const commandNames: Partial<Record<ast.Statement['kind'], string>> = {
  query: 'select',
  copy_from: 'load',
  load_data: 'load',
  truncate_table: 'truncate',
  create_database: 'create_db',
  drop_database: 'drop_db',
  start_transaction: 'begin',
  set_variables: 'set_option',
  set_names: 'set_option',
  set_transaction: 'set_option',
  use: 'change_db',
  call: 'call_procedure',
  explain: 'explain_other',
  prepare: 'prepare_sql',
  execute: 'execute_sql',
  deallocate: 'dealloc_sql',
  show_columns: 'show_fields',
  show_indexes: 'show_keys',
  show_diagnostics: 'show_warnings',
}

/** The counter of a statement, without `Com_`. */
function commandName(statement: ast.Statement): string {
  switch (statement.kind) {
    case 'insert':
      return `${statement.replace ? 'replace' : 'insert'}${statement.query === null ? '' : '_select'}`
    case 'update':
      return statement.tables.length > 1 ? 'update_multi' : 'update'
    case 'delete':
      return statement.targets.length > 0 ? 'delete_multi' : 'delete'
    case 'rollback':
      return statement.savepoint === null ? 'rollback' : 'rollback_to_savepoint'
    case 'show_list':
      return `show_${statement.subject}`
    case 'show_create':
      return `show_create_${statement.type}`
    case 'maintain_tables':
      return statement.action
    default:
      return commandNames[statement.kind] ?? statement.kind
  }
}

const names = new WeakMap<ast.Statement, string>()

/** Counts a statement that a client has sent. */
export function countStatement(statement: ast.Statement, ...counters: readonly Counters[]): void {
  let name = names.get(statement)
  if (name === undefined) {
    name = commandName(statement)
    names.set(statement, name)
  }
  for (const each of counters) {
    each.questions++
    each.commands[name] = (each.commands[name] ?? 0) + 1
  }
}

/** Counts the rows that a statement has changed. */
export function countRows(
  { kind }: LogicalStatement,
  rows: number,
  ...counters: readonly Counters[]
): void {
  for (const each of counters) {
    if (kind === 'insert' || kind === 'load') each.rowsInserted += rows
    else if (kind === 'update') each.rowsUpdated += rows
    else if (kind === 'delete') each.rowsDeleted += rows
  }
}

/** Counters that are shown even where nothing was counted, as clients ask for them. */
const alwaysShown =
  'begin call_procedure commit create_db create_index create_table delete drop_table insert insert_select load replace rollback select set_option update'.split(
    ' ',
  )

/** Names and values as SHOW STATUS has them, in order. */
export function counterRows(counters: Counters): (readonly [name: string, value: number])[] {
  const commands = new Set([...alwaysShown, ...Object.keys(counters.commands)])
  const rows = [...commands].map((name) => [`Com_${name}`, counters.commands[name] ?? 0] as const)
  return [
    ...rows,
    ['Innodb_rows_deleted', counters.rowsDeleted],
    ['Innodb_rows_inserted', counters.rowsInserted],
    ['Innodb_rows_updated', counters.rowsUpdated],
    ['Queries', counters.questions],
    ['Questions', counters.questions],
  ]
}
