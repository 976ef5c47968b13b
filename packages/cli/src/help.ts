import { defaultDirectory } from './args.ts'

export const usageLine =
  'sqlexec [DIR] [-c SQL]… [-f FILE]… [--format FORMAT] [--read-only] [--datasources FILE]'

export const helpText = `Usage: ${usageLine}

Opens DIR (default ${defaultDirectory}) as a database, one Parquet file per table, and runs SQL. With neither
-c nor -f it reads a script from standard input, or opens the interactive shell on a terminal.

  -c, --command SQL     run these statements; may be given several times
  -f, --file FILE       run the statements of a file; - is standard input
      --format FORMAT   how results are shown (default table):
                        table     boxes, as MySQL's client draws them
                        vertical  one column per line
                        json      one array of objects per result
                        jsonl     one object per line
                        csv       RFC 4180 with a header; NULL is empty, an empty text ""
                        markdown  a table for documents
      --read-only       refuse every change
      --datasources FILE  open the data sources of a datasources.json instead of DIR
  -h, --help            show this text
  -V, --version         show the version

sqlexec repair DIR settles damage: see sqlexec repair --help. A directory of that name is ./repair.
sqlexec parquet schema|meta|head|stats FILE looks into a Parquet file: see sqlexec parquet --help.

What opening found wrong is told on standard error; the rest of the database works.

Values: dates and times are shown as SQL writes them. In JSON, integers are numbers with all their
digits, DECIMAL is a string with all its digits, bytes are base64; elsewhere bytes are 0x….

Exit status: 0; 1 when a statement failed; 2 for wrong usage.
`

export const interactiveHelp = `A statement ends with ; and may span lines. \\G instead of ; shows its rows vertically.

  \\d          list the tables        \\d TABLE   describe a table
  \\f FORMAT   change the format      \\f         show the format
  \\h, help    this text              \\q, exit   leave (also Ctrl-D)

Ctrl-C clears what is typed, and interrupts a running statement.
`
