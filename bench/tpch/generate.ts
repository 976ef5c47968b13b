import type { Batch } from './columns.ts'
import { baseRows, rangeOf } from './range.ts'
import type { TableName } from './schema.ts'
import { generateCustomer } from './tables/customer.ts'
import { generateLineitem } from './tables/lineitem.ts'
import { generateOrders } from './tables/orders.ts'
import { generatePart } from './tables/part.ts'
import { generatePartSupp } from './tables/partsupp.ts'
import { generateNation, generateRegion } from './tables/region-nation.ts'
import { generateSupplier } from './tables/supplier.ts'

export interface GenerateOptions {
  /** The share of the table to make, from 1 to `parts`. Region and nation are always whole. */
  readonly part?: number
  readonly parts?: number
  /** Rows in a batch; the last one is shorter. 122,880 by default. */
  readonly batchRows?: number
}

/**
 * The rows of a TPC-H table, the same that DBGEN makes (specification 4.2), in batches of columns.
 *
 * @param scale scale factor below 30,000, where DBGEN begins to use 64-bit keys
 * @throws {RangeError} on a scale or part outside of its range
 */
export function generate(
  table: TableName,
  scale: number,
  options: GenerateOptions = {},
): Generator<Batch> {
  const { part = 1, parts = 1, batchRows = 122_880 } = options
  // Below 0.0004 there are fewer than the four suppliers that every part has.
  if (!(scale >= 0.0004 && scale < 30_000)) throw new RangeError(`scale factor ${scale}`)
  if (!(Number.isInteger(part) && part >= 1 && part <= parts)) {
    throw new RangeError(`part ${part} of ${parts}`)
  }
  if (!(Number.isInteger(batchRows) && batchRows >= 1))
    throw new RangeError(`batch of ${batchRows}`)
  const range = (base: number) => rangeOf(base, scale, part, parts, batchRows)
  switch (table) {
    case 'region':
      return generateRegion()
    case 'nation':
      return generateNation()
    case 'supplier':
      return generateSupplier(range(baseRows.supplier))
    case 'customer':
      return generateCustomer(range(baseRows.customer))
    case 'part':
      return generatePart(range(baseRows.part))
    case 'partsupp':
      return generatePartSupp(range(baseRows.part))
    case 'orders':
      return generateOrders(range(baseRows.orders))
    case 'lineitem':
      return generateLineitem(range(baseRows.orders))
  }
}
