import { bucketRange } from '../../functions/integer-code.ts'
import type { ColumnId, Expression } from '../../plan/expression.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import { columnProvider } from '../compile/column-code.ts'
import { emitExpression, emitTruth } from '../compile/expression.ts'
import { emitKey } from '../compile/key-code.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { Execution } from '../execution.ts'
import type { Step } from '../pipeline.ts'
import type { BuildSide } from '../sinks/hash-build.ts'

export interface JoinProbe {
  /** Where the build side's state is. */
  readonly slot: number
  readonly type: 'inner' | 'left' | 'full' | 'semi' | 'anti'
  readonly buildColumns: readonly OutputColumn[]
  /** The probe side's keys, as many as the build side has; none: every build row is a candidate. */
  readonly keys: readonly Expression[]
  readonly residual: readonly Expression[]
  /** Columns whose bounds shape the code above. */
  readonly ranged: ReadonlySet<ColumnId>
}

/**
 * Finds the partners of each row among the build side's rows. Where the join is an outer one, a row without any goes on
 * once with NULLs for the build side's columns.
 */
export function joinProbeStep(join: JoinProbe): Step {
  const sideOf = (execution: Execution) => execution.states[join.slot] as BuildSide
  return {
    expressions: [...join.keys, ...join.residual],
    variant: (execution) =>
      sideOf(execution)
        .chunkColumns.map((column, index) =>
          join.ranged.has(join.buildColumns[index].id)
            ? column.tag + bucketRange(column.range()).key
            : column.tag,
        )
        .join(),
    fanOut: (execution) => {
      const { keys, rowCount } = sideOf(execution)
      return keys === null ? rowCount : rowCount / Math.max(1, keys.count)
    },
    isExhausted: (execution) =>
      (join.type === 'inner' || join.type === 'semi') && sideOf(execution).rowCount === 0,
    emit(scope, execution, consume) {
      const side = scope.builder.prologue('build', `states[${join.slot}]`)
      const candidates = emitCandidates(join, scope, side)
      const row = scope.builder.name('row')
      const withBuildColumns = (absent: string | null) =>
        scope.with(buildProviders(join, sideOf(execution), scope, side, row, absent))
      if (join.type === 'inner') {
        emitInner(join, candidates, row, withBuildColumns(null), consume)
      } else if (join.type === 'semi' || join.type === 'anti') {
        emitTest(join, candidates, row, withBuildColumns(null))
        consume(scope)
      } else {
        const matched =
          join.type === 'full' ? scope.builder.prologue('matched', `${side}.matched`) : null
        const present = withBuildColumns(null)
        emitOuter(join, candidates, row, matched, present, withBuildColumns(`${row} < 0`), consume)
      }
    },
  }
}

/** The candidates of a row: positions `first` to `end`, and how a position becomes a build row. */
interface Candidates {
  readonly first: string
  readonly end: string
  rowAt(position: string): string
}

function emitCandidates(join: JoinProbe, scope: BlockScope, side: string): Candidates {
  const { builder } = scope
  if (join.keys.length === 0) {
    const end = builder.prologue('end', `${side}.rowCount`)
    return { first: '0', end, rowAt: (position) => position }
  }
  const parts = join.keys.map((key) => ({ code: emitExpression(key, scope), type: key.type }))
  const id = emitKey(builder, `${side}.keys`, parts, 'find')
  const starts = builder.prologue('starts', `${side}.starts`)
  const rows = builder.prologue('rows', `${side}.rows`)
  return {
    first: builder.local(`${id} < 0 ? 0 : ${starts}[${id}]`),
    end: builder.local(`${id} < 0 ? 0 : ${starts}[${id} + 1]`),
    rowAt: (position) => `${rows}[${position}]`,
  }
}

function buildProviders(
  join: JoinProbe,
  side: BuildSide,
  scope: BlockScope,
  path: string,
  row: string,
  absent: string | null,
) {
  return join.buildColumns.map(({ id }, index) => {
    const column = side.chunkColumns[index]
    const range = join.ranged.has(id) ? bucketRange(column.range()).range : null
    const columnPath = `${path}.chunkColumns[${index}]`
    return [id, columnProvider(scope.builder, columnPath, column, row, range, absent)] as const
  })
}

function emitInner(
  join: JoinProbe,
  candidates: Candidates,
  row: string,
  scope: BlockScope,
  consume: (scope: BlockScope) => void,
): void {
  const { builder } = scope
  const at = builder.name('at')
  builder.block(`for (let ${at} = ${candidates.first}; ${at} < ${candidates.end}; ${at}++)`, () => {
    builder.statement(`const ${row} = ${candidates.rowAt(at)}`)
    emitResidual(join, scope)
    consume(scope)
  })
}

/** Whether there is a partner decides about the row, which goes on by itself. */
function emitTest(join: JoinProbe, candidates: Candidates, row: string, scope: BlockScope): void {
  const { builder } = scope
  const at = builder.name('at')
  const found = builder.variable('false')
  builder.block(`for (let ${at} = ${candidates.first}; ${at} < ${candidates.end}; ${at}++)`, () => {
    builder.statement(`const ${row} = ${candidates.rowAt(at)}`)
    emitResidual(join, scope)
    builder.statement(`${found} = true`)
    builder.statement('break')
  })
  builder.statement(join.type === 'semi' ? `if (!${found}) continue` : `if (${found}) continue`)
}

/** One loop serves partners and the lonely row, so that what follows is emitted once. */
function emitOuter(
  join: JoinProbe,
  candidates: Candidates,
  row: string,
  matched: string | null,
  present: BlockScope,
  either: BlockScope,
  consume: (scope: BlockScope) => void,
): void {
  const { builder } = either
  const at = builder.variable(candidates.first)
  const found = builder.variable('false')
  builder.block('for (;;)', () => {
    builder.statement(`let ${row} = -1`)
    builder.block(`if (${at} < ${candidates.end})`, () => {
      builder.statement(`${row} = ${candidates.rowAt(`${at}++`)}`)
      emitResidual(join, present)
      builder.statement(`${found} = true`)
      if (matched) builder.statement(`${matched}[${row}] = 1`)
    })
    builder.block('else', () => {
      builder.statement(`if (${found}) break`)
      builder.statement(`${found} = true`)
    })
    consume(either)
  })
}

function emitResidual(join: JoinProbe, scope: BlockScope): void {
  for (const predicate of join.residual) {
    scope.builder.statement(`if (!${emitTruth(predicate, scope)}) continue`)
  }
}
