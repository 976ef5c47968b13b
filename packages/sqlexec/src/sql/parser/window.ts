import type {
  FrameBound,
  NamedWindow,
  WindowFrame,
  WindowReference,
  WindowSpecification,
} from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { isName, parseIdentifier, parseList } from './names.ts'
import { parseOrderItems } from './order-by.ts'
import type { Parser } from './parser.ts'

/** OVER name, or OVER (specification). */
export function parseOver(p: Parser): WindowSpecification | WindowReference {
  p.expect(R.OVER)
  if (p.kind === T.LEFT_PAREN) return parseWindowSpecification(p)
  const name = parseIdentifier(p, "the name of a window or '('")
  return { kind: 'window_reference', name, span: name.span }
}

/** WINDOW name AS (specification), …. */
export function parseNamedWindows(p: Parser): NamedWindow[] {
  p.expect(R.WINDOW)
  return parseList(p, parseNamedWindow)
}

function parseNamedWindow(p: Parser): NamedWindow {
  const start = p.start
  const name = parseIdentifier(p, 'the name of a window')
  p.expect(R.AS)
  const window = parseWindowSpecification(p)
  return { kind: 'named_window', name, window, span: p.spanFrom(start) }
}

function parseWindowSpecification(p: Parser): WindowSpecification {
  const start = p.start
  p.expect(T.LEFT_PAREN)
  p.keepLiterals++
  const base = isName(p.kind) ? parseIdentifier(p) : null
  let partitionBy: WindowSpecification['partitionBy'] = []
  if (p.accept(R.PARTITION)) {
    p.expect(R.BY)
    partitionBy = parseList(p, (p) => p.expression())
  }
  const orderBy = p.kind === R.ORDER ? parseOrderItems(p) : []
  const framed = p.kind === R.ROWS || p.kind === R.RANGE || p.kind === R.GROUPS
  const frame = framed ? parseFrame(p) : null
  p.keepLiterals--
  p.expect(T.RIGHT_PAREN)
  return { kind: 'window', base, partitionBy, orderBy, frame, span: p.spanFrom(start) }
}

function parseFrame(p: Parser): WindowFrame {
  const startOffset = p.start
  const unit = p.kind === R.ROWS ? 'rows' : p.kind === R.RANGE ? 'range' : 'groups'
  p.advance()
  let start: FrameBound
  let end: FrameBound = { kind: 'current_row', offset: null }
  if (p.accept(R.BETWEEN)) {
    start = parseFrameBound(p)
    p.expect(R.AND)
    end = parseFrameBound(p)
  } else {
    start = parseFrameBound(p)
  }
  const exclude = p.accept(W.EXCLUDE) ? parseExclusion(p) : 'no_others'
  return { kind: 'frame', unit, start, end, exclude, span: p.spanFrom(startOffset) }
}

function parseFrameBound(p: Parser): FrameBound {
  if (p.accept2(W.CURRENT, R.ROW)) return { kind: 'current_row', offset: null }
  const unbounded = p.accept(W.UNBOUNDED)
  const offset = unbounded ? null : p.expression()
  if (p.accept(W.PRECEDING)) {
    return { kind: unbounded ? 'unbounded_preceding' : 'preceding', offset }
  }
  if (p.accept(W.FOLLOWING)) {
    return { kind: unbounded ? 'unbounded_following' : 'following', offset }
  }
  throw p.expected('PRECEDING or FOLLOWING')
}

function parseExclusion(p: Parser): WindowFrame['exclude'] {
  if (p.accept2(W.CURRENT, R.ROW)) return 'current_row'
  if (p.accept(R.GROUP)) return 'group'
  if (p.accept(W.TIES)) return 'ties'
  if (p.accept2(W.NO, W.OTHERS)) return 'no_others'
  throw p.expected('CURRENT ROW, GROUP, TIES or NO OTHERS')
}
