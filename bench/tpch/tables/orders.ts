import { type Batch, dictionary, int32, int64, TextBuilder, texts } from '../columns.ts'
import { orderPriorities } from '../distributions.ts'
import { pick, RandomStream } from '../random.ts'
import { baseRows, currentDay, epochDay, orderKey, partPrice, type RowRange } from '../range.ts'
import { CommentStream } from '../text.ts'
import { OrderStreams } from './order-streams.ts'

const statusNames = texts(['F', 'O', 'P'])
const fulfilled = 0
const open = 1
const pending = 2

/** A customer with orders: every third customer has none (specification 4.2.3). */
function buyer(drawn: number, customers: number): number {
  let key = drawn
  for (let delta = 1; key % 3 === 0; delta = -delta) key = Math.min(key + delta, customers)
  return key
}

/** Draws the lines of an order as lineitem does and returns its total price in cents and its status. */
function totals(streams: OrderStreams, day: number): [price: number, status: number] {
  const lines = streams.lineCount()
  let price = 0
  let shipped = 0
  for (let line = 0; line < lines; line++) {
    const quantity = streams.quantity()
    const discount = streams.discount()
    const tax = streams.tax()
    const extended = partPrice(streams.partKey()) * quantity
    const discounted = Math.floor((extended * (100 - discount)) / 100)
    price += Math.floor((discounted * (100 + tax)) / 100)
    if (day + streams.shipDelay() <= currentDay) shipped++
  }
  return [price, shipped === lines ? fulfilled : shipped > 0 ? pending : open]
}

export function* generateOrders({ scale, first, rows, batchRows }: RowRange): Generator<Batch> {
  const streams = new OrderStreams(first, scale)
  const customers = Math.trunc(baseRows.customer * scale)
  const clerks = Math.trunc(Math.max(1, scale) * 1000)
  const customerKeys = new RandomStream(851767375, 1, first)
  const priorities = new RandomStream(591449447, 1, first)
  const clerkKeys = new RandomStream(1171034773, 1, first)
  const comments = new CommentStream(276090261, 49, first)
  const priorityNames = texts(orderPriorities.values)

  for (let done = 0; done < rows; done += batchRows) {
    const length = Math.min(batchRows, rows - done)
    const key = new Float64Array(length)
    const customer = new Float64Array(length)
    const status = new Uint8Array(length)
    const price = new Float64Array(length)
    const date = new Int32Array(length)
    const priority = new Uint8Array(length)
    const clerk = new TextBuilder(length, 15)
    const comment = new TextBuilder(length, 50)
    for (let i = 0; i < length; i++) {
      key[i] = orderKey(first + done + i + 1)
      const day = streams.orderDay()
      date[i] = epochDay + day
      customer[i] = buyer(customerKeys.between(1, customers), customers)
      const [total, state] = totals(streams, day)
      price[i] = total
      status[i] = state
      priority[i] = pick(priorities, orderPriorities.table)
      clerk.ascii('Clerk#')
      clerk.digits(clerkKeys.between(1, clerks), 9)
      clerk.endRow()
      comments.appendTo(comment)
      streams.endRow()
      customerKeys.endRow()
      priorities.endRow()
      clerkKeys.endRow()
      comments.endRow()
    }
    yield {
      length,
      columns: [
        int64(key, length),
        int64(customer, length),
        dictionary(status, length, statusNames),
        int64(price, length),
        int32(date, length),
        dictionary(priority, length, priorityNames),
        clerk.finish(),
        int32(new Int32Array(length), length),
        comment.finish(),
      ],
    }
  }
}
