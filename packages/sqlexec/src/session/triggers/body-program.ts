import { SqlError } from '../../base/errors.ts'
import type { TableDefinition, TriggerDefinition } from '../../catalog/definition.ts'
import { sqlTypeOf } from '../../plan/data-type.ts'
import type * as ast from '../../sql/index.ts'
import { parseTriggerBody } from '../../sql/index.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { Statement } from '../plan-cache.ts'
import { selectStatement } from '../statements/select-values.ts'
import { sqlMode } from '../variables/sql-mode.ts'
import { FrameLayout } from './frame.ts'

/** A step of a trigger's body. Expressions are queries of one row, whose parameters are the frame. */
export type Step =
  | { readonly kind: 'sql'; readonly statement: Statement }
  | {
      readonly kind: 'assign'
      readonly slot: number
      readonly target: string
      readonly type: SqlType
      readonly value: Statement | null
    }
  | { readonly kind: 'assign user'; readonly name: string; readonly value: Statement }
  | {
      readonly kind: 'if'
      readonly branches: readonly { readonly when: Statement; readonly steps: readonly Step[] }[]
      readonly otherwise: readonly Step[]
    }
  | {
      readonly kind: 'signal'
      readonly sqlState: string
      readonly message: Statement | null
      readonly errno: Statement | null
    }

export interface BodyProgram {
  readonly steps: readonly Step[]
  readonly layout: FrameLayout
}

/** Makes a trigger's body ready to run. Throws what is wrong with it, as far as it can be known without its tables. */
export function compileBody(table: TableDefinition, trigger: TriggerDefinition): BodyProgram {
  const layout = new FrameLayout(table, trigger)
  const body = parseTriggerBody(trigger.body, sqlMode(trigger.sqlMode).parser)
  const compiler = new BodyCompiler(layout, trigger)
  const compiled = compiler.steps(body)
  return { steps: compiler.finish(compiled), layout }
}

let nextStatement = 1

type Draft = (parameterCount: number) => Step

class BodyCompiler {
  readonly #layout: FrameLayout
  readonly #trigger: TriggerDefinition

  constructor(layout: FrameLayout, trigger: TriggerDefinition) {
    this.#layout = layout
    this.#trigger = trigger
  }

  /** Statements know the size of the frame only when all of its variables are declared. */
  finish(drafts: readonly Draft[]): Step[] {
    return drafts.map((draft) => draft(this.#layout.slots.length))
  }

  steps(statements: readonly ast.BodyStatement[]): Draft[] {
    return statements.flatMap((statement) => this.#step(statement))
  }

  #step(node: ast.BodyStatement): Draft[] {
    switch (node.kind) {
      case 'body_block':
        return this.#layout.block(() => this.steps(node.statements))
      case 'body_declaration':
        return this.#declaration(node)
      case 'body_assignment':
        return [this.#assignment(node)]
      case 'body_condition': {
        const branches = node.branches.map(({ when, body }) => ({
          when: this.#expression(when),
          steps: this.steps(body),
        }))
        const otherwise = this.steps(node.otherwise)
        return [
          (count) => ({
            kind: 'if',
            branches: branches.map(({ when, steps }) => ({
              when: when(count),
              steps: this.finish(steps),
            })),
            otherwise: this.finish(otherwise),
          }),
        ]
      }
      case 'body_signal': {
        const message = node.message && this.#expression(node.message)
        const errno = node.errno && this.#expression(node.errno)
        return [
          (count) => ({
            kind: 'signal',
            sqlState: node.sqlState,
            message: message?.(count) ?? null,
            errno: errno?.(count) ?? null,
          }),
        ]
      }
      case 'body_sql': {
        assertAllowed(node.statement)
        const statement = this.#layout.withParameters(node.statement)
        return [(count) => ({ kind: 'sql', statement: this.#statement(statement, count) })]
      }
    }
  }

  #declaration({ names, type: declared, default: given }: ast.BodyDeclaration): Draft[] {
    const type = sqlTypeOf(declared)
    if (typeof type === 'string') throw new SqlError('bad_definition', type)
    const value = given && this.#expression(given)
    return names.map(({ name }) => {
      const slot = this.#layout.declare(name, type)
      return (count) => ({
        kind: 'assign',
        slot,
        target: name,
        type,
        value: value?.(count) ?? null,
      })
    })
  }

  #assignment({ target, value: node }: ast.BodyAssignment): Draft {
    const value = this.#expression(node)
    if (target.kind === 'user') {
      return (count) => ({ kind: 'assign user', name: target.name, value: value(count) })
    }
    const layout = this.#layout
    const { name } = target.kind === 'row' ? target.column : target.name
    const slot = this.#slotOf(target)
    const { type } = layout.slots[slot]
    return (count) => ({ kind: 'assign', slot, target: name, type, value: value(count) })
  }

  #slotOf(target: Exclude<ast.BodyAssignment['target'], { kind: 'user' }>): number {
    if (target.kind === 'local') {
      const slot = this.#layout.local(target.name.name)
      if (slot !== undefined) return slot
      const message = `Unknown variable '${target.name.name}': a trigger sets columns of NEW, local and user variables`
      throw new SqlError('unknown_variable', message)
    }
    const row = target.row.toLowerCase()
    if (row === 'new' || row === 'old') return this.#layout.assignedSlot(row, target.column)
    const name = `${target.row}.${target.column.name}`
    throw new SqlError('unknown_variable', `Unknown variable '${name}'`)
  }

  #expression(node: ast.Expression): (parameterCount: number) => Statement {
    const replaced = this.#layout.withParameters(node)
    return (count) => this.#statement(selectStatement([replaced], node.span), count)
  }

  #statement(statement: ast.Statement, parameterCount: number): Statement {
    return {
      statement,
      sql: this.#trigger.body,
      span: { start: 0, end: this.#trigger.body.length },
      literals: [],
      parameterCount,
      // No text can be a key that begins so.
      cacheKey: `\0trigger\0${nextStatement++}`,
      literalTypes: [],
      literalValues: [],
      recent: null,
    }
  }
}

function assertAllowed(statement: ast.Statement): void {
  switch (statement.kind) {
    case 'insert':
    case 'update':
    case 'delete':
      if (statement.returning.length > 0) throw resultError()
      return
    case 'query':
      if (statement.into === null) throw resultError()
      return
    case 'start_transaction':
    case 'commit':
    case 'rollback':
    case 'create_table':
    case 'drop_table':
    case 'truncate_table':
    case 'create_index':
    case 'drop_index':
    case 'alter_table':
      throw new SqlError(
        'trigger_commit',
        'Explicit or implicit commit is not allowed in stored function or trigger.',
      )
    default: {
      const name = statement.kind.replaceAll('_', ' ').toUpperCase()
      throw new SqlError('unsupported', `${name} in a trigger is not supported`)
    }
  }
}

function resultError(): SqlError {
  return new SqlError('trigger_result', 'Not allowed to return a result set from a trigger')
}
