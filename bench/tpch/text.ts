import type { TextBuilder } from './columns.ts'
import { RandomStream } from './random.ts'
import { textPool } from './text-pool.ts'

const alphanumeric = new TextEncoder().encode(
  '0123456789abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ,',
)

/** A column of comments: substrings of the text pool of 0.4 to 1.6 times the average length. */
export class CommentStream {
  readonly pool = textPool()
  start = 0
  end = 0
  private readonly random: RandomStream
  private readonly shortest: number
  private readonly longest: number

  constructor(seed: number, averageLength: number, firstRow: number, valuesPerRow = 1) {
    this.random = new RandomStream(seed, 2 * valuesPerRow, firstRow)
    this.shortest = Math.trunc(averageLength * 0.4)
    this.longest = Math.trunc(averageLength * 1.6)
  }

  /** Moves `start` and `end` to the next comment. */
  next(): void {
    this.start = this.random.between(0, this.pool.length - this.longest)
    this.end = this.start + this.random.between(this.shortest, this.longest)
  }

  appendTo(builder: TextBuilder): void {
    this.next()
    builder.slice(this.pool, this.start, this.end)
    builder.endRow()
  }

  endRow(): void {
    this.random.endRow()
  }
}

/** A column of addresses: random characters, 10 to 40 of them. */
export class AddressStream {
  private readonly random: RandomStream

  constructor(seed: number, firstRow: number) {
    this.random = new RandomStream(seed, 9, firstRow)
  }

  appendTo(builder: TextBuilder): void {
    const length = this.random.between(10, 40)
    let bits = 0
    for (let i = 0; i < length; i++) {
      if (i % 5 === 0) bits = this.random.wrappedBits()
      builder.byte(alphanumeric[bits & 0x3f])
      bits >>= 6
    }
    builder.endRow()
    this.random.endRow()
  }
}

/** A column of telephone numbers, whose country code is ten above the nation key. */
export class PhoneStream {
  private readonly random: RandomStream

  constructor(seed: number, firstRow: number) {
    this.random = new RandomStream(seed, 3, firstRow)
  }

  appendTo(builder: TextBuilder, nationKey: number): void {
    builder.digits(10 + nationKey, 2)
    builder.byte(0x2d)
    builder.digits(this.random.between(100, 999), 3)
    builder.byte(0x2d)
    builder.digits(this.random.between(100, 999), 3)
    builder.byte(0x2d)
    builder.digits(this.random.between(1000, 9999), 4)
    builder.endRow()
    this.random.endRow()
  }
}
