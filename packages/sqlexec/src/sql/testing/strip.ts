/** The keys of a tree that printing may change: places in the text, lifted literals, titles. */
const volatile = new Set(['span', 'lift', 'text'])

/** A copy of a tree without what printing and parsing again may change. */
export function strip(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return tree
  if (Array.isArray(tree)) return tree.map(strip)
  const kept = Object.entries(tree).filter(([key]) => !volatile.has(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, strip(value)]))
}
