import * as W from './plain-words.ts'
import * as R from './reserved-words.ts'
import * as T from './token-kinds.ts'

/** The tokens that were found so far. */
interface Tokens {
  readonly kinds: Uint16Array
  readonly count: number
}

/** CREATE [OR REPLACE] [DEFINER = user@host] [AGGREGATE] TRIGGER: at most this many tokens. */
const maxHeadTokens = 10

/** How deep in blocks the tokens before `next` end. Start with zeros at each statement. */
export interface BlockState {
  next: number
  depth: number
}

/**
 * Whether a semicolon behind these tokens belongs to the BEGIN … END block of a CREATE TRIGGER, PROCEDURE, FUNCTION or
 * EVENT, and so does not end the statement. Reads each token once, however many semicolons there are.
 */
export function insideRoutineBody(tokens: Tokens, state: BlockState): boolean {
  const { kinds, count } = tokens
  if (count === 0 || kinds[0] !== R.CREATE || !createsRoutine(tokens)) return false
  for (let i = state.next; i < count; i++) {
    const kind = kinds[i]
    if (
      (kind === W.BEGIN && !namesSomething(kinds[i - 1])) ||
      (kind === R.CASE && kinds[i - 1] !== W.END)
    )
      state.depth++
    else if (kind === W.END && !endsInnerStatement(kinds[i + 1], i + 1 < count)) state.depth--
  }
  state.next = count
  return state.depth > 0
}

function createsRoutine({ kinds, count }: Tokens): boolean {
  const end = Math.min(count, maxHeadTokens)
  for (let i = 1; i < end; i++) {
    const kind = kinds[i]
    if (kind === R.TRIGGER || kind === R.PROCEDURE || kind === R.FUNCTION || kind === W.EVENT)
      return true
    if (kind === R.TABLE || kind === W.VIEW || kind === R.INDEX) return false
  }
  return false
}

/** Whether a word behind this token is a name, so that BEGIN opens nothing there. */
function namesSomething(previous: number): boolean {
  return (
    previous === T.DOT ||
    previous === R.TRIGGER ||
    previous === R.PROCEDURE ||
    previous === R.FUNCTION ||
    previous === R.EXISTS ||
    previous === R.ON
  )
}

/** END IF, END LOOP, …: their openings are not counted. */
function endsInnerStatement(next: number, exists: boolean): boolean {
  return exists && (next === R.IF || next === R.LOOP || next === R.REPEAT || next === R.WHILE)
}
