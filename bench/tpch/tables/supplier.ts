import { type Batch, int64, TextBuilder } from '../columns.ts'
import { nations } from '../distributions.ts'
import { RandomStream } from '../random.ts'
import { baseRows, type RowRange } from '../range.ts'
import { AddressStream, CommentStream, PhoneStream } from '../text.ts'

const encoder = new TextEncoder()
const complainant = encoder.encode('Customer ')
const complaints = encoder.encode('Complaints')
const recommends = encoder.encode('Recommends')
const remarkLength = complainant.length + complaints.length

/**
 * Comments of suppliers: in 10 of every 10,000, on average, "Customer" and "Complaints" or "Recommends" are written
 * over the text (specification 4.2.3).
 */
class SupplierComments {
  private readonly comments: CommentStream
  private readonly chosen: RandomStream
  private readonly gap: RandomStream
  private readonly offset: RandomStream
  private readonly verdict: RandomStream

  constructor(first: number) {
    this.comments = new CommentStream(1341315363, 63, first)
    this.chosen = new RandomStream(202794285, 1, first)
    this.gap = new RandomStream(263032577, 1, first)
    this.offset = new RandomStream(715851524, 1, first)
    this.verdict = new RandomStream(753643799, 1, first)
  }

  appendTo(builder: TextBuilder): void {
    const { comments } = this
    comments.next()
    if (this.chosen.between(1, baseRows.supplier) <= 10) {
      const text = comments.pool.slice(comments.start, comments.end)
      const gap = this.gap.between(0, text.length - remarkLength)
      const offset = this.offset.between(0, text.length - remarkLength - gap)
      const verdict = this.verdict.between(0, 100) < 50 ? complaints : recommends
      text.set(complainant, offset)
      text.set(verdict, offset + complainant.length + gap)
      builder.slice(text, 0, text.length)
    } else {
      builder.slice(comments.pool, comments.start, comments.end)
    }
    builder.endRow()
    comments.endRow()
    this.chosen.endRow()
    this.gap.endRow()
    this.offset.endRow()
    this.verdict.endRow()
  }
}

export function* generateSupplier({ first, rows, batchRows }: RowRange): Generator<Batch> {
  const addresses = new AddressStream(706178559, first)
  const nationKeys = new RandomStream(110356601, 1, first)
  const phones = new PhoneStream(884434366, first)
  const balances = new RandomStream(962338209, 1, first)
  const comments = new SupplierComments(first)

  for (let done = 0; done < rows; done += batchRows) {
    const length = Math.min(batchRows, rows - done)
    const key = new Float64Array(length)
    const name = new TextBuilder(length, 18)
    const address = new TextBuilder(length, 26)
    const nation = new Float64Array(length)
    const phone = new TextBuilder(length, 15)
    const balance = new Float64Array(length)
    const comment = new TextBuilder(length, 64)
    for (let i = 0; i < length; i++) {
      key[i] = first + done + i + 1
      name.ascii('Supplier#')
      name.digits(key[i], 9)
      name.endRow()
      addresses.appendTo(address)
      nation[i] = nationKeys.between(0, nations.length - 1)
      nationKeys.endRow()
      phones.appendTo(phone, nation[i])
      balance[i] = balances.between(-99999, 999999)
      balances.endRow()
      comments.appendTo(comment)
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
        comment.finish(),
      ],
    }
  }
}
