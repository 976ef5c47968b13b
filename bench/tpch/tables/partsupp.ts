import { type Batch, int32, int64, TextBuilder } from '../columns.ts'
import { RandomStream } from '../random.ts'
import { partSupplier, type RowRange } from '../range.ts'
import { CommentStream } from '../text.ts'

const suppliersPerPart = 4

/** Four rows for each part of the range. */
export function* generatePartSupp({ scale, first, rows, batchRows }: RowRange): Generator<Batch> {
  const quantities = new RandomStream(1671059989, suppliersPerPart, first)
  const costs = new RandomStream(1051288424, suppliersPerPart, first)
  const comments = new CommentStream(1961692154, 124, first, suppliersPerPart)
  const batchParts = Math.ceil(batchRows / suppliersPerPart)

  for (let done = 0; done < rows; done += batchParts) {
    const parts = Math.min(batchParts, rows - done)
    const length = parts * suppliersPerPart
    const part = new Float64Array(length)
    const supplier = new Float64Array(length)
    const quantity = new Int32Array(length)
    const cost = new Float64Array(length)
    const comment = new TextBuilder(length, 125)
    for (let i = 0, row = 0; i < parts; i++) {
      const partKey = first + done + i + 1
      for (let s = 0; s < suppliersPerPart; s++, row++) {
        part[row] = partKey
        supplier[row] = partSupplier(partKey, s, scale)
        quantity[row] = quantities.between(1, 9999)
        cost[row] = costs.between(100, 100_000)
        comments.appendTo(comment)
      }
      quantities.endRow()
      costs.endRow()
      comments.endRow()
    }
    yield {
      length,
      columns: [
        int64(part, length),
        int64(supplier, length),
        int32(quantity, length),
        int64(cost, length),
        comment.finish(),
      ],
    }
  }
}
