/** The character sets that MySQL 8 knows: `_name` before a string is an introducer for these alone. */
export const charsetNames: ReadonlySet<string> = new Set(
  (
    'armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr ' +
    'gb18030 gb2312 gbk geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce ' +
    'macroman sjis swe7 tis620 ucs2 ujis utf16 utf16le utf32 utf8 utf8mb3 utf8mb4'
  ).split(' '),
)

/** Whether MySQL knows a character set of this name, in lower case. */
export function isCharsetName(name: string): boolean {
  return charsetNames.has(name)
}
