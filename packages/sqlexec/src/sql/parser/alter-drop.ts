import type { AlterAction, DropConstraint } from '../ast/index.ts'
import * as R from '../lexer/reserved-words.ts'
import { parseIfExists } from './create-table.ts'
import { parseColumnName, parseIdentifier } from './names.ts'
import type { Parser } from './parser.ts'

/** What ALTER TABLE … DROP drops; the word DROP was the last one taken. */
export function parseAlterDrop(p: Parser, start: number): AlterAction {
  if (p.accept(R.PRIMARY)) {
    p.expect(R.KEY)
    const span = p.spanFrom(start)
    return { kind: 'drop_constraint', type: 'primary', ifExists: false, name: null, span }
  }
  const type = parseConstraintType(p)
  if (type === null) {
    p.accept(R.COLUMN)
    const ifExists = parseIfExists(p)
    const name = parseColumnName(p)
    if (!p.accept(R.RESTRICT)) p.accept(R.CASCADE)
    return { kind: 'drop_column', ifExists, name, span: p.spanFrom(start) }
  }
  const ifExists = parseIfExists(p)
  const name = parseIdentifier(p)
  return { kind: 'drop_constraint', type, ifExists, name, span: p.spanFrom(start) }
}

function parseConstraintType(p: Parser): DropConstraint['type'] | null {
  if (p.accept(R.INDEX) || p.accept(R.KEY)) return 'index'
  if (p.accept2(R.FOREIGN, R.KEY)) return 'foreign_key'
  if (p.accept(R.CHECK)) return 'check'
  return p.accept(R.CONSTRAINT) ? 'any' : null
}
