import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import { withRenamedReferences } from '../catalog/references.ts'
import { change, type DefinitionHost } from './definition-changes.ts'

/** A table or view that gets another name. */
export interface Rename {
  readonly from: string
  readonly to: string
}

/**
 * RENAME TABLE: one after the other, so that `a TO x, b TO a, x TO b` swaps two tables; all or none. Foreign keys follow the tables
 * that they refer to.
 */
export function renameTables(engine: DefinitionHost, renames: readonly Rename[]): void {
  const final = finalNames(engine, renames)
  const tables = final.filter(({ from }) => engine.table(from) !== undefined)
  const views = final.filter(({ from }) => engine.view(from) !== undefined)
  assertWritable(engine, tables)
  checkFiles(engine, tables)
  const names = new Map(tables.map(({ from, to }) => [from, to]))
  const definitions = renamedDefinitions(engine, names)
  const viewsAfter = views.map(({ from, to }) => ({ ...engine.view(from)!, name: to }))
  const record = {
    kind: 'rename' as const,
    tables: tables.map(({ from }) => ({ table: engine.table(from)!.definition.id, from })),
    definitions,
    formerViews: views.map(({ from }) => from),
    views: viewsAfter,
  }
  change(engine, record, (_timestamp, lsn) => {
    redefine(engine, definitions, lsn)
    for (const { from } of views) engine.removeView(from)
    for (const view of viewsAfter) engine.setView(view)
    engine.renamed(tables)
  })
}

/** Where names end up that are passed on from one rename to the next. */
function finalNames(engine: DefinitionHost, renames: readonly Rename[]): Rename[] {
  /** By the present name the one that it began with; `null`: the name is free. */
  const origins = new Map<string, string | null>()
  const exists = (name: string) =>
    engine.table(name) !== undefined || engine.view(name) !== undefined
  const originOf = (name: string) => {
    const known = origins.get(name)
    return known === undefined ? (exists(name) ? name : null) : known
  }
  for (const { from, to } of renames) {
    const origin = originOf(from)
    if (origin === null) throw new SqlError('unknown_table', `Table '${from}' doesn't exist`)
    if (from === to || originOf(to) !== null) {
      throw new SqlError('table_exists', `Table '${to}' already exists`)
    }
    origins.set(from, null)
    origins.set(to, origin)
  }
  return [...origins].flatMap(([to, from]) => (from === null || from === to ? [] : [{ from, to }]))
}

function assertWritable(engine: DefinitionHost, renames: readonly Rename[]): void {
  for (const { from } of renames) {
    const { damage } = engine.table(from)!
    if (damage !== null) throw damage
  }
}

function checkFiles(engine: DefinitionHost, renames: readonly Rename[]): void {
  const moved = new Set(renames.map(({ from }) => from))
  const others = engine.tableNames().filter((name) => !moved.has(name))
  for (const { to } of renames) {
    engine.persistence?.checkTableName(to, others)
    others.push(to)
  }
}

/** The definitions that change: those of renamed tables, and of tables that refer to them. */
function renamedDefinitions(
  engine: DefinitionHost,
  names: ReadonlyMap<string, string>,
): TableDefinition[] {
  const definitions = [...engine.tables].map((table) => table.definition)
  const changes = { tables: names, columns: new Map() }
  const referring = new Map(
    withRenamedReferences(definitions, changes).map((definition) => [definition.id, definition]),
  )
  return definitions.flatMap((definition) => {
    const name = names.get(definition.name)
    const referred = referring.get(definition.id)
    if (name === undefined && referred === undefined) return []
    return [{ ...(referred ?? definition), name: name ?? definition.name }]
  })
}

/** Gives tables definitions of the same columns and indexes. */
export function redefine(
  engine: DefinitionHost,
  definitions: readonly TableDefinition[],
  lsn: number,
): void {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]))
  for (const table of [...engine.tables]) {
    const definition = byId.get(table.definition.id)
    if (definition === undefined) continue
    table.redefine(definition)
    table.lastLsn = lsn
  }
}
