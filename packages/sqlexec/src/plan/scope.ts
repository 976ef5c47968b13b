import { findUnreadable } from '../catalog/definition.ts'
import type { ColumnReference, CommonTable, Query } from '../sql/index.ts'
import type { AggregateCollector } from './aggregate-collector.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { ColumnId, Expression } from './expression.ts'
import type {
  LogicalOperator,
  OutputColumn,
  TableReference,
  WorkingTableId,
} from './logical-plan.ts'
import { didYouMean } from './suggestion.ts'

/** What a query sees of the text around it. */
export interface Environment {
  /** Names that WITH gave, innermost first. */
  readonly commonTables: CommonTables | null
  /** Where a name is looked for that the query itself does not know; `null`: nowhere. */
  readonly outer: Scope | null
  /** Gathers the aggregates of the clause of `outer` that the query stands in; `null` where none may stand. */
  readonly outerAggregates: AggregateCollector | null
  /** What of `outer` the query turned out to speak of: columns, by what the query calls them. */
  readonly captured: Map<ColumnId, Expression>
  /** How many views the query stands in. */
  readonly viewDepth: number
  /** Binds a query within an expression or FROM. Given from above, since queries hold expressions hold queries. */
  readonly bindQuery: QueryBinder
  /** The common table whose own query is bound, where WITH RECURSIVE lets it name itself. */
  readonly recursive?: CommonTable
}

export type QueryBinder = (
  binder: Binder,
  query: Query,
  environment: Environment,
) => LogicalOperator

export interface CommonTables {
  readonly table: CommonTable
  /** What the table's own query sees: the names given before it. `null`: the name stands within that query itself. */
  readonly environment: Environment | null
  /** What the name means within a recursive member of its query. */
  readonly working?: WorkingTable
  readonly next: CommonTables | null
}

/** The rows of a recursive common table that the round before added. */
export interface WorkingTable {
  readonly id: WorkingTableId
  readonly columns: readonly OutputColumn[]
}

/** A query that sees nothing around it. */
export function topEnvironment(bindQuery: QueryBinder): Environment {
  return {
    commonTables: null,
    outer: null,
    outerAggregates: null,
    captured: new Map(),
    viewDepth: 0,
    bindQuery,
  }
}

/** One table of FROM under the name by which columns are qualified. */
export interface Relation {
  readonly database: string | null
  readonly name: string
  readonly columns: readonly OutputColumn[]
  /** The stored table behind it; `null` for a derived one. Its columns are `columns` in order. */
  readonly table: TableReference | null
}

/** What an unqualified name may mean, in the order of `*`. */
export interface VisibleColumn {
  readonly name: string
  /** A column, or what USING made of two. */
  readonly expression: Expression
}

/** The part of a statement that a name stands in, as MySQL's messages call it. */
export type Clause =
  | 'field list'
  | 'where clause'
  | 'on clause'
  | 'group statement'
  | 'having clause'
  | 'order clause'
  | 'qualify clause'
  | 'window partition by'
  | 'window order by'
  | 'window frame'
  | 'table function argument'

/** The columns that a clause may speak of. Table names tell letter case apart, column names do not. */
export class Scope {
  readonly relations: readonly Relation[]
  readonly visible: readonly VisibleColumn[]
  readonly environment: Environment
  private names: Map<string, VisibleColumn[]> | null = null

  constructor(
    relations: readonly Relation[],
    visible: readonly VisibleColumn[],
    environment: Environment,
  ) {
    this.relations = relations
    this.visible = visible
    this.environment = environment
  }

  static of(relation: Relation, environment: Environment): Scope {
    return new Scope([relation], visibleColumns(relation.columns), environment)
  }

  /** What the reference means here or in a query around; throws `unknown_column` or `ambiguous_column`. */
  resolve(binder: Binder, reference: ColumnReference, clause: Clause): Expression {
    const found = this.find(binder, reference, clause)
    if (found !== undefined) return found
    const name = writtenName(reference)
    const hint =
      this.unreadableHint(reference) ?? didYouMean(reference.name.name, this.candidates(reference))
    throw binder.error(
      'unknown_column',
      `Unknown column '${name}' in '${clause}'${hint}`,
      reference.span,
    )
  }

