import { type Batch, dictionary, int32, int64, TextBuilder, texts } from '../columns.ts'
import { colors, containers, partTypes } from '../distributions.ts'
import { pick, RandomStream } from '../random.ts'
import { partPrice, type RowRange } from '../range.ts'
import { CommentStream } from '../text.ts'

const nameWords = 5

/** Part names: five different colours, the head of a partial shuffle of all of them. */
class NameStream {
  private readonly random: RandomStream
  private readonly order = new Uint8Array(colors.values.length)

  constructor(first: number) {
    this.random = new RandomStream(709314158, colors.values.length, first)
  }

  appendTo(builder: TextBuilder): void {
    const { order } = this
    for (let i = 0; i < order.length; i++) order[i] = i
    for (let i = 0; i < nameWords; i++) {
      const other = this.random.between(i, order.length - 1)
      const chosen = order[other]
      order[other] = order[i]
      order[i] = chosen
      if (i > 0) builder.byte(0x20)
      builder.ascii(colors.values[chosen])
    }
    builder.endRow()
    this.random.endRow()
  }
}

export function* generatePart({ first, rows, batchRows }: RowRange): Generator<Batch> {
  const names = new NameStream(first)
  const manufacturers = new RandomStream(1, 1, first)
  const brands = new RandomStream(46831694, 1, first)
  const types = new RandomStream(1841581359, 1, first)
  const sizes = new RandomStream(1193163244, 1, first)
  const boxes = new RandomStream(727633698, 1, first)
  const comments = new CommentStream(804159733, 14, first)
  const oneToFive = [1, 2, 3, 4, 5]
  const manufacturerNames = texts(oneToFive.map((n) => `Manufacturer#${n}`))
  const brandNames = texts(oneToFive.flatMap((m) => oneToFive.map((n) => `Brand#${m}${n}`)))
  const typeNames = texts(partTypes.values)
  const containerNames = texts(containers.values)

  for (let done = 0; done < rows; done += batchRows) {
    const length = Math.min(batchRows, rows - done)
    const key = new Float64Array(length)
    const name = new TextBuilder(length, 33)
    const manufacturer = new Uint8Array(length)
    const brand = new Uint8Array(length)
    const type = new Uint8Array(length)
    const size = new Int32Array(length)
    const container = new Uint8Array(length)
    const price = new Float64Array(length)
    const comment = new TextBuilder(length, 15)
    for (let i = 0; i < length; i++) {
      key[i] = first + done + i + 1
      names.appendTo(name)
      manufacturer[i] = manufacturers.between(0, 4)
      brand[i] = manufacturer[i] * 5 + brands.between(0, 4)
      type[i] = pick(types, partTypes.table)
      size[i] = sizes.between(1, 50)
      container[i] = pick(boxes, containers.table)
      price[i] = partPrice(key[i])
      comments.appendTo(comment)
      manufacturers.endRow()
      brands.endRow()
      types.endRow()
      sizes.endRow()
      boxes.endRow()
      comments.endRow()
    }
    yield {
      length,
      columns: [
        int64(key, length),
        name.finish(),
        dictionary(manufacturer, length, manufacturerNames),
        dictionary(brand, length, brandNames),
        dictionary(type, length, typeNames),
        int32(size, length),
        dictionary(container, length, containerNames),
        int64(price, length),
        comment.finish(),
      ],
    }
  }
}
