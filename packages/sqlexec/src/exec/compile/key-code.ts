import type { Code } from '../../functions/code.ts'
import { asNumber } from '../../functions/code.ts'
import { collation } from '../../types/collation.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { bytesKey } from '../runtime/in-set.ts'
import { Interner } from '../runtime/interner.ts'
import type { SourceBuilder } from './source-builder.ts'

/** One part of a grouping or join key. */
export interface KeyPart {
  readonly code: Code
  readonly type: SqlType
}

/** The interners of a key: one per part, and one per further part that combines what came before with it. */
export class KeyTable {
  readonly parts: readonly Interner[]
  readonly pairs: readonly Interner[]

  constructor(partCount: number) {
    this.parts = Array.from({ length: partCount }, () => new Interner())
    this.pairs = Array.from({ length: partCount - 1 }, () => new Interner())
  }

  /** Number of distinct keys. */
  get count(): number {
    return (this.pairs.at(-1) ?? this.parts[0]).count
  }
}

/**
 * Emits the lookup of a key; the answer is the name of a variable with its id.
 *
 * @param table the name of the KeyTable
 * @param mode 'intern' gives a new key an id and treats NULL as a key; 'find' answers −1 for a key that is not there,
 *   'join' is 'intern' with −1 for keys with a NULL; both 'find' and 'join' hold that NULL equals nothing
 */
export function emitKey(
  builder: SourceBuilder,
  table: string,
  parts: readonly KeyPart[],
  mode: 'intern' | 'find' | 'join',
): string {
  let id = emitPart(builder, `${table}.parts[0]`, parts[0], mode)
  for (let i = 1; i < parts.length; i++) {
    const pairs = builder.prologue('pairs', `${table}.pairs[${i - 1}]`)
    const verb = mode === 'find' ? 'findPair' : 'internPair'
    if (mode === 'intern') {
      const part = emitPart(builder, `${table}.parts[${i}]`, parts[i], mode)
      id = builder.local(`${pairs}.${verb}(${id}, ${part})`)
      continue
    }
    const combined = builder.variable('-1')
    const before = id
    builder.block(`if (${before} >= 0)`, () => {
      const part = emitPart(builder, `${table}.parts[${i}]`, parts[i], mode)
      builder.statement(`if (${part} >= 0) ${combined} = ${pairs}.${verb}(${before}, ${part})`)
    })
    id = combined
  }
  return id
}

function emitPart(
  builder: SourceBuilder,
  path: string,
  { code, type }: KeyPart,
  mode: 'intern' | 'find' | 'join',
): string {
  const interner = builder.prologue('keys', path)
  const verb = mode === 'find' ? 'find' : 'intern'
  const lookup = (value: string) => `${interner}.${verb}${value}`
  const absent = mode === 'intern' ? `${interner}.internNull()` : '-1'
  const { dictionary } = code
  if (dictionary) {
    // Entries are looked up once each: −2 is not looked up yet.
    const cache = builder.prologue('ids', `new Int32Array(${dictionary.entries}.length).fill(-2)`)
    const slot = `${cache}[${dictionary.code}]`
    const id = builder.variable(
      code.isNull === null ? slot : `(${code.isNull}) ? ${absent} : ${slot}`,
    )
    builder.statement(`if (${id} === -2) ${id} = ${slot} = ${lookup(keyOf(builder, code, type))}`)
    return id
  }
  const found = lookup(keyOf(builder, code, type))
  return builder.local(code.isNull === null ? found : `(${code.isNull}) ? ${absent} : ${found}`)
}

/** The interner's verb and argument for a value. */
function keyOf(builder: SourceBuilder, code: Code, type: SqlType): string {
  switch (code.representation) {
    case 'boolean':
    case 'number':
      return `Number(${asNumber(code)})`
    case 'bigint':
      return `Bigint(${code.js})`
    case 'bytes':
      return `String(${builder.constant(bytesKey)}(${code.js}))`
    case 'string': {
      if (type.kind !== 'text') return `String(${code.js})`
      return `String(${builder.constant(collation(type.collation).key)}(${code.js}))`
    }
  }
}