  find(binder: Binder, reference: ColumnReference, clause: Clause): Expression | undefined {
    const here =
      reference.table === null
        ? this.findVisible(binder, reference, clause)
        : this.findQualified(binder, reference, clause)
    if (here !== undefined) return here
    const { outer, captured } = this.environment
    const outside = outer?.find(binder, reference, clause)
    if (outside === undefined) return undefined
    if (outside.kind === 'column') {
      captured.set(outside.column, outside)
      return outside
    }
    // What USING made of two columns is a column to the query within.
    const { type, nullable } = outside
    const column = binder.column(reference.name.name, type, nullable)
    captured.set(column.id, outside)
    return columnExpression(column)
  }

  private findVisible(binder: Binder, reference: ColumnReference, clause: Clause) {
    if (this.names === null) {
      this.names = new Map()
      for (const column of this.visible) {
        const name = column.name.toLowerCase()
        const same = this.names.get(name)
        if (same === undefined) this.names.set(name, [column])
        else same.push(column)
      }
    }
    const matches = this.names.get(reference.name.name.toLowerCase())
    if (matches === undefined) return undefined
    if (matches.length > 1) throw ambiguous(binder, reference, clause)
    const { expression } = matches[0]
    return expression.kind === 'column' ? binder.note({ ...expression }, reference) : expression
  }

  private findQualified(binder: Binder, reference: ColumnReference, clause: Clause) {
    const wanted = reference.name.name.toLowerCase()
    let found: Expression | undefined
    for (const relation of this.named(reference.table!.name, reference.database?.name ?? null)) {
      for (const column of relation.columns) {
        if (column.name.toLowerCase() !== wanted) continue
        if (found !== undefined) throw ambiguous(binder, reference, clause)
        found = binder.note(columnExpression(column), reference)
      }
    }
    return found
  }

  /** Relations that `name.` or `database.name.` may mean. */
  named(name: string, database: string | null): readonly Relation[] {
    return this.relations.filter(
      (relation) =>
        isNamed(relation, relation.name, name) &&
        (database === null || isNamed(relation, relation.database, database)),
    )
  }

  /** Whether a column is one of FROM here. */
  has(id: ColumnId): boolean {
    return this.relations.some(({ columns }) => columns.some((column) => column.id === id))
  }

  /** Why a column that the file of a table has is no column of the table. */
  private unreadableHint({ table, database, name }: ColumnReference): string | undefined {
    const relations =
      table === null ? this.relations : this.named(table.name, database?.name ?? null)
    for (const { table: stored } of relations) {
      const column = stored && findUnreadable(stored.table, name.name)
      if (column)
        return `; the table's file has '${column.name}', which cannot be read: ${column.reason}`
    }
    return undefined
  }

  private candidates(reference: ColumnReference): readonly string[] {
    if (reference.table === null) return this.visible.map((column) => column.name)
    const relations = this.named(reference.table.name, reference.database?.name ?? null)
    return relations.flatMap((relation) => relation.columns.map((column) => column.name))
  }
}

/** Virtual tables tell no letter case apart. */
function isNamed({ table }: Relation, own: string | null, name: string): boolean {
  if (own === name) return true
  return table?.virtual === true && own?.toLowerCase() === name.toLowerCase()
}

export function visibleColumns(columns: readonly OutputColumn[]): VisibleColumn[] {
  return columns.map((column) => ({ name: column.name, expression: columnExpression(column) }))
}

function ambiguous(binder: Binder, reference: ColumnReference, clause: Clause) {
  const message = `Column '${writtenName(reference)}' in ${clause} is ambiguous`
  return binder.error('ambiguous_column', message, reference.span)
}

export function writtenName(reference: ColumnReference): string {
  const parts = [reference.database, reference.table, reference.name]
  return parts.flatMap((part) => (part === null ? [] : [part.name])).join('.')
}
