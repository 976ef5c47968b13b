// @ts-nocheck

import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'vitest'
import { optimize } from '../optimizer/optimize.ts'
import { decimalType, types } from '../types/sql-type.ts'
import { explainStatement } from './explain.ts'
import { bindSql, catalogOf, explainSql, shop, tableOf, varchar } from './testing/fixture.ts'

const d = decimalType(15, 2),
  i = types.int,
  v = varchar(25)
const tpch = catalogOf(
  tableOf('region', { r_regionkey: i, r_name: v, r_comment: v }),
  tableOf('nation', { n_nationkey: i, n_name: v, n_regionkey: i, n_comment: v }),
  tableOf('part', {
    p_partkey: i,
    p_name: v,
    p_mfgr: v,
    p_brand: v,
    p_type: v,
    p_size: i,
    p_container: v,
    p_retailprice: d,
    p_comment: v,
  }),
  tableOf('supplier', {
    s_suppkey: i,
    s_name: v,
    s_address: v,
    s_nationkey: i,
    s_phone: v,
    s_acctbal: d,
    s_comment: v,
  }),
  tableOf('partsupp', {
    ps_partkey: i,
    ps_suppkey: i,
    ps_availqty: i,
    ps_supplycost: d,
    ps_comment: v,
  }),
  tableOf('customer', {
    c_custkey: i,
    c_name: v,
    c_address: v,
    c_nationkey: i,
    c_phone: v,
    c_acctbal: d,
    c_mktsegment: v,
    c_comment: v,
  }),
  tableOf('orders', {
    o_orderkey: i,
    o_custkey: i,
    o_orderstatus: v,
    o_totalprice: d,
    o_orderdate: types.date,
    o_orderpriority: v,
    o_clerk: v,
    o_shippriority: i,
    o_comment: v,
  }),
  tableOf('lineitem', {
    l_orderkey: i,
    l_partkey: i,
    l_suppkey: i,
    l_linenumber: i,
    l_quantity: d,
    l_extendedprice: d,
    l_discount: d,
    l_tax: d,
    l_returnflag: v,
    l_linestatus: v,
    l_shipdate: types.date,
    l_commitdate: types.date,
    l_receiptdate: types.date,
    l_shipinstruct: v,
    l_shipmode: v,
    l_comment: v,
  }),
)
const sizes = {
  customers: 1000,
  orders: 1500000,
  items: 1000000,
  region: 5,
  nation: 25,
  part: 200000,
  supplier: 10000,
  partsupp: 800000,
  customer: 150000,
  lineitem: 6000000,
}
const show = (sql, catalog, both) => {
  try {
    const bound = bindSql(sql, { catalog })
    const plan = explainStatement(
      optimize(bound, { rowCount: (t) => sizes[t.table.name], fold: () => undefined }),
    )
    console.log(sql + (both ? '\n' + explainStatement(bound) : '') + '\n---\n' + plan)
  } catch (e) {
    console.log(
      sql +
        '\n' +
        (e.code === undefined || e.code === 'internal'
          ? e.stack
          : e.code + ' ' + JSON.stringify(e.position) + ' ' + e.message),
    )
  }
}
test('x', () => {
  if (process.env.TPCH) {
    const dir = '/work/shared/corpora/tpch/queries/'
    for (const f of readdirSync(dir))
      if (process.env.TPCH === 'all' || f.includes(process.env.TPCH))
        show(
          readFileSync(dir + f, 'utf8')
            .trim()
            .replace(/;$/, ''),
          tpch,
        )
  } else
    for (const sql of readFileSync('/tmp/scratch.sql', 'utf8').split(';\n'))
      if (sql.trim()) show(sql, shop, process.env.BOTH)
})
