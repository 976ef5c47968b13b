import { RandomStream } from '../random.ts'
import { baseRows } from '../range.ts'

export const mostLines = 7
/** The last possible order date, counted from 1992-01-01: its latest receipt falls on 1998-12-31. */
const lastOrderDay = 2557 - (121 + 30) - 1

/**
 * The streams that orders and lineitem both draw from, with the same seeds, so that each table can be made without
 * the other.
 */
export class OrderStreams {
  private readonly dates: RandomStream
  private readonly lineCounts: RandomStream
  private readonly quantities: RandomStream
  private readonly discounts: RandomStream
  private readonly taxes: RandomStream
  private readonly partKeys: RandomStream
  private readonly shipDates: RandomStream
  private readonly partCount: number

  constructor(first: number, scale: number) {
    this.dates = new RandomStream(1066728069, 1, first)
    this.lineCounts = new RandomStream(1434868289, 1, first)
    this.quantities = new RandomStream(209208115, mostLines, first)
    this.discounts = new RandomStream(554590007, mostLines, first)
    this.taxes = new RandomStream(721958466, mostLines, first)
    this.partKeys = new RandomStream(1808217256, mostLines, first)
    this.shipDates = new RandomStream(1769349045, mostLines, first)
    this.partCount = Math.trunc(baseRows.part * scale)
  }

  /** Days from 1992-01-01. */
  orderDay(): number {
    return this.dates.between(0, lastOrderDay)
  }

  lineCount(): number {
    return this.lineCounts.between(1, mostLines)
  }

  quantity(): number {
    return this.quantities.between(1, 50)
  }

  /** In hundredths. */
  discount(): number {
    return this.discounts.between(0, 10)
  }

  /** In hundredths. */
  tax(): number {
    return this.taxes.between(0, 8)
  }

  partKey(): number {
    return this.partKeys.between(1, this.partCount)
  }

  /** Days from the order to the shipment. */
  shipDelay(): number {
    return this.shipDates.between(1, 121)
  }

  endRow(): void {
    this.dates.endRow()
    this.lineCounts.endRow()
    this.quantities.endRow()
    this.discounts.endRow()
    this.taxes.endRow()
    this.partKeys.endRow()
    this.shipDates.endRow()
  }
}
