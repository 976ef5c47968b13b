import { SqlError } from '../../base/errors.ts'
import type { TableDefinition, TriggerDefinition } from '../../catalog/definition.ts'
import type * as ast from '../../sql/index.ts'
import { printName } from '../../sql/index.ts'
import type { StorageEngine } from '../../storage/table-access.ts'
import type { Session } from '../session.ts'
import { compileBody } from '../triggers/body-program.ts'
import type { Change } from './definition.ts'
import { databaseOf, engineOf, tableOf, viewOf } from './find-table.ts'

/** CREATE TRIGGER. The body is checked as far as it can be without the tables that it speaks of. */
export function createTrigger(session: Session, statement: ast.CreateTrigger, sql: string): Change {
  const database = databaseOf(session, statement.table, sql)
  const { name } = statement.name.name
  if (statement.name.database !== null && statement.name.database.name !== database) {
    const message = `Trigger '${name}' must be in the database of its table`
    throw new SqlError('wrong_object', message, { span: statement.name.span, sql })
  }
  const view = viewOf(session, statement.table, sql)
  if (view !== undefined) {
    const message = `Trigger's '${view.name}' is a view or temporary table`
    throw new SqlError('trigger_on_view', message, { span: statement.table.span, sql })
  }
  const { definition } = tableOf(session, statement.table, sql)
  const engine = engineOf(session, statement.table, sql)
  if (findTrigger(engine, name) !== undefined) {
    if (statement.ifNotExists) {
      session.warn(1359, 'Trigger already exists', 'Note')
      return async () => {}
    }
    const { span } = statement.name
    throw new SqlError('trigger_exists', `Trigger already exists: '${name}'`, { span, sql })
  }
  const trigger: TriggerDefinition = {
    name,
    time: statement.time,
    event: statement.event,
    body: statement.body,
    sqlMode: String(session.variables.value('sql_mode')),
    created: Date.now(),
  }
  assertBody(definition, trigger, statement.span, sql)
  const triggers = inserted(definition.triggers, trigger, statement, sql)
  return () => engine.changeTriggers(definition.name, triggers)
}

/** Places within the body count in a text of its own. */
function assertBody(
  definition: TableDefinition,
  trigger: TriggerDefinition,
  span: ast.CreateTrigger['span'],
  sql: string,
): void {
  try {
    compileBody(definition, trigger)
  } catch (cause) {
    if (!(cause instanceof SqlError)) throw cause
    throw new SqlError(cause.code, cause.message, { span, sql, cause })
  }
}

/** The triggers with another one, behind those of its time and event unless FOLLOWS or PRECEDES says otherwise. */
function inserted(
  triggers: readonly TriggerDefinition[],
  trigger: TriggerDefinition,
  { order, time, event }: ast.CreateTrigger,
  sql: string,
): readonly TriggerDefinition[] {
  if (order === null) return [...triggers, trigger]
  const { name, span } = order.trigger
  const place = triggers.findIndex(
    (other) => other.name === name && other.time === time && other.event === event,
  )
  if (place < 0) {
    const message = `Referenced trigger '${name}' for the given action time and event type does not exist.`
    throw new SqlError('unknown_other_trigger', message, { span, sql })
  }
  const at = order.relation === 'follows' ? place + 1 : place
  return [...triggers.slice(0, at), trigger, ...triggers.slice(at)]
}

export function dropTrigger(session: Session, statement: ast.DropRoutine, sql: string): Change {
  const { name } = statement.name.name
  const engine = engineOf(session, statement.name, sql)
  const found = findTrigger(engine, name)
  if (found === undefined) {
    if (statement.ifExists) {
      session.warn(1360, 'Trigger does not exist', 'Note')
      return async () => {}
    }
    const { span } = statement.name
    throw new SqlError('unknown_trigger', `Trigger does not exist: '${name}'`, { span, sql })
  }
  const { table, trigger } = found
  const others = table.triggers.filter((other) => other !== trigger)
  return () => engine.changeTriggers(table.name, others)
}

/** A trigger and its table. */
interface FoundTrigger {
  readonly table: TableDefinition
  readonly trigger: TriggerDefinition
}

export function findTrigger(engine: StorageEngine, name: string): FoundTrigger | undefined {
  for (const table of engine.tableNames()) {
    const definition = engine.table(table)?.definition
    const trigger = definition?.triggers.find((each) => each.name === name)
    if (definition !== undefined && trigger !== undefined) return { table: definition, trigger }
  }
  return undefined
}

/** The statement that would make a trigger like this one. */
export function createTriggerText({ table, trigger }: FoundTrigger): string {
  const { name, time, event, body } = trigger
  const when = `${time.toUpperCase()} ${event.toUpperCase()}`
  return `CREATE TRIGGER ${printName(name)} ${when} ON ${printName(table.name)} FOR EACH ROW ${body}`
}
