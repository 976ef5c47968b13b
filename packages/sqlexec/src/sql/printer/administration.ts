import type { Flush, SetTransaction, Statement, VariableAssignment } from '../ast/index.ts'
import { spaced } from './function-call.ts'
import { printSetting, printString, printUserVariable } from './literals.ts'
import { printIdentifier, printName, printObjectName } from './names.ts'
import { join, maybe, type Printer, when, words } from './printer.ts'

/** Transactions, variables, maintenance and prepared statements; `null` for other statements. */
export function printAdministration(c: Printer, node: Statement): string | null {
  switch (node.kind) {
    case 'start_transaction': {
      const snapshot = when(node.consistentSnapshot, 'WITH CONSISTENT SNAPSHOT')
      const options = [snapshot, maybe(node.access, spaced)].filter((option) => option !== '')
      return words('START TRANSACTION', options.join(', '))
    }
    case 'commit':
      return words('COMMIT', printCompletion(node))
    case 'rollback':
      if (node.savepoint !== null) return `ROLLBACK TO SAVEPOINT ${printIdentifier(node.savepoint)}`
      return words('ROLLBACK', printCompletion(node))
    case 'savepoint':
      return `SAVEPOINT ${printIdentifier(node.name)}`
    case 'release_savepoint':
      return `RELEASE SAVEPOINT ${printIdentifier(node.name)}`
    case 'set_transaction':
      return printSetTransaction(node)
    case 'lock_tables':
      return `LOCK TABLES ${join(node.tables, ({ name, alias, mode }) =>
        words(
          printObjectName(name),
          maybe(alias, (alias) => `AS ${printIdentifier(alias)}`),
          mode === 'low_priority_write' ? 'LOW_PRIORITY WRITE' : spaced(mode),
        ),
      )}`
    case 'unlock_tables':
      return 'UNLOCK TABLES'
    case 'set_variables':
      return `SET ${join(node.assignments, (assignment) => printAssignment(c, assignment))}`
    case 'set_names':
      return words(
        node.characterSetOnly ? 'SET CHARACTER SET' : 'SET NAMES',
        maybe(node.charset, printSetting) || 'DEFAULT',
        maybe(node.collation, (collation) => `COLLATE ${printSetting(collation)}`),
      )
    case 'use':
      return `USE ${printIdentifier(node.database)}`
  }
  return printMaintenance(c, node)
}

function printCompletion({ chain, release }: { chain: boolean; release: boolean }): string {
  return words(when(chain, 'AND CHAIN'), when(release, 'RELEASE'))
}

function printSetTransaction({ scope, isolation, access }: SetTransaction): string {
  const parts = [
    maybe(isolation, (level) => `ISOLATION LEVEL ${spaced(level)}`),
    maybe(access, spaced),
  ]
  return words(
    'SET',
    maybe(scope, (scope) => scope.toUpperCase()),
    'TRANSACTION',
    parts.filter((part) => part !== '').join(', '),
  )
}

function printAssignment(c: Printer, assignment: VariableAssignment): string {
  if (assignment.kind === 'user') {
    return `${printUserVariable(assignment.variable)} = ${c.expression(assignment.value, 0)}`
  }
  const scope = maybe(assignment.scope, (scope) => `${scope.toUpperCase()} `)
  const name = assignment.name.split('.').map(printName).join('.')
  const value = maybe(assignment.value, (value) => c.expression(value, 0)) || 'DEFAULT'
  return `${scope}${name} = ${value}`
}

function printMaintenance(c: Printer, node: Statement): string | null {
  switch (node.kind) {
    case 'flush':
      return printFlush(node)
    case 'checkpoint':
      return 'CHECKPOINT'
    case 'maintain_tables':
      return words(
        `${node.action.toUpperCase()} TABLE ${join(node.tables, printObjectName)}`,
        join(node.options, (option) => option.toUpperCase(), ' '),
      )
    case 'kill':
      return words('KILL', when(node.target === 'query', 'QUERY'), c.expression(node.id, 0))
    case 'prepare': {
      const source = node.source
      const text = typeof source === 'string' ? printString(source) : printUserVariable(source)
      return `PREPARE ${printIdentifier(node.name)} FROM ${text}`
    }
    case 'execute':
      return words(
        `EXECUTE ${printIdentifier(node.name)}`,
        when(node.using.length > 0, `USING ${join(node.using, printUserVariable)}`),
      )
    case 'deallocate':
      return `DEALLOCATE PREPARE ${printIdentifier(node.name)}`
  }
  return null
}

function printFlush({ subject, tables, withReadLock, forExport }: Flush): string {
  return words(
    'FLUSH',
    maybe(subject, (name) => (name.endsWith('_logs') ? spaced(name) : name.toUpperCase())),
    join(tables, printObjectName),
    when(withReadLock, 'WITH READ LOCK'),
    when(forExport, 'FOR EXPORT'),
  )
}
