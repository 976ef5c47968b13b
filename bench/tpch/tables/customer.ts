import { type Batch, dictionary, int64, TextBuilder, texts } from '../columns.ts'
import { marketSegments, nations } from '../distributions.ts'
import { pick, RandomStream } from '../random.ts'
import type { RowRange } from '../range.ts'
import { AddressStream, CommentStream, PhoneStream } from '../text.ts'

export function* generateCustomer({ first, rows, batchRows }: RowRange): Generator<Batch> {
  const addresses = new AddressStream(881155353, first)
  const nationKeys = new RandomStream(1489529863, 1, first)
  const phones = new PhoneStream(1521138112, first)
  const balances = new RandomStream(298370230, 1, first)
  const segments = new RandomStream(1140279430, 1, first)
  const comments = new CommentStream(1335826707, 73, first)
  const segmentNames = texts(marketSegments.values)

  for (let done = 0; done < rows; done += batchRows) {
    const length = Math.min(batchRows, rows - done)
    const key = new Float64Array(length)
    const name = new TextBuilder(length, 18)
    const address = new TextBuilder(length, 26)
    const nation = new Float64Array(length)
    const phone = new TextBuilder(length, 15)
    const balance = new Float64Array(length)
    const segment = new Uint8Array(length)
    const comment = new TextBuilder(length, 74)
    for (let i = 0; i < length; i++) {
      key[i] = first + done + i + 1
      name.ascii('Customer#')
      name.digits(key[i], 9)
      name.endRow()
      addresses.appendTo(address)
      nation[i] = nationKeys.between(0, nations.length - 1)
      nationKeys.endRow()
      phones.appendTo(phone, nation[i])
      balance[i] = balances.between(-99999, 999999)
      balances.endRow()
      segment[i] = pick(segments, marketSegments.table)
      segments.endRow()
      comments.appendTo(comment)
      comments.endRow()
    }
    yield {
      length,
      columns: [
        int64(key, length),
        name.finish(),
        address.finish(),
        int64(nation, length),
        phone.finish(),
        int64(balance, length),
        dictionary(segment, length, segmentNames),
        comment.finish(),
      ],
    }
  }
}
