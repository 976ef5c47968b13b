import type { BodyAssignment, BodyStatement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseDataType } from './data-type.ts'
import { parseStringText } from './literals.ts'
import { parseIdentifier, parseIdentifierAfterDot, parseList } from './names.ts'
import type { Parser } from './parser.ts'
import { parseUserVariable } from './variables.ts'

/** The statement that is the body of a trigger: any one, or a BEGIN … END block of several. */
export function parseBodyStatement(p: Parser): BodyStatement[] {
  const start = p.start
  p.enter(1)
  const statements = parseOne(p, start)
  p.leave(1)
  return statements
}

function parseOne(p: Parser, start: number): BodyStatement[] {
  if (p.kind === W.BEGIN) return [parseBlock(p, start)]
  if (p.isWord('if')) return [parseIf(p, start)]
  if (p.isWord('set')) return parseSet(p)
  if (p.isWord('signal')) return [parseSignal(p, start)]
  if (p.isWord('declare')) return [parseDeclaration(p, start)]
  if (p.isWord('case')) throw p.unsupported('CASE as a statement')
  const statement = p.statement()
  return [{ kind: 'body_sql', statement, span: p.spanFrom(start) }]
}

function parseBlock(p: Parser, start: number): BodyStatement {
  p.advance()
  const statements = parseStatements(p, ['end'])
  p.advance()
  return { kind: 'body_block', statements, span: p.spanFrom(start) }
}

/** Statements that each end with a semicolon, up to one of these words. */
function parseStatements(p: Parser, ends: readonly string[]): BodyStatement[] {
  const statements: BodyStatement[] = []
  while (!ends.some((word) => p.isWord(word))) {
    if (p.kind === T.END) throw p.expected(ends[ends.length - 1].toUpperCase())
    statements.push(...parseBodyStatement(p))
    p.expect(T.SEMICOLON)
  }
  return statements
}

function parseIf(p: Parser, start: number): BodyStatement {
  const branches: { when: ReturnType<Parser['expression']>; body: BodyStatement[] }[] = []
  do {
    p.advance()
    const when = p.expression()
    expectWord(p, 'then')
    branches.push({ when, body: parseStatements(p, ['elseif', 'else', 'end']) })
  } while (p.isWord('elseif'))
  const otherwise = p.acceptWord('else') ? parseStatements(p, ['end']) : []
  p.advance()
  expectWord(p, 'if')
  return { kind: 'body_condition', branches, otherwise, span: p.spanFrom(start) }
}

function expectWord(p: Parser, word: string): void {
  if (!p.acceptWord(word)) throw p.expected(word.toUpperCase())
}

function parseSet(p: Parser): BodyStatement[] {
  p.advance()
  return parseList(p, parseAssignment)
}

function parseAssignment(p: Parser): BodyAssignment {
  const start = p.start
  const target = parseTarget(p)
  if (!p.accept(T.ASSIGN)) p.expect(T.EQUAL)
  const value = p.expression()
  return { kind: 'body_assignment', target, value, span: p.spanFrom(start) }
}

function parseTarget(p: Parser): BodyAssignment['target'] {
  if (p.kind === T.USER_VARIABLE) return { kind: 'user', name: parseUserVariable(p).name }
  if (p.kind === T.SYSTEM_VARIABLE) throw p.unsupported('SET of a system variable in a trigger')
  const name = parseIdentifier(p, 'the name of a variable')
  if (!p.accept(T.DOT)) return { kind: 'local', name }
  return { kind: 'row', row: name.name, column: parseIdentifierAfterDot(p) }
}

function parseSignal(p: Parser, start: number): BodyStatement {
  p.advance()
  expectWord(p, 'sqlstate')
  p.acceptWord('value')
  const span = p.tokenSpan()
  const sqlState = parseStringText(p)
  if (!/^[0-9A-Z]{5}$/u.test(sqlState) || sqlState.startsWith('00')) {
    throw p.error('syntax', span, `Bad SQLSTATE: '${sqlState}'`)
  }
  let message = null
  let errno = null
  if (p.acceptWord('set')) {
    do {
      const item = parseIdentifier(p, 'a condition item').name.toLowerCase()
      p.expect(T.EQUAL)
      const value = p.expression()
      if (item === 'message_text') message = value
      else if (item === 'mysql_errno') errno = value
    } while (p.accept(T.COMMA))
  }
  return { kind: 'body_signal', sqlState, message, errno, span: p.spanFrom(start) }
}

function parseDeclaration(p: Parser, start: number): BodyStatement {
  p.advance()
  for (const word of ['continue', 'exit', 'undo']) {
    if (p.isWord(word)) throw p.unsupported(`DECLARE ${word.toUpperCase()} HANDLER`)
  }
  const names = parseList(p, (p) => parseIdentifier(p))
  for (const word of ['cursor', 'handler', 'condition']) {
    if (p.isWord(word)) throw p.unsupported(`DECLARE … ${word.toUpperCase()}`)
  }
  const type = parseDataType(p)
  const value = p.acceptWord('default') ? p.expression() : null
  return { kind: 'body_declaration', names, type, default: value, span: p.spanFrom(start) }
}
