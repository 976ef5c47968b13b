import { type Batch, int64, TextBuilder, texts } from '../columns.ts'
import { nations, regions } from '../distributions.ts'
import { CommentStream } from '../text.ts'

function comments(seed: number, rows: number): TextBuilder {
  const builder = new TextBuilder(rows, 72)
  const stream = new CommentStream(seed, 72, 0)
  for (let i = 0; i < rows; i++) {
    stream.appendTo(builder)
    stream.endRow()
  }
  return builder
}

const keys = (length: number) =>
  int64(
    Float64Array.from({ length }, (_, i) => i),
    length,
  )

export function* generateRegion(): Generator<Batch> {
  const length = regions.length
  yield {
    length,
    columns: [keys(length), texts(regions), comments(1500869201, length).finish()],
  }
}

export function* generateNation(): Generator<Batch> {
  const length = nations.length
  yield {
    length,
    columns: [
      keys(length),
      texts(nations.map(([name]) => name)),
      int64(
        Float64Array.from(nations, ([, region]) => region),
        length,
      ),
      comments(606179079, length).finish(),
    ],
  }
}
