import type {
  CheckConstraint,
  Identifier,
  References,
  ReferentialAction,
  TableConstraint,
} from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseIndexDefinition } from './index-definition.ts'
import {
  isName,
  parseColumnNames,
  parseIdentifier,
  parseObjectName,
  parseOptionalColumnNames,
} from './names.ts'
import type { Parser } from './parser.ts'

/** Whether the next token begins a constraint or key of a table rather than a column. */
export function startsTableConstraint(p: Parser): boolean {
  switch (p.kind) {
    case R.CONSTRAINT:
    case R.PRIMARY:
    case R.UNIQUE:
    case R.FOREIGN:
    case R.CHECK:
    case R.INDEX:
    case R.KEY:
    case R.FULLTEXT:
    case R.SPATIAL:
      return true
  }
  return p.kind === W.VECTOR && (p.peek(1) === R.INDEX || p.peek(1) === R.KEY)
}

/** [CONSTRAINT [name]] PRIMARY KEY | UNIQUE | FOREIGN KEY | CHECK, or a key. */
export function parseTableConstraint(p: Parser): TableConstraint {
  const start = p.start
  let name: Identifier | null = null
  if (p.accept(R.CONSTRAINT) && isName(p.kind)) name = parseIdentifier(p)
  if (p.kind === R.CHECK) return parseCheck(p, start, name)
  if (p.kind !== R.FOREIGN) return parseIndexDefinition(p, start, name)
  p.advance()
  p.expect(R.KEY)
  // The name of the key is the constraint's where that has none of its own.
  const keyName = isName(p.kind) ? parseIdentifier(p) : null
  name ??= keyName
  const columns = parseColumnNames(p)
  const references = parseReferences(p)
  return { kind: 'foreign_key', name, columns, references, span: p.spanFrom(start) }
}

/** CHECK (condition) [[NOT] ENFORCED]. `start` is where its CONSTRAINT began. */
export function parseCheck(p: Parser, start: number, name: Identifier | null): CheckConstraint {
  p.expect(R.CHECK)
  p.expect(T.LEFT_PAREN)
  const expression = p.expression()
  p.expect(T.RIGHT_PAREN)
  const enforced = !p.accept2(R.NOT, W.ENFORCED)
  if (enforced) p.accept(W.ENFORCED)
  return { kind: 'check', name, expression, enforced, span: p.spanFrom(start) }
}

/** REFERENCES table [(columns)] [MATCH …] [ON DELETE …] [ON UPDATE …]. */
export function parseReferences(p: Parser): References {
  const start = p.start
  p.expect(R.REFERENCES)
  const table = parseObjectName(p)
  const columns = parseOptionalColumnNames(p)
  let match: References['match'] = null
  if (p.accept(R.MATCH)) {
    match = p.accept(W.FULL) ? 'full' : p.accept(W.PARTIAL) ? 'partial' : 'simple'
    if (match === 'simple') p.expect(W.SIMPLE)
  }
  let onDelete: ReferentialAction | null = null
  let onUpdate: ReferentialAction | null = null
  for (;;) {
    if (p.accept2(R.ON, R.DELETE)) onDelete = parseAction(p)
    else if (p.kind === R.ON && p.peek(1) === R.UPDATE && !startsColumnOnUpdate(p)) {
      p.advance()
      p.advance()
      onUpdate = parseAction(p)
    } else break
  }
  const span = p.spanFrom(start)
  return { kind: 'references', table, columns, match, onDelete, onUpdate, span }
}

/** ON UPDATE CURRENT_TIMESTAMP belongs to the column, not to its REFERENCES. */
function startsColumnOnUpdate(p: Parser): boolean {
  const kind = p.peek(2)
  return kind === R.CURRENT_TIMESTAMP || kind === R.LOCALTIME || kind === R.LOCALTIMESTAMP
}

function parseAction(p: Parser): ReferentialAction {
  if (p.accept(R.RESTRICT)) return 'restrict'
  if (p.accept(R.CASCADE)) return 'cascade'
  if (p.accept2(R.SET, R.NULL)) return 'set_null'
  if (p.accept2(R.SET, R.DEFAULT)) return 'set_default'
  if (p.accept2(W.NO, W.ACTION)) return 'no_action'
  throw p.expected('RESTRICT, CASCADE, SET NULL, SET DEFAULT or NO ACTION')
}
