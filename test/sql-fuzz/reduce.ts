import {
  parseStatement,
  printStatement,
  type Statement,
} from '../../packages/sqlexec/src/sql/index.ts'

type Node = { readonly [key: string]: unknown }

/** Whether what is to be reproduced still happens. */
export type Check = (setup: readonly string[], sql: string) => Promise<boolean>

/** Reduces a reproduction: drops statements of the setup, then parts of the query, until nothing more can go or `checks` are used up. */
export async function reduce(
  setup: readonly string[],
  sql: string,
  check: Check,
  checks = 700,
): Promise<{ setup: readonly string[]; sql: string }> {
  let left = checks
  const counted: Check = (statements, text) => {
    left--
    return left < 0 ? Promise.resolve(false) : check(statements, text)
  }
  let query = sql
  let statements = setup
  for (;;) {
    const smaller = await reduceQuery(query, (text) => counted(statements, text))
    const fewer = await reduceList(statements, (list) => counted(list, smaller))
    const same = smaller === query && fewer.length === statements.length
    query = smaller
    statements = fewer
    if (same || left <= 0) return { setup: statements, sql: query }
  }
}

/** Delta debugging (Zeller and Hildebrandt, 2002): drops ever smaller runs of the list. */
async function reduceList(
  list: readonly string[],
  fails: (list: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  let kept = list
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size > 1 ? Math.ceil(size / 2) : 0
  ) {
    for (let start = 0; start < kept.length; ) {
      const candidate = [...kept.slice(0, start), ...kept.slice(start + size)]
      if (await fails(candidate)) kept = candidate
      else start += size
    }
  }
  return kept
}

/** Replaces nodes of the syntax tree by smaller ones, from the root down, as long as one may be. */
async function reduceQuery(sql: string, fails: (sql: string) => Promise<boolean>): Promise<string> {
  let text = sql
  for (let progress = true; progress; ) {
    progress = false
    const seen = new Set<string>()
    for (const candidate of smallerTrees(parseStatement(text).statement as unknown as Node)) {
      const printed = print(candidate)
      if (printed === null || printed.length >= text.length || seen.has(printed)) continue
      seen.add(printed)
      if (await fails(printed)) {
        text = printed
        progress = true
        break
      }
    }
  }
  return text
}

function print(tree: Node): string | null {
  try {
    const text = printStatement(tree as unknown as Statement)
    parseStatement(text)
    return text
  } catch {
    return null
  }
}

const expressionNull = { kind: 'literal', type: 'null', lift: -1, span: { start: 0, end: 0 } }
const expressionOne = { ...expressionNull, type: 'integer', value: 1 }

/** Trees that differ from one at a single place, where they are smaller; large cuts first. */
function* smallerTrees(tree: Node): Generator<Node> {
  // An order or a list of columns beside a LIMIT decides which rows there are; a window's order likewise.
  const limited = tree['kind'] === 'query' && tree['limit'] !== null
  if (tree['kind'] === 'query' && isNode(tree['body'])) yield* queriesOf(tree)
  if (isExpression(tree)) {
    yield* childExpressions(tree)
    yield expressionNull
    yield expressionOne
  }
  for (const [key, value] of Object.entries(tree)) {
    if (key === 'span' || (limited && (key === 'orderBy' || key === 'body'))) continue
    if (key === 'over' || key === 'window') continue
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        yield { ...tree, [key]: [...value.slice(0, i), ...value.slice(i + 1)] }
      }
      for (let i = 0; i < value.length; i++) {
        if (!isNode(value[i])) continue
        for (const smaller of smallerTrees(value[i])) {
          yield { ...tree, [key]: [...value.slice(0, i), smaller, ...value.slice(i + 1)] }
        }
      }
    } else if (isNode(value)) {
      if (key !== 'body') yield { ...tree, [key]: null }
      for (const smaller of smallerTrees(value)) yield { ...tree, [key]: smaller }
    } else if (value === true) {
      yield { ...tree, [key]: false }
    }
  }
}

/** A query's members instead of the query, one side of a join instead of the join. */
function* queriesOf(tree: Node): Generator<Node> {
  for (const [key, value] of Object.entries(tree['body'] as Node)) {
    if ((key === 'left' || key === 'right') && isNode(value)) yield { ...tree, body: value }
    if (key === 'operands' && Array.isArray(value)) {
      for (const body of value) yield { ...tree, body }
    }
  }
  if (Array.isArray(tree['orderBy']) && tree['orderBy'].length > 0) {
    yield { ...tree, orderBy: [], limit: null }
  }
}

/** Nodes that may stand for a node: for an expression those within it, for a join its sides. */
function* childExpressions(tree: Node): Generator<Node> {
  for (const [key, value] of Object.entries(tree)) {
    if (key === 'span' || key === 'over') continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child) && typeof child['kind'] === 'string') yield child
    }
  }
}

function isExpression({ kind }: Node): boolean {
  return (
    typeof kind === 'string' &&
    !/^(query|select|with|common_table|expression_item|wildcard|identifier|object_name|named_table|derived_table|order_item|set_operation|window.*|literal|column)$/u.test(
      kind,
    )
  )
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
}
