import type { CreateRoutine, CreateTrigger, RoutineParameter } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseIfNotExists } from './create-table.ts'
import { parseDataType } from './data-type.ts'
import { parseIdentifier, parseList, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'

/** CREATE TRIGGER; the word TRIGGER was the last one taken. The body is kept as text. */
export function parseCreateTrigger(
  p: Parser,
  start: number,
  definer: string | null,
): CreateTrigger {
  const ifNotExists = parseIfNotExists(p)
  const name = parseObjectName(p, 'the name of a trigger')
  const time = p.accept(R.BEFORE) ? 'before' : 'after'
  if (time === 'after') p.expect(W.AFTER)
  const event = p.accept(R.INSERT) ? 'insert' : p.accept(R.UPDATE) ? 'update' : 'delete'
  if (event === 'delete') p.expect(R.DELETE)
  p.expect(R.ON)
  const table = parseObjectName(p)
  p.expect(R.FOR)
  p.expect(R.EACH)
  p.expect(R.ROW)
  let order: CreateTrigger['order'] = null
  const follows = p.accept(W.FOLLOWS)
  if (follows || p.accept(W.PRECEDES)) {
    // Unquoted BEGIN opens the body, also for the lexer, which must know where the statement ends.
    if (p.kind === W.BEGIN) throw p.expected('the name of a trigger')
    order = { relation: follows ? 'follows' : 'precedes', trigger: parseIdentifier(p) }
  }
  const body = takeBody(p)
  const span = p.spanFrom(start)
  return {
    kind: 'create_trigger',
    name,
    ifNotExists,
    definer,
    time,
    event,
    table,
    order,
    body,
    span,
  }
}

/** CREATE PROCEDURE or FUNCTION, whose word comes next. Characteristics and body are kept as text. */
export function parseCreateRoutine(
  p: Parser,
  start: number,
  definer: string | null,
): CreateRoutine {
  const type = p.accept(R.PROCEDURE) ? 'procedure' : 'function'
  if (type === 'function') p.expect(R.FUNCTION)
  const ifNotExists = parseIfNotExists(p)
  const name = parseObjectName(p, 'the name of a routine')
  p.expect(T.LEFT_PAREN)
  let parameters: RoutineParameter[] = []
  if (!p.accept(T.RIGHT_PAREN)) {
    parameters = parseList(p, parseParameter)
    p.expect(T.RIGHT_PAREN)
  }
  if (type === 'function') p.expect(W.RETURNS)
  const returns = type === 'function' ? parseDataType(p) : null
  const body = takeBody(p)
  const span = p.spanFrom(start)
  return {
    kind: 'create_routine',
    type,
    name,
    ifNotExists,
    definer,
    parameters,
    returns,
    body,
    span,
  }
}

function parseParameter(p: Parser): RoutineParameter {
  let direction: RoutineParameter['direction'] = 'in'
  if (p.accept(R.OUT)) direction = 'out'
  else if (p.accept(R.INOUT)) direction = 'inout'
  else p.accept(R.IN)
  return { direction, name: parseIdentifier(p), type: parseDataType(p) }
}

/** The rest of the statement as it is written. */
function takeBody(p: Parser): string {
  if (p.kind === T.END) throw p.expected('the body')
  const from = p.start
  while (p.kind !== T.END) p.advance()
  return p.sql.slice(from, p.lastEnd)
}
