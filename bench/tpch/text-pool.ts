import type { Distribution } from './distributions.ts'
import * as words from './distributions.ts'
import { pick, RandomStream } from './random.ts'

const poolBytes = 300 * 1024 * 1024
const longestSentence = 256
const space = 0x20
const comma = 0x2c

/** A distribution whose words stand as bytes, each followed by a space, ready to copy. */
interface WordBytes {
  readonly table: Uint16Array
  readonly bytes: Uint8Array
  readonly offsets: Uint32Array
}

function wordBytes(distribution: Distribution, suffix = ' '): WordBytes {
  const encoder = new TextEncoder()
  const encoded = distribution.values.map((value) => encoder.encode(value + suffix))
  const offsets = new Uint32Array(encoded.length + 1)
  for (let i = 0; i < encoded.length; i++) offsets[i + 1] = offsets[i] + encoded[i].length
  const bytes = new Uint8Array(offsets[encoded.length])
  for (let i = 0; i < encoded.length; i++) bytes.set(encoded[i], offsets[i])
  return { table: distribution.table, bytes, offsets }
}

let sharedPool: Uint8Array | undefined

/**
 * The 300 MiB of pseudo text from which every comment is a substring (specification 4.2.2.10). Made once per
 * process, in a second or two.
 */
export function textPool(): Uint8Array {
  sharedPool ??= new PoolWriter().fill()
  return sharedPool
}

class PoolWriter {
  private readonly pool = new Uint8Array(poolBytes + longestSentence)
  private readonly random = new RandomStream(933588178, 0, 0)
  private readonly nouns = wordBytes(words.nouns)
  private readonly verbs = wordBytes(words.verbs)
  private readonly adverbs = wordBytes(words.adverbs)
  private readonly adjectives = wordBytes(words.adjectives)
  private readonly prepositions = wordBytes(words.prepositions, ' the ')
  private readonly auxiliaries = wordBytes(words.auxiliaries)
  private readonly terminators = wordBytes(words.terminators)
  private end = 0

  fill(): Uint8Array {
    while (this.end < poolBytes) this.sentence()
    return this.pool.subarray(0, poolBytes)
  }

  private sentence(): void {
    const syntax = words.grammar.values[pick(this.random, words.grammar.table)]
    for (let i = 0; i < syntax.length; i += 2) {
      const symbol = syntax[i]
      if (symbol === 'V') this.verbPhrase()
      else if (symbol === 'N') this.nounPhrase()
      else if (symbol === 'P') {
        this.word(this.prepositions)
        this.nounPhrase()
      } else {
        this.end-- // the terminator follows its word without a space
        this.word(this.terminators)
      }
    }
  }

  private verbPhrase(): void {
    const syntax = words.verbPhrases.values[pick(this.random, words.verbPhrases.table)]
    for (let i = 0; i < syntax.length; i += 2) {
      const symbol = syntax[i]
      this.word(symbol === 'V' ? this.verbs : symbol === 'D' ? this.adverbs : this.auxiliaries)
    }
  }

  private nounPhrase(): void {
    const syntax = words.nounPhrases.values[pick(this.random, words.nounPhrases.table)]
    for (let i = 0; i < syntax.length; i++) {
      const symbol = syntax[i]
      if (symbol === 'N') this.word(this.nouns)
      else if (symbol === 'J') this.word(this.adjectives)
      else if (symbol === 'D') this.word(this.adverbs)
      else if (symbol === ',') {
        this.pool[this.end - 1] = comma
        this.pool[this.end++] = space
      }
    }
  }

  private word(source: WordBytes): void {
    const { pool, end } = this
    const { bytes, offsets } = source
    const index = pick(this.random, source.table)
    const start = offsets[index]
    const length = offsets[index + 1] - start
    for (let i = 0; i < length; i++) pool[end + i] = bytes[start + i]
    this.end = end + length
  }
}
