import { type Batch, dictionary, int32, int64, TextBuilder, texts } from '../columns.ts'
import { returnFlags, shipInstructions, shipModes } from '../distributions.ts'
import { pick, RandomStream } from '../random.ts'
import { currentDay, epochDay, orderKey, partPrice, partSupplier, type RowRange } from '../range.ts'
import { CommentStream } from '../text.ts'
import { mostLines, OrderStreams } from './order-streams.ts'

const flagNames = texts([...returnFlags.values, 'N'])
const notReturned = returnFlags.values.length
const statusNames = texts(['F', 'O'])
const instructionNames = texts(shipInstructions.values)
const modeNames = texts(shipModes.values)

/** The lines of each order of the range, one to seven. */
export function* generateLineitem(range: RowRange): Generator<Batch> {
  const { first, rows, batchRows } = range
  const writer = new LineWriter(range)
  let batch = new LineBatch(batchRows)
  for (let i = 0; i < rows; i++) {
    const key = orderKey(first + i + 1)
    const { streams } = writer
    const day = streams.orderDay()
    const lines = streams.lineCount()
    for (let line = 1; line <= lines; line++) {
      writer.line(batch, key, line, day)
      if (batch.length === batchRows) {
        yield batch.finish()
        batch = new LineBatch(batchRows)
      }
    }
    writer.endOrder()
  }
  if (batch.length > 0) yield batch.finish()
}

class LineWriter {
  readonly streams: OrderStreams
  private readonly scale: number
  private readonly supplierNumbers: RandomStream
  private readonly commitDates: RandomStream
  private readonly receiptDates: RandomStream
  private readonly flags: RandomStream
  private readonly instructions: RandomStream
  private readonly modes: RandomStream
  private readonly comments: CommentStream

  constructor({ first, scale }: RowRange) {
    this.streams = new OrderStreams(first, scale)
    this.scale = scale
    this.supplierNumbers = new RandomStream(2095021727, mostLines, first)
    this.commitDates = new RandomStream(904914315, mostLines, first)
    this.receiptDates = new RandomStream(373135028, mostLines, first)
    this.flags = new RandomStream(717419739, mostLines, first)
    this.instructions = new RandomStream(1371272478, mostLines, first)
    this.modes = new RandomStream(675466456, mostLines, first)
    this.comments = new CommentStream(1095462486, 27, first, mostLines)
  }

  line(batch: LineBatch, key: number, line: number, orderDay: number): void {
    const { streams } = this
    const row = batch.length++
    const quantity = streams.quantity()
    const part = streams.partKey()
    const shipDay = orderDay + streams.shipDelay()
    const receiptDay = shipDay + this.receiptDates.between(1, 30)
    batch.order[row] = key
    batch.part[row] = part
    batch.supplier[row] = partSupplier(part, this.supplierNumbers.between(0, 3), this.scale)
    batch.line[row] = line
    batch.quantity[row] = quantity * 100
    batch.price[row] = partPrice(part) * quantity
    batch.discount[row] = streams.discount()
    batch.tax[row] = streams.tax()
    batch.flag[row] = receiptDay <= currentDay ? pick(this.flags, returnFlags.table) : notReturned
    batch.status[row] = shipDay <= currentDay ? 0 : 1
    batch.shipDate[row] = epochDay + shipDay
    batch.commitDate[row] = epochDay + orderDay + this.commitDates.between(30, 90)
    batch.receiptDate[row] = epochDay + receiptDay
    batch.instruction[row] = pick(this.instructions, shipInstructions.table)
    batch.mode[row] = pick(this.modes, shipModes.table)
    this.comments.appendTo(batch.comment)
  }

  endOrder(): void {
    this.streams.endRow()
    this.supplierNumbers.endRow()
    this.commitDates.endRow()
    this.receiptDates.endRow()
    this.flags.endRow()
    this.instructions.endRow()
    this.modes.endRow()
    this.comments.endRow()
  }
}

class LineBatch {
  length = 0
  readonly order: Float64Array
  readonly part: Float64Array
  readonly supplier: Float64Array
  readonly line: Int32Array
  readonly quantity: Float64Array
  readonly price: Float64Array
  readonly discount: Float64Array
  readonly tax: Float64Array
  readonly flag: Uint8Array
  readonly status: Uint8Array
  readonly shipDate: Int32Array
  readonly commitDate: Int32Array
  readonly receiptDate: Int32Array
  readonly instruction: Uint8Array
  readonly mode: Uint8Array
  readonly comment: TextBuilder

  constructor(rows: number) {
    this.order = new Float64Array(rows)
    this.part = new Float64Array(rows)
    this.supplier = new Float64Array(rows)
    this.line = new Int32Array(rows)
    this.quantity = new Float64Array(rows)
    this.price = new Float64Array(rows)
    this.discount = new Float64Array(rows)
    this.tax = new Float64Array(rows)
    this.flag = new Uint8Array(rows)
    this.status = new Uint8Array(rows)
    this.shipDate = new Int32Array(rows)
    this.commitDate = new Int32Array(rows)
    this.receiptDate = new Int32Array(rows)
    this.instruction = new Uint8Array(rows)
    this.mode = new Uint8Array(rows)
    this.comment = new TextBuilder(rows, 28)
  }

  finish(): Batch {
    const { length } = this
    return {
      length,
      columns: [
        int64(this.order, length),
        int64(this.part, length),
        int64(this.supplier, length),
        int32(this.line, length),
        int64(this.quantity, length),
        int64(this.price, length),
        int64(this.discount, length),
        int64(this.tax, length),
        dictionary(this.flag, length, flagNames),
        dictionary(this.status, length, statusNames),
        int32(this.shipDate, length),
        int32(this.commitDate, length),
        int32(this.receiptDate, length),
        dictionary(this.instruction, length, instructionNames),
        dictionary(this.mode, length, modeNames),
        this.comment.finish(),
      ],
    }
  }
}
