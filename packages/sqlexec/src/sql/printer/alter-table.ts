import type { AlterAction, AlterTable, ColumnPosition, DropConstraint } from '../ast/index.ts'
import { spaced } from './function-call.ts'
import { printSetting } from './literals.ts'
import { printIdentifier, printName, printObjectName } from './names.ts'
import { join, maybe, type Printer, when, words } from './printer.ts'
import {
  printColumnDefinition,
  printConstraint,
  printDefault,
  printOption,
  printPartition,
  printPartitioning,
} from './table-definition.ts'

export function printAlterTable(c: Printer, table: AlterTable): string {
  const actions = join(table.actions, (action) => printAction(c, action))
  return words(`ALTER TABLE ${printObjectName(table.name)}`, actions)
}

function printAction(c: Printer, action: AlterAction): string {
  switch (action.kind) {
    case 'add_column':
      return words(
        'ADD COLUMN',
        when(action.ifNotExists, 'IF NOT EXISTS'),
        printColumnDefinition(c, action.column),
        maybe(action.position, printPosition),
      )
    case 'add_constraint':
      return `ADD ${printConstraint(c, action.constraint)}`
    case 'modify_column': {
      const { oldName, column, position } = action
      const same = oldName.name === column.name.name
      return words(
        same ? 'MODIFY COLUMN' : `CHANGE COLUMN ${printIdentifier(oldName)}`,
        printColumnDefinition(c, column),
        maybe(position, printPosition),
      )
    }
    case 'rename_column':
      return `RENAME COLUMN ${printIdentifier(action.from)} TO ${printIdentifier(action.to)}`
    case 'rename_index':
      return `RENAME INDEX ${printIdentifier(action.from)} TO ${printIdentifier(action.to)}`
    case 'rename_to':
      return `RENAME TO ${printObjectName(action.name)}`
    case 'drop_column':
      return words('DROP COLUMN', when(action.ifExists, 'IF EXISTS'), printIdentifier(action.name))
    case 'drop_constraint':
      return printDropConstraint(action)
    case 'partition_action':
      return printPartitionAction(c, action)
  }
  return printSmallAction(c, action)
}

function printPosition(position: ColumnPosition): string {
  return position.kind === 'first' ? 'FIRST' : `AFTER ${printIdentifier(position.column)}`
}

const constraintWords = {
  primary: 'PRIMARY KEY',
  index: 'INDEX',
  foreign_key: 'FOREIGN KEY',
  check: 'CHECK',
  any: 'CONSTRAINT',
}

function printDropConstraint({ type, ifExists, name }: DropConstraint): string {
  return words(
    `DROP ${constraintWords[type]}`,
    when(ifExists, 'IF EXISTS'),
    maybe(name, printIdentifier),
  )
}

function printSmallAction(c: Printer, action: AlterAction): string {
  switch (action.kind) {
    case 'alter_column_default': {
      const change = maybe(action.default, (value) => `SET DEFAULT ${printDefault(c, value)}`)
      return `ALTER COLUMN ${printIdentifier(action.name)} ${change || 'DROP DEFAULT'}`
    }
    case 'alter_column_visibility':
      return `ALTER COLUMN ${printIdentifier(action.name)} SET ${visibility(action.visible)}`
    case 'alter_index_visibility':
      return `ALTER INDEX ${printIdentifier(action.name)} ${visibility(action.visible)}`
    case 'alter_check': {
      const enforced = `${when(!action.enforced, 'NOT ')}ENFORCED`
      return `ALTER CHECK ${printIdentifier(action.name)} ${enforced}`
    }
    case 'set_table_options':
      return join(action.options, printOption, ' ')
    case 'convert_table_charset':
      return words(
        `CONVERT TO CHARACTER SET ${maybe(action.charset, printSetting) || 'DEFAULT'}`,
        maybe(action.collation, (collation) => `COLLATE ${printSetting(collation)}`),
      )
    case 'order_table':
      return `ORDER BY ${join(action.columns, ({ name, descending }) => printIdentifier(name) + when(descending, ' DESC'))}`
    case 'toggle_keys':
      return `${action.enabled ? 'ENABLE' : 'DISABLE'} KEYS`
    case 'alter_algorithm':
      if (action.name === 'force') return 'FORCE'
      if (action.name === 'validation') return `${action.value.toUpperCase()} VALIDATION`
      return `${action.name.toUpperCase()} = ${action.value === 'default' ? 'DEFAULT' : printName(action.value)}`
  }
  return ''
}

function visibility(visible: boolean): string {
  return visible ? 'VISIBLE' : 'INVISIBLE'
}

function printPartitionAction(
  c: Printer,
  action: Extract<AlterAction, { kind: 'partition_action' }>,
): string {
  switch (action.action) {
    case 'partition_by':
      return maybe(action.partitioning, (partitioning) => printPartitioning(c, partitioning))
    case 'remove':
      return 'REMOVE PARTITIONING'
    case 'add':
      return `ADD PARTITION (${join(action.definitions, (p) => printPartition(c, p))})`
  }
  return `${spaced(action.action)} PARTITION ${join(action.names, printIdentifier) || 'ALL'}`
}
