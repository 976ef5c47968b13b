/**
 * How deep rules may nest: parentheses, prefix operators and function calls cost one level each, subqueries and nested
 * joins more, as their rules take more of the JavaScript stack. Beyond, the answer is a `too_deep` error.
 */
export const maxNesting = 500

/** Levels that a subquery costs. */
export const subqueryNesting = 8

/**
 * How deep a tree may be, counted in nodes. Chains such as `1 + 1 + …` make deep trees without nesting rules; AND,
 * OR, XOR and set operations are flat and do not count.
 */
export const maxTreeDepth = 1000
