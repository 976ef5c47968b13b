import type { TableDefinition, TriggerDefinition } from '../../catalog/definition.ts'
import { describedTables } from './described-tables.ts'
import { columnsOf, columnTypes, type VirtualTable, virtualTable } from './virtual-table.ts'

const { name, text, words, count } = columnTypes

export const triggerTable: VirtualTable = virtualTable(
  'TRIGGERS',
  {
    ...columnsOf(name, 'TRIGGER_CATALOG TRIGGER_SCHEMA TRIGGER_NAME EVENT_MANIPULATION'),
    ...columnsOf(name, 'EVENT_OBJECT_CATALOG EVENT_OBJECT_SCHEMA EVENT_OBJECT_TABLE'),
    ACTION_ORDER: count,
    ...columnsOf(text, 'ACTION_CONDITION ACTION_STATEMENT'),
    ...columnsOf(name, 'ACTION_ORIENTATION ACTION_TIMING'),
    ...columnsOf(name, 'ACTION_REFERENCE_OLD_TABLE ACTION_REFERENCE_NEW_TABLE'),
    ...columnsOf(name, 'ACTION_REFERENCE_OLD_ROW ACTION_REFERENCE_NEW_ROW'),
    CREATED: { kind: 'timestamp', fsp: null },
    SQL_MODE: words,
    DEFINER: name,
    ...columnsOf(name, 'CHARACTER_SET_CLIENT COLLATION_CONNECTION DATABASE_COLLATION'),
  },
  function* (request) {
    for (const { schema, definition } of describedTables(request)) {
      for (const trigger of definition.triggers) {
        yield [
          ...['def', schema, trigger.name, trigger.event.toUpperCase(), 'def', schema],
          ...[definition.name, orderOf(definition, trigger), null, trigger.body, 'ROW'],
          ...[trigger.time.toUpperCase(), null, null, 'OLD', 'NEW', trigger.created],
          ...[trigger.sqlMode, 'root@localhost'],
          ...['utf8mb4', 'utf8mb4_0900_ai_ci', 'utf8mb4_0900_ai_ci'],
        ]
      }
    }
  },
)

/** Its place among the triggers of one time and event, from 1. */
function orderOf({ triggers }: TableDefinition, { name, time, event }: TriggerDefinition): number {
  const same = triggers.filter((other) => other.time === time && other.event === event)
  return same.findIndex((other) => other.name === name) + 1
}
