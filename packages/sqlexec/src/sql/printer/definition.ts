import type {
  CreateDatabase,
  CreateIndex,
  CreateRoutine,
  CreateTrigger,
  CreateView,
  Statement,
} from '../ast/index.ts'
import { printDataType } from './data-type.ts'
import { printString } from './literals.ts'
import { printIdentifier, printName, printObjectName, printOptionalNames } from './names.ts'
import { join, maybe, type Printer, when, words } from './printer.ts'
import { printIndexTail, printOption } from './table-definition.ts'

/** CREATE, DROP, RENAME and TRUNCATE of everything but the inside of tables; `null` for other statements. */
export function printDefinition(c: Printer, node: Statement): string | null {
  switch (node.kind) {
    case 'drop_table':
      return words(
        'DROP',
        when(node.temporary, 'TEMPORARY'),
        'TABLE',
        when(node.ifExists, 'IF EXISTS'),
        join(node.names, printObjectName),
        when(node.cascade, 'CASCADE'),
      )
    case 'truncate_table':
      return `TRUNCATE TABLE ${printObjectName(node.name)}`
    case 'rename_table':
      return `RENAME TABLE ${join(node.renames, ({ from, to }) => `${printObjectName(from)} TO ${printObjectName(to)}`)}`
    case 'create_index':
      return printCreateIndex(c, node)
    case 'drop_index':
      return words(
        'DROP INDEX',
        when(node.ifExists, 'IF EXISTS'),
        `${printIdentifier(node.name)} ON ${printObjectName(node.table)}`,
      )
    case 'create_view':
      return printCreateView(c, node)
    case 'drop_view':
      return words('DROP VIEW', when(node.ifExists, 'IF EXISTS'), join(node.names, printObjectName))
    case 'create_database':
      return printCreateDatabase(node)
    case 'drop_database':
      return words('DROP DATABASE', when(node.ifExists, 'IF EXISTS'), printIdentifier(node.name))
    case 'create_trigger':
      return printCreateTrigger(node)
    case 'create_routine':
      return printCreateRoutine(node)
    case 'drop_routine':
      return words(
        `DROP ${node.type.toUpperCase()}`,
        when(node.ifExists, 'IF EXISTS'),
        printObjectName(node.name),
      )
  }
  return null
}

function printCreateIndex(c: Printer, { table, ifNotExists, index }: CreateIndex): string {
  return words(
    'CREATE',
    when(index.type !== 'index', index.type.toUpperCase()),
    'INDEX',
    when(ifNotExists, 'IF NOT EXISTS'),
    maybe(index.name, printIdentifier),
    `ON ${printObjectName(table)}`,
    printIndexTail(c, index),
  )
}

function printCreateView(c: Printer, view: CreateView): string {
  return words(
    view.alter ? 'ALTER' : 'CREATE',
    when(view.orReplace, 'OR REPLACE'),
    maybe(view.algorithm, (algorithm) => `ALGORITHM = ${algorithm.toUpperCase()}`),
    maybe(view.definer, printDefiner),
    maybe(view.security, (security) => `SQL SECURITY ${security.toUpperCase()}`),
    'VIEW',
    when(view.ifNotExists, 'IF NOT EXISTS'),
    `${printObjectName(view.name)}${printOptionalNames(view.columns)} AS`,
    c.query(view.query),
    maybe(view.check, (check) => `WITH ${check.toUpperCase()} CHECK OPTION`),
  )
}

/** `user@host` with both in quotes. */
function printDefiner(definer: string): string {
  if (definer === 'CURRENT_USER') return 'DEFINER = CURRENT_USER'
  const at = definer.lastIndexOf('@')
  const host = definer.slice(at + 1)
  return `DEFINER = ${printString(definer.slice(0, at))}@${printString(host)}`
}

function printCreateDatabase(database: CreateDatabase): string {
  return words(
    `${database.alter ? 'ALTER' : 'CREATE'} DATABASE`,
    when(database.ifNotExists, 'IF NOT EXISTS'),
    maybe(database.name, printIdentifier),
    join(database.options, printOption, ' '),
  )
}

function printCreateTrigger(trigger: CreateTrigger): string {
  return words(
    'CREATE',
    maybe(trigger.definer, printDefiner),
    'TRIGGER',
    when(trigger.ifNotExists, 'IF NOT EXISTS'),
    printObjectName(trigger.name),
    `${trigger.time.toUpperCase()} ${trigger.event.toUpperCase()}`,
    `ON ${printObjectName(trigger.table)} FOR EACH ROW`,
    maybe(
      trigger.order,
      ({ relation, trigger }) => `${relation.toUpperCase()} ${printIdentifier(trigger)}`,
    ),
    trigger.body,
  )
}

function printCreateRoutine(routine: CreateRoutine): string {
  const parameters = join(routine.parameters, ({ direction, name, type }) =>
    words(
      when(direction !== 'in', direction.toUpperCase()),
      printName(name.name),
      printDataType(type),
    ),
  )
  return words(
    'CREATE',
    maybe(routine.definer, printDefiner),
    routine.type.toUpperCase(),
    when(routine.ifNotExists, 'IF NOT EXISTS'),
    `${printObjectName(routine.name)} (${parameters})`,
    maybe(routine.returns, (type) => `RETURNS ${printDataType(type)}`),
    routine.body,
  )
}
