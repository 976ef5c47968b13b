import type {
  CheckDefinition,
  ForeignKeyDefinition,
  GeneratedDefinition,
  TriggerDefinition,
} from './definition.ts'
import { damaged, Fields, type Json, oneOf } from './json-fields.ts'

/** Constraints, generated columns and triggers as JSON, as parts of a table definition (definition-json.ts). */

const actions = ['restrict', 'no action', 'cascade', 'set null'] as const

export function generatedFromJson(json: unknown): GeneratedDefinition | null {
  if (json === null) return null
  const generated = new Fields(json, 'a generated column')
  return { sql: generated.text('sql'), stored: generated.flag('stored') }
}

export function checkFromJson(json: unknown): CheckDefinition {
  const check = new Fields(json, 'a check')
  return { name: check.text('name'), sql: check.text('sql'), enforced: check.flag('enforced') }
}

export function foreignKeyToJson(key: ForeignKeyDefinition): Json {
  return { ...key }
}

export function foreignKeyFromJson(json: unknown): ForeignKeyDefinition {
  const key = new Fields(json, 'a foreign key')
  const name = key.text('name')
  const columns = key.list('columns')
  const referenced = key.list('referenced')
  if (
    columns.length === 0 ||
    columns.length !== referenced.length ||
    !columns.every((column) => typeof column === 'number') ||
    !referenced.every((column) => typeof column === 'string')
  ) {
    throw damaged(`the columns of foreign key '${name}'`)
  }
  return {
    name,
    columns,
    table: key.text('table'),
    referenced,
    onDelete: oneOf(actions, key.value('onDelete')),
    onUpdate: oneOf(actions, key.value('onUpdate')),
  }
}

export function triggerFromJson(json: unknown): TriggerDefinition {
  const trigger = new Fields(json, 'a trigger')
  return {
    name: trigger.text('name'),
    time: oneOf(['before', 'after'] as const, trigger.value('time')),
    event: oneOf(['insert', 'update', 'delete'] as const, trigger.value('event')),
    body: trigger.text('body'),
    sqlMode: trigger.text('sqlMode'),
    created: trigger.integer('created'),
  }
}
