import type { CodePointSet } from './code-point-set.ts'

/** A regular expression as its parts. */
export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'concatenation'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'alternation'; readonly branches: readonly RegexNode[] }
  | RepeatNode
  | { readonly kind: 'group'; readonly index: number; readonly body: RegexNode }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }

export interface RepeatNode {
  readonly kind: 'repeat'
  readonly body: RegexNode
  readonly min: number
  /** Infinity: without end. */
  readonly max: number
  readonly greedy: boolean
}

/** What a place must be, without taking a character. */
export const assertions = {
  /** The beginning of the text. */
  begin: 0,
  /** Likewise, or behind the end of a line, unless nothing follows. */
  lineBegin: 1,
  /** The end of the text. */
  end: 2,
  /** Likewise, or before the line terminator that the text ends with. */
  endOrTerminator: 3,
  /** Likewise, or before any line terminator. */
  lineEnd: 4,
  wordBoundary: 5,
  noWordBoundary: 6,
} as const

export type Assertion = (typeof assertions)[keyof typeof assertions]

export interface RegexFlags {
  readonly ignoreCase: boolean
  /** ^ and $ match at lines. */
  readonly multiLine: boolean
  /** The dot matches line terminators. */
  readonly dotAll: boolean
  /** Only \n ends a line. */
  readonly unixLines: boolean
  /** Spaces in the pattern do not count, and # begins a comment. */
  readonly comments: boolean
}

export interface ParsedRegex {
  readonly root: RegexNode
  /** Capturing groups, the whole match not counted. */
  readonly groupCount: number
  readonly groupNames: ReadonlyMap<string, number>
  readonly unixLines: boolean
}
