import type { Span } from '../base/errors.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'
import { type CollationName, hasMembers, type SqlType, types } from '../types/sql-type.ts'
import type { Binder } from './binder.ts'
import type { Expression } from './expression.ts'
import { operandsOf, someExpression } from './expression-walk.ts'

/*
 * Whose collation rules where texts of several collations meet (reference manual, "Collation Coercibility in Expressions").
 */

const explicit = 0
const implicit = 2
const coercible = 4

type Coercibility = typeof explicit | typeof implicit | typeof coercible

const titles: Record<Coercibility, string> = {
  [explicit]: 'EXPLICIT',
  [implicit]: 'IMPLICIT',
  [coercible]: 'COERCIBLE',
}

interface Claim {
  readonly collation: CollationName
  readonly level: Coercibility
}

/** COLLATE rules over columns, columns over literals and parameters. What functions make of texts has the collation of the strongest. */
function levelOf(expression: Expression): Coercibility {
  switch (expression.kind) {
    case 'cast':
      return expression.collates === true ? explicit : levelOf(expression.input)
    case 'constant':
    case 'parameter':
      return coercible
    case 'call':
    case 'case': {
      const texts = operandsOf(expression).filter((operand) => isText(operand.type))
      if (texts.some((operand) => levelOf(operand) === explicit)) return explicit
      return someExpression(expression, ({ kind }) => !fixedKinds.has(kind)) ? implicit : coercible
    }
    default:
      return implicit
  }
}

const fixedKinds: ReadonlySet<string> = new Set(['constant', 'parameter', 'call', 'case', 'cast'])

function isText(type: SqlType): boolean {
  return type.kind === 'text' || hasMembers(type)
}

/** Calls for which columns of two collations are an error; others make a text that tells apart what either does. */
const comparing: ReadonlySet<string> = new Set(
  'LIKE REGEXP_LIKE STRCMP INSTR LOCATE POSITION FIND_IN_SET FIELD REPLACE CONCAT CONCAT_WS'.split(
    ' ',
  ),
)

/**
 * The arguments of a call with texts of one collation, where they had several.
 * @throws SqlError 1267 where two of them claim theirs with equal right
 */
export function alignCollations(
  binder: Binder,
  { name, comparison }: ScalarFunction,
  args: readonly Expression[],
  span: Span,
): readonly Expression[] {
  const texts = args.filter(({ type }) => isText(type))
  if (texts.every((text) => collationOf(text) === collationOf(texts[0]))) return args
  const claims = texts.map((text) => ({ collation: collationOf(text), level: levelOf(text) }))
  const level = Math.min(...claims.map((claim) => claim.level)) as Coercibility
  const strongest = claims.filter((claim) => claim.level === level)
  const names = new Set(strongest.map(({ collation }) => collation))
  if (names.size > 1) {
    // Of columns, a binary collation rules over others of its character set.
    if (level === explicit) throw illegalMix(binder, name, strongest, span)
    const strict = comparison === true || comparing.has(name)
    if (level === implicit && strict && !names.has('utf8mb4_bin')) {
      throw illegalMix(binder, name, strongest, span)
    }
  }
  const collation = names.size === 1 ? strongest[0].collation : strictest(names)
  return args.map((arg) => collated(arg, collation))
}

function collationOf({ type }: Expression): CollationName {
  return 'collation' in type ? type.collation : types.text.collation
}

function strictest(names: ReadonlySet<CollationName>): CollationName {
  return names.has('utf8mb4_bin') ? 'utf8mb4_bin' : 'utf8mb4_0900_as_cs'
}

/** The same text under another collation. */
function collated(expression: Expression, collation: CollationName): Expression {
  const { type, nullable } = expression
  if (type.kind !== 'text' || type.collation === collation) return expression
  return {
    kind: 'cast',
    input: expression,
    mode: 'implicit',
    type: { ...types.text, collation },
    nullable,
  }
}

function illegalMix(binder: Binder, name: string, claims: readonly Claim[], span: Span) {
  const [first] = claims
  const other = claims.find(({ collation }) => collation !== first.collation)!
  const shown = ({ collation, level }: Claim) => `(${collation},${titles[level]})`
  const message = `Illegal mix of collations ${shown(first)} and ${shown(other)} for operation '${name.toLowerCase()}'`
  return binder.error('illegal_collations', message, span)
}
