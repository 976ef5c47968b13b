import { describe, expect, test } from 'vitest'
import { outlineExpression } from '../testing/outline.ts'
import { parseStatement } from './parse.ts'

describe('precedence', () => {
  test.each([
    ['a + b * c', '(+ a (* b c))'],
    ['a * b + c', '(+ (* a b) c)'],
    ['a - b - c', '(- (- a b) c)'],
    ['a / b DIV c % d MOD e', '(mod (mod (div (/ a b) c) d) e)'],
    ['a ^ b ^ c', '(^ (^ a b) c)'],
    ['a * b ^ c', '(* a (^ b c))'],
    ['-a ^ b', '(^ (- a) b)'],
    ['- - a', '(- (- a))'],
    ['-2 + 3', '(+ (- 2) 3)'],
    ['~a & b', '(& (~ a) b)'],
    ['a | b & c << d + e', '(| a (& b (<< c (+ d e))))'],
    ['a << b >> c', '(>> (<< a b) c)'],
    ['a OR b AND c', '(or a (and b c))'],
    ['a OR b XOR c AND d', '(or a (xor b (and c d)))'],
    ['a AND b AND c AND d', '(and a b c d)'],
    ['a || b OR c', '(or a b c)'],
    ['a && b AND c', '(and a b c)'],
    ['a AND (b AND c)', '(and a (and b c))'],
    ['a XOR b XOR c', '(xor a b c)'],
    ['NOT a AND b', '(and (not a) b)'],
    ['NOT a = b', '(not (= a b))'],
    ['NOT a IS NULL', '(not (is null a))'],
    ['NOT a IN (b)', '(not (in a b))'],
    ['NOT a BETWEEN b AND c', '(not (between a b c))'],
    ['!a = b', '(= (not a) b)'],
    ['! a + b', '(+ (not a) b)'],
    ['a = b = c', '(= (= a b) c)'],
    ['a = b IS NULL', '(is null (= a b))'],
    ['a IS NULL = b', '(= (is null a) b)'],
    ['a IS NOT TRUE AND b', '(and (is not true a) b)'],
    ['a = b LIKE c', '(= a (like b c))'],
    ['a LIKE b = c', '(= (like a b) c)'],
    ['a < b + c', '(< a (+ b c))'],
    ['a <=> b', '(<=> a b)'],
    ['a != b', '(<> a b)'],
    ['a BETWEEN b AND c AND d', '(and (between a b c) d)'],
    ['a BETWEEN b + 1 AND c + 1 OR d', '(or (between a (+ b 1) (+ c 1)) d)'],
    ['a NOT BETWEEN b AND c = d', '(= (not between a b c) d)'],
    ['a BETWEEN b AND c LIKE d', '(between a b (like c d))'],
    ['a + b IN (c, d)', '(in (+ a b) c d)'],
    ['a = b IN (c)', '(= a (in b c))'],
    ['a NOT LIKE b AND c NOT REGEXP d', '(and (not like a b) (not regexp c d))'],
    ['a RLIKE b', '(regexp a b)'],
    ['a COLLATE x = b', '(= (collate a x) b)'],
    ['-a COLLATE x', '(- (collate a x))'],
    ['a || b COLLATE x', '(or a (collate b x))'],
    ['BINARY a = b', '(= (binary a) b)'],
    ['BINARY a + b', '(+ (binary a) b)'],
    ["a -> '$.x' + 1", '(+ (-> a $.x) 1)'],
    ["-a -> '$.x'", '(- (-> a $.x))'],
    ['a + INTERVAL 1 DAY - b', '(- (+ a (interval 1 day)) b)'],
    ['INTERVAL 1 + 1 DAY + a', '(+ (interval (+ 1 1) day) a)'],
    ['INTERVAL day DAY + a', '(+ (interval day day) a)'],
    ['@a := b OR c', '(:= @a (or b c))'],
    ['(a, b) = (c, d)', '(= [a b] [c d])'],
    ['((a)) + (b)', '(+ a b)'],
    ['a--b', '(- a (- b))'],
    ['5--3', '(- 5 (- 3))'],
    ['a<-1', '(< a (- 1))'],
    ['a=-1', '(= a (- 1))'],
    ['a MEMBER OF (b) = c', '(= a MEMBER OF (b) c)'],
  ])('%s', (sql, shape) => {
    expect(outlineExpression(sql)).toBe(shape)
  })

  test('|| joins strings where PIPES_AS_CONCAT holds, and binds tighter than ^', () => {
    const { statement } = parseStatement('DO a ^ b || c || d OR e', { pipesAsConcat: true })
    expect(statement).toMatchObject({
      expressions: [
        {
          kind: 'logical',
          operands: [
            {
              operator: '^',
              right: {
                operator: 'concat',
                left: { operator: 'concat' },
                right: { kind: 'column' },
              },
            },
            { kind: 'column' },
          ],
        },
      ],
    })
  })
})

describe('words that may be names', () => {
  test.each([
    'date',
    'time',
    'timestamp',
    'count',
    'value',
    'user',
    'any',
    'escape',
    'member',
    'sounds',
    'offset',
    'full',
    'begin',
    'end',
    'cast',
    'trim',
    'first',
    'unknown',
    'returning',
    'vector',
    'checkpoint',
  ])('%s names a column, a table and an alias', (word) => {
    const { statement } = parseStatement(
      `SELECT t.${word}, ${word} AS ${word} FROM ${word} AS ${word}`,
    )
    expect(statement).toMatchObject({
      body: { items: [{}, { alias: { name: word } }], from: [{ name: { name: { name: word } } }] },
    })
  })

  test('reserved words are names behind a dot and in back-ticks', () => {
    const { statement } = parseStatement('SELECT t.select, `group` FROM db.order')
    expect(statement).toMatchObject({
      body: {
        items: [
          { expression: { name: { name: 'select' } } },
          { expression: { name: { name: 'group' } } },
        ],
        from: [{ name: { name: { name: 'order' } } }],
      },
    })
  })

  test('words that go on with the statement are no aliases', () => {
    const { statement } = parseStatement('SELECT * FROM a FULL JOIN b ON 1 OFFSET 3')
    expect(statement).toMatchObject({
      body: {
        from: [{ kind: 'join', type: 'full', left: { alias: null }, right: { alias: null } }],
      },
      limit: { count: null, offset: 3 },
    })
  })
})

describe('spans', () => {
  const sql = 'SELECT (a + 1) * 2 AS x, f( b ) FROM t'

  test('cover the node with its parentheses', () => {
    const { statement } = parseStatement(sql)
    if (statement.kind !== 'query' || statement.body.kind !== 'select') throw new Error('no select')
    const [first, second] = statement.body.items
    expect(sql.slice(first.span.start, first.span.end)).toBe('(a + 1) * 2 AS x')
    if (first.kind !== 'expression_item' || second.kind !== 'expression_item')
      throw new Error('no item')
    expect(first.text).toBe('(a + 1) * 2')
    expect(second.text).toBe('f( b )')
    expect(sql.slice(first.expression.span.start, first.expression.span.end)).toBe('(a + 1) * 2')
  })
})
