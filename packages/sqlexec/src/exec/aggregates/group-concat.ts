import { SqlError } from '../../base/errors.ts'
import { checkTextLength } from '../../functions/define.ts'
import type { StatementEnvironment } from '../../functions/environment.ts'
import { groupConcatLimit } from '../../functions/group-concat-limit.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import type { SqlValue } from '../../types/value.ts'
import type { AggregateKind } from './aggregate-kind.ts'
import { joined } from './joined.ts'

const functionName = 'GROUP_CONCAT'

export function groupConcat(call: AggregateCall): AggregateKind {
  const separator = call.separator ?? ','
  return call.type.kind === 'bytes' ? bytesConcat(call, separator) : textConcat(call, separator)
}

function textConcat(call: AggregateCall, separator: string): AggregateKind {
  return joined<string>(call, {
    pieceType: call.type,
    emitPiece: ({ builder }, codes) => ({
      js: builder.local(codes.map(({ js }) => js).join(' + ')),
      representation: 'string',
      isNull: null,
      range: null,
    }),
    begin: () => null,
    append(group, piece) {
      const text = group === null ? piece : (group as string) + separator + piece
      checkTextLength(text.length, functionName)
      return text
    },
    finish({ values }, group, environment) {
      const text = values[group] as string | null
      if (text !== null) checkLength(Buffer.byteLength(text), group, environment)
      return text
    },
  })
}

interface ByteParts {
  readonly parts: Uint8Array[]
  length: number
}

function bytesConcat(call: AggregateCall, separator: string): AggregateKind {
  const between = Buffer.from(separator)
  const concatenate = (...parts: Uint8Array[]) => Buffer.concat(parts)
  return joined<Uint8Array>(call, {
    pieceType: call.type,
    emitPiece: ({ builder }, codes) => ({
      js: `${builder.constant(concatenate)}(${codes.map(({ js }) => js).join(', ')})`,
      representation: 'bytes',
      isNull: null,
      range: null,
    }),
    begin: (): ByteParts => ({ parts: [], length: 0 }),
    append(group, piece) {
      const bytes = group as ByteParts
      if (bytes.parts.length > 0) bytes.parts.push(between)
      bytes.parts.push(piece)
      bytes.length += piece.length + between.length
      checkTextLength(bytes.length, functionName)
      return bytes
    },
    finish({ values }, group, environment): SqlValue {
      const { parts } = values[group] as ByteParts
      if (parts.length === 0) return null
      const bytes = Buffer.concat(parts)
      checkLength(bytes.length, group, environment)
      return new Uint8Array(bytes)
    },
  })
}

/** MySQL cuts the value and warns; here it is the error that strict mode makes of the warning. */
function checkLength(bytes: number, group: number, environment: StatementEnvironment): void {
  const limit = groupConcatLimit(environment)
  if (bytes <= limit) return
  throw new SqlError(
    'cut_value',
    `Row ${group + 1} was cut by GROUP_CONCAT(): its ${bytes} bytes are more than group_concat_max_len, ${limit}`,
  )
}
