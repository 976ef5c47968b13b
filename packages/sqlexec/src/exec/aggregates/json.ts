import { SqlError } from '../../base/errors.ts'
import { asValue, type Code } from '../../functions/code.ts'
import { checkTextLength } from '../../functions/define.ts'
import { formatJson, type Json } from '../../functions/json-document.ts'
import { jsonMaker } from '../../functions/json-value.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import { types } from '../../types/sql-type.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { AggregateKind } from './aggregate-kind.ts'
import { joined } from './joined.ts'

/** Emits the text of a value as JSON, `null` of NULL. */
function emitJsonText({ builder }: BlockScope, code: Code, call: AggregateCall, arg: number) {
  const make = jsonMaker(call.args[arg].type)
  const format = (value: Parameters<typeof make>[0]) => formatJson(make(value))
  const text = `${builder.constant(format)}(${asValue(builder, code)})`
  return code.isNull === null ? text : `((${code.isNull}) ? 'null' : ${text})`
}

/** A value that is handed on as it is. */
function plainCode(js: string): Code {
  return { js, representation: 'string', isNull: null, range: null }
}

export function jsonArray(call: AggregateCall): AggregateKind {
  return joined<string>(call, {
    pieceType: types.json,
    emitPiece: (scope, [code]) =>
      plainCode(scope.builder.local(emitJsonText(scope, code, call, 0))),
    begin: () => null,
    append(group, piece) {
      const text = group === null ? piece : `${group as string}, ${piece}`
      checkTextLength(text.length, 'JSON_ARRAYAGG')
      return text
    },
    finish({ values }, group) {
      const text = values[group] as string | null
      return text === null ? null : `[${text}]`
    },
  })
}

interface Members {
  readonly byKey: Map<string, Json>
  length: number
}

type Member = readonly [key: string, value: Json]

/** A piece is a member. */
export function jsonObject(call: AggregateCall): AggregateKind {
  return joined<Member>(call, {
    pieceType: types.json,
    emitPiece(scope, [key, value]) {
      const { builder } = scope
      const make = jsonMaker(call.args[1].type)
      const plain = `${builder.constant(make)}(${asValue(builder, value)})`
      const part = value.isNull === null ? plain : `((${value.isNull}) ? null : ${plain})`
      const name = key.isNull === null ? key.js : `((${key.isNull}) ? null : ${key.js})`
      return plainCode(builder.local(`${builder.constant(member)}(${name}, ${part})`))
    },
    begin: () => null,
    append(group, [key, value]) {
      const members = (group as Members | null) ?? { byKey: new Map<string, Json>(), length: 0 }
      members.byKey.set(key, value)
      members.length += key.length + 6
      checkTextLength(members.length, 'JSON_OBJECTAGG')
      return members
    },
    finish({ values }, group) {
      const members = values[group] as Members | null
      if (members === null) return null
      const text = formatJson(members.byKey)
      checkTextLength(text.length, 'JSON_OBJECTAGG')
      return text
    },
  })
}

function member(key: string | null, value: Json): Member {
  if (key === null) {
    throw new SqlError('null_json_key', 'JSON documents may not contain NULL member names.')
  }
  return [key, value]
}
