import type { TableDefinition } from '../../../catalog/definition.ts'
import type * as ast from '../../../sql/index.ts'
import type { Session } from '../../session.ts'
import { addChecks, type DeclaredCheck } from '../check-definition.ts'
import { databaseOf, engineOf } from '../find-table.ts'
import { addForeignKeys, type DeclaredForeignKey } from '../foreign-key-definition.ts'
import type { TableDraft } from './table-draft.ts'

/** ALTER CHECK name [NOT] ENFORCED. */
export function alterCheck(draft: TableDraft, { name, enforced, span }: ast.AlterCheck): void {
  const wanted = name.name.toLowerCase()
  const check = draft.checks.find((each) => each.name.toLowerCase() === wanted)
  if (check === undefined) {
    const message = `Check constraint '${name.name}' is not found in the table.`
    throw draft.error('unknown_check', message, span)
  }
  draft.checks = draft.checks.map((each) => (each === check ? { ...each, enforced } : each))
}

/** A definition with the checks and foreign keys that a statement adds, by themselves or beside columns. */
export function addConstraints(
  session: Session,
  definition: TableDefinition,
  { name: table, actions }: ast.AlterTable,
  sql: string,
): TableDefinition {
  const { checks: declaredChecks, keys } = declaredConstraints(actions)
  const engine = engineOf(session, table, sql)
  const target = { name: definition.name, columns: definition.columns, engine, sql }
  const checks = addChecks(declaredChecks, definition.checks, target)
  const whole = addForeignKeys(keys, {
    ...target,
    definition: { ...definition, checks },
    checked: session.variables.flag('foreign_key_checks'),
    database: databaseOf(session, table, sql),
  })
  return { ...whole, id: definition.id }
}

function declaredConstraints(actions: readonly ast.AlterAction[]) {
  const checks: DeclaredCheck[] = []
  const keys: DeclaredForeignKey[] = []
  for (const action of actions) {
    if (action.kind === 'add_constraint') {
      const { constraint } = action
      if (constraint.kind === 'check') checks.push({ check: constraint, column: null })
      else if (constraint.kind === 'foreign_key') keys.push(constraint)
    } else if (action.kind === 'add_column' || action.kind === 'modify_column') {
      const { column } = action
      const { name, references, referencesName: key, span } = column
      checks.push(...column.checks.map((check) => ({ check, column: name.name })))
      if (references !== null) keys.push({ name: key, columns: [name], references, span })
    }
  }
  return { checks, keys }
}
