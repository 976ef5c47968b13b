/**
 * The abstract syntax tree. Every node tells its `kind` and its `span` in the text; nothing in it is resolved. Names
 * keep their letter case, keywords and function names are in lower case. What the text leaves out is `null` or an
 * empty list, never a missing property. A tree is at most `maxTreeDepth` nodes deep (see `parser/limits.ts`),
 * so walks may recurse.
 */
export type * from './administration.ts'
export type * from './data-type.ts'
export type * from './definition.ts'
export type * from './expression.ts'
export type * from './literal.ts'
export type * from './manipulation.ts'
export type * from './name.ts'
export type * from './parsed-statement.ts'
export type * from './query.ts'
export type * from './routine-body.ts'
export type * from './statement.ts'
export type * from './table-definition.ts'
export type * from './window.ts'
