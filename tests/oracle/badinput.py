#!/usr/bin/env python3
"""Bad input, and what each must get: a good table for each class of tool, and
one change at a time. badinput.sh runs it; by hand:

  badinput.py BINDIR [CASE]    runs the cases whose name begins with CASE
  badinput.py BINDIR -w DIR    writes the inputs instead, to look at

A case is a line below: its name, the change, and what is promised: SAME (the
answer to the good table), OK (some answer), or BAD(line, column, words), a
fault at that physical line and column whose message holds the words. Whatever
the input, no message holds a control byte, nothing half done is left, and no
run takes long.
"""
import bz2
import csv
import gzip
import io
import lzma
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

SAME, OK = "same", "ok"


class Bad:
    def __init__(self, line=None, column=None, words="", status=1):
        self.line, self.column = line, column
        self.words, self.status = words, status


def bad(line=None, column=None, words="", status=1):
    return Bad(line, column, words, status)


# ---- the good tables: one a class of tools --------------------------------
# Column names, rows, the columns of ids and of typed cells; line 3 is the
# second row, the one that the cases change.

TABLES = {
    "orders": (["crm-summary"],
               "order_id,customer_id,date,amount",
               ["O1,C1,2024-01-05,12.50", "O2,C2,2024-02-06,20.00",
                "O3,C1,2024-03-07,7.25", "O4,C3,2024-03-08,3.00"],
               "customer_id", "amount"),
    "import": (["crm-orders"],
               "order_id,customer_id,date,amount",
               ["O1,C1,2024-01-05,12.50", "O2,C2,2024-02-06,20.00",
                "O3,C1,2024-03-07,7.25", "O4,C3,2024-03-08,3.00"],
               "order_id", "amount"),
    "periods": (["crm-churn", "-m", "rate"],
                "order_id,customer_id,date,amount",
                ["O1,C1,2024-01-05,12.50", "O2,C2,2024-02-06,20.00",
                 "O3,C1,2024-03-07,7.25", "O4,C3,2024-03-08,3.00"],
                "customer_id", "amount"),
    "cohorts": (["crm-cohort"],
                "order_id,customer_id,date,amount",
                ["O1,C1,2024-01-05,12.50", "O2,C2,2024-02-06,20.00",
                 "O3,C1,2024-03-07,7.25", "O4,C3,2024-03-08,3.00"],
                "customer_id", "amount"),
    "customers": (["crm-segment", "-m", "rfm"],
                  "customer_id,days_since_last,orders,amount",
                  ["C1,5,3,12.50", "C2,60,1,20.00", "C3,9,2,7.25",
                   "C4,30,1,3.00"],
                  "customer_id", "amount"),
    "answers": (["crm-nps", "--period", "month"],
                "response_id,customer_id,date,score",
                ["R1,C1,2024-01-05,9", "R2,C2,2024-01-06,3",
                 "R3,C3,2024-02-07,10", "R4,C4,2024-02-08,7"],
                None, "score"),
    "scores": (["crm-csat", "-m", "mean", "--items", "score"],
               "response_id,customer_id,date,score",
               ["R1,C1,2024-01-05,5", "R2,C2,2024-01-06,3",
                "R3,C3,2024-02-07,4", "R4,C4,2024-02-08,1"],
               None, "score"),
    "events": (["crm-points", "-m", "balances"],
               "event_id,member_id,ts,type,points",
               ["E1,C1,2024-01-05,earn,100", "E2,C2,2024-01-06,earn,50",
                "E3,C1,2024-01-07,redeem,40", "E4,C3,2024-01-08,earn,7"],
               "member_id", "points"),
}


def table(head, rows, eol="\n", end=True):
    text = eol.join([head] + rows)
    return (text + eol if end else text).encode()


class Good:
    """A class's good table, and ways to change it."""

    def __init__(self, name):
        self.name = name
        self.tool, self.head, self.rows, self.id, self.value = TABLES[name]
        self.names = self.head.split(",")
        self.text = table(self.head, self.rows)

    def lines(self, change):
        rows = list(self.rows)
        change(rows)
        return table(self.head, rows)

    def line3(self, f):
        return self.lines(lambda r: r.__setitem__(1, f(r[1])))

    def cell(self, column, value):
        k = self.names.index(column)

        def put(row):
            cells = row.split(",")
            cells[k] = value
            return ",".join(cells)

        return self.line3(put)

    def typed(self, value):
        return self.cell(self.value, value)

    def first(self, value):
        """The first cell of line 3: no tool types that one."""
        return self.cell(self.names[0], value)

    def raw(self, column, value):
        k = self.names.index(column)
        cells = self.rows[1].encode().split(b",")
        cells[k] = value
        rows = [r.encode() for r in self.rows]
        rows[1] = b",".join(cells)
        return b"\n".join([self.head.encode()] + rows) + b"\n"


def quoted(g):
    return ("\n".join(",".join('"%s"' % c for c in r.split(","))
                      for r in [g.head] + g.rows) + "\n").encode()


def member(data, flags=0, extra=b""):
    """A gzip member by hand, to break."""
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = z.compress(data) + z.flush()
    return (b"\x1f\x8b\x08" + bytes([flags]) + b"\0" * 6 + extra + body +
            struct.pack("<II", zlib.crc32(data), len(data) & 0xffffffff))


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1:]


def last(g):
    return len(g.rows) + 1


def bomb(g):
    """64 MiB of one byte in 64 KiB: no field is that long."""
    return gzip.compress(g.head.encode() + b"\n" + b"a" * (64 << 20), 1) \
        if g.name == "orders" else None


# ---- what every reader must do ---------------------------------------------

ANY = [
    # encodings
    ("enc-bom", lambda g: b"\xef\xbb\xbf" + g.text, SAME),
    ("enc-bom-quoted", lambda g: b"\xef\xbb\xbf" + quoted(g), SAME),
    ("enc-bom-alone", lambda g: b"\xef\xbb\xbf", bad(words="header|empty")),
    ("enc-bom-midfile", lambda g: g.text + b"\xef\xbb\xbf" + g.text,
     lambda g: bad(last(g) + 1, words="header")),
    ("enc-utf16le", lambda g: g.text.decode().encode("utf-16"),
     bad(1, words="UTF-16")),
    ("enc-utf16be", lambda g: b"\xfe\xff" +
     g.text.decode().encode("utf-16-be"), bad(1, words="UTF-16")),
    ("enc-utf16-no-bom", lambda g: g.text.decode().encode("utf-16-le"),
     bad(1, words="NUL")),
    ("enc-utf32", lambda g: g.text.decode().encode("utf-32"),
     bad(1, words="UTF-")),
    ("enc-latin1", lambda g: g.raw(g.names[0], b"M\xfcller"), OK),
    ("enc-overlong", lambda g: g.raw(g.names[0], b"\xc0\xaf"), OK),
    ("enc-emoji", lambda g: g.first("\U0001f469\u200d\U0001f680"), OK),
    ("enc-escape-in-error", lambda g: g.typed("1\x1b[31m"),
     lambda g: bad(3, g.value, r"\\x1b|\\033|\\e")),
    ("enc-nul", lambda g: g.raw(g.names[0], b"a\0b"), bad(3, words="NUL")),
    ("enc-nul-typed", lambda g: g.raw(g.value, b"1\x002"),
     bad(3, words="NUL")),
    ("enc-nul-first", lambda g: b"\0" + g.text, bad(1, words="NUL")),
    ("enc-nul-only", lambda g: b"\0" * 512, bad(1, words="NUL")),
    ("enc-nul-tail", lambda g: g.text + b"\0" * 64,
     lambda g: bad(last(g) + 1, words="NUL")),
    ("enc-nul-header", lambda g: g.head.encode() + b"\0\n", bad(1,
     words="NUL")),
    ("enc-nbsp", lambda g: g.typed("\u00a05"), lambda g: bad(3, g.value)),
    ("enc-nbsp-header", lambda g: g.text.replace(
        g.value.encode(), g.value.encode() + b"\xc2\xa0", 1),
     lambda g: bad(1, words="no column|" + g.value)),
    ("enc-fullwidth", lambda g: g.typed("\uff15"),
     lambda g: bad(3, g.value)),
    ("enc-minus", lambda g: g.typed("\u22125"), lambda g: bad(3, g.value)),
    ("enc-ctrl-z", lambda g: g.text + b"\x1a",
     lambda g: bad(last(g) + 1, words="field")),
    ("enc-ebcdic", lambda g: g.text.decode().encode("cp037"), bad(1)),
    # line ends
    ("eol-crlf", lambda g: g.text.replace(b"\n", b"\r\n"), SAME),
    ("eol-cr", lambda g: g.text.replace(b"\n", b"\r"), SAME),
    ("eol-mixed", lambda g: g.text.replace(b"\n", b"\r\n", 2), SAME),
    ("eol-crcrlf", lambda g: g.text.replace(b"\n", b"\r\r\n"), SAME),
    ("eol-none-at-end", lambda g: g.text[:-1], SAME),
    ("eol-cr-at-end", lambda g: g.text[:-1] + b"\r", SAME),
    ("eol-blank-lines", lambda g: g.text.replace(b"\n", b"\n\n") + b"\n\n",
     SAME),
    ("eol-line-of-blanks", lambda g: g.lines(lambda r: r.insert(1, "  ")),
     bad(3, words="field")),
    ("eol-only", lambda g: b"\n", bad(words="header|empty")),
    ("eol-only-many", lambda g: b"\r\n\n\r", bad(words="header|empty")),
    ("eol-vt-ff", lambda g: g.first("a\x0b\x0cb"), OK),
    ("eol-u2028", lambda g: g.first("a\u2028b"), OK),
    ("eol-cut-row", lambda g: g.text[:-len(g.rows[-1])],
     lambda g: bad(last(g), words="field")),
    ("eol-line-number", lambda g: g.lines(lambda r: r.insert(0, "") or
     r.__setitem__(3, r[3].rpartition(",")[0] + ",x")),
     lambda g: bad(5, g.value)),
    # quotes
    ("q-all", quoted, SAME),
    ("q-comma", lambda g: g.first('"a,b"'), OK),
    ("q-doubled", lambda g: g.first('"a""b"'), OK),
    ("q-newline", lambda g: g.first('"a\nb"'), OK),
    ("q-newline-then-bad", lambda g: g.lines(lambda r: (
        r.__setitem__(0, '"a\n\nb",' + r[0].partition(",")[2]),
        r.__setitem__(1, r[1].rpartition(",")[0] + ",x"))),
     lambda g: bad(5, g.value)),
    ("q-crlf-inside", lambda g: g.first('"a\r\nb"'), OK),
    ("q-open-at-end", lambda g: g.text[:-1] + b',"x',
     lambda g: bad(last(g))),
    ("q-open", lambda g: g.first('"a'), bad(3, words="quot")),
    ("q-open-first-row", lambda g: g.lines(
        lambda r: r.__setitem__(0, '"' + r[0])), bad(2, words="quot")),
    ("q-open-header", lambda g: b'"' + g.text, bad(1, words="quot")),
    ("q-inside", lambda g: g.first('a"b'), bad(3, words="quot")),
    ("q-text-behind", lambda g: g.first('"a"b'), bad(3, words="quot")),
    ("q-blank-before", lambda g: g.first(' "a"'), bad(3, words="quot")),
    ("q-blank-behind", lambda g: g.first('"a" '), bad(3, words="quot")),
    ("q-backslash", lambda g: g.first('"a\\"b"'), bad(3, words="quot")),
    ("q-single", lambda g: g.first("'a'"), OK),
    ("q-smart", lambda g: g.first("\u201ca\u201d"), OK),
    ("q-one", lambda g: b'"', bad(1, words="quot")),
    ("q-three", lambda g: g.first('"""'), bad(3, words="quot")),
    ("q-four", lambda g: g.first('""""'), OK),
    ("q-long", lambda g: g.first('"' + "ab\n" * 30000 + '"'), OK),
    ("q-every-edge", lambda g: table(g.head, [
        '"%s""y",' % ("x" * n) + g.rows[0].partition(",")[2]
        for n in range(1, 140)]), OK),
    # shape
    ("st-empty", lambda g: b"", bad(words="empty")),
    ("st-header", lambda g: g.head.encode() + b"\n", "header"),
    ("st-header-no-eol", lambda g: g.head.encode(), "header"),
    ("st-short", lambda g: g.line3(lambda r: r.rpartition(",")[0]),
     bad(3, words="field")),
    ("st-long", lambda g: g.line3(lambda r: r + ",x"),
     bad(3, words="field")),
    ("st-trailing-comma", lambda g: g.text.replace(b"\n", b",\n"), SAME),
    ("st-trailing-comma-rows", lambda g: g.head.encode() + b"\n" +
     g.text.split(b"\n", 1)[1].replace(b"\n", b",\n"),
     bad(2, words="field")),
    ("st-twice", lambda g: g.text.replace(b"\n", b"," + g.value.encode() +
     b"\n", 1).replace(b"\n", b",1\n").replace(b",1\n", b"\n", 1),
     lambda g: bad(1, words=g.value)),
    ("st-other-twice", lambda g: b"\n".join(
        l + (b",z,z" if i == 0 else b",1,2") for i, l in
        enumerate(g.text[:-1].split(b"\n"))) + b"\n", SAME),
    ("st-missing", lambda g: g.text.replace(g.value.encode(), b"zz", 1),
     lambda g: OK if g.name in ("orders", "periods", "cohorts")
     else bad(1, words=g.value)),
    ("st-case", lambda g: g.text.replace(
        g.value.encode(), g.value.upper().encode(), 1),
     lambda g: SAME if g.name == "import" else bad(1, words=g.value)),
    ("st-reordered", lambda g: ("\n".join(
        ",".join(reversed(r.split(","))) for r in [g.head] + g.rows) +
        "\n").encode(), OK),
    ("st-header-again", lambda g: g.text + g.text,
     lambda g: bad(last(g) + 1, words="header")),
    ("st-comment", lambda g: b"# an export\n" + g.text, bad()),
    ("st-sep", lambda g: b"sep=,\n" + g.text, bad()),
    ("st-semicolon", lambda g: g.text.replace(b",", b";"), OK),
    ("st-pipe", lambda g: g.text.replace(b",", b"|"), OK),
    ("st-unit-separator", lambda g: g.text.replace(b",", b"\x1f"), bad(1)),
    ("st-footer", lambda g: g.text + b"(4 rows)\n",
     lambda g: bad(last(g) + 1, words="field")),
    ("st-html", lambda g: b"<!DOCTYPE html>\n<html><body>503\n", bad(1)),
    ("st-json", lambda g: b'[{"customer_id": "C1"}]\n', bad(1)),
    ("st-xlsx", lambda g: b"PK\x03\x04" + b"\0" * 60, bad(words="xlsx")),
    ("st-parquet", lambda g: b"PAR1\x15\x04" + b"\0" * 60, bad(words="Parquet")),
    ("st-pdf", lambda g: b"%PDF-1.7\n%\xe2\n", bad(words="PDF")),
    ("st-elf", lambda g: b"\x7fELF\x02\x01\x01\0", bad(1)),
    ("st-many-columns", lambda g: b"\n".join(
        l + b"".join(b",c%d" % i if k == 0 else b"," for i in range(60000))
        for k, l in enumerate(g.text[:-1].split(b"\n"))) + b"\n", SAME),
    ("st-too-many-columns", lambda g: g.head.encode() + b"," * 65536 +
     b"\n", bad(1, words="65536 fields")),
    ("st-long-name", lambda g: g.head.encode() + b"," + b"n" * (17 << 20) +
     b"\n", bad(1, words="longer|long")),
    ("st-long-cell", lambda g: g.first("x" * (17 << 20)),
     bad(3, words="longer|long")),
    # gzip
    ("gz", lambda g: gzip.compress(g.text), SAME),
    ("gz-concatenated", lambda g: gzip.compress(g.text[:-9]) +
     gzip.compress(g.text[-9:]), SAME),
    ("gz-many", lambda g: b"".join(
        gzip.compress(g.text[i:i + 1]) for i in range(len(g.text))), SAME),
    ("gz-empty-member", lambda g: gzip.compress(b"") + gzip.compress(g.text),
     SAME),
    ("gz-name", lambda g: member(g.text, 0x18, b"file.csv\0a remark\0"),
     SAME),
    ("gz-extra", lambda g: member(g.text, 4, b"\x04\0abcd"), SAME),
    ("gz-cut", lambda g: gzip.compress(g.text)[:-20], bad(words="gzip")),
    ("gz-cut-trailer", lambda g: gzip.compress(g.text)[:-4],
     bad(words="gzip")),
    ("gz-no-trailer", lambda g: gzip.compress(g.text)[:-8],
     bad(words="gzip")),
    ("gz-cut-header", lambda g: gzip.compress(g.text)[:6],
     bad(words="gzip")),
    ("gz-magic", lambda g: b"\x1f\x8b", bad(words="gzip")),
    ("gz-crc", lambda g: flip(gzip.compress(g.text), -7),
     bad(words="gzip|corrupt")),
    ("gz-size", lambda g: flip(gzip.compress(g.text), -3),
     bad(words="gzip|corrupt")),
    ("gz-flipped", lambda g: flip(gzip.compress(g.text), 30),
     bad(words="gzip|corrupt")),
    ("gz-garbage-behind", lambda g: gzip.compress(g.text) + b"rest",
     bad(words="gzip|behind|after")),
    ("gz-second-cut", lambda g: gzip.compress(g.text) +
     gzip.compress(g.text)[:-9], bad()),
    ("gz-reserved-flag", lambda g: member(g.text, 0xe0), bad()),
    ("gz-method", lambda g: flip(gzip.compress(g.text), 2), bad()),
    ("gz-extra-too-long", lambda g: member(g.text, 4, b"\xff\xff"), bad()),
    ("gz-of-nothing", lambda g: gzip.compress(b""), bad(words="empty")),
    ("gz-twice", lambda g: gzip.compress(gzip.compress(g.text)),
     bad(words="gzip")),
    ("gz-bomb", bomb, bad(2, words="longer|long")),
    ("gz-zlib", lambda g: zlib.compress(g.text * 99), bad(1)),
    ("gz-bzip2", lambda g: bz2.compress(g.text), bad(words="bzip2")),
    ("gz-xz", lambda g: lzma.compress(g.text), bad(words="xz")),
    ("gz-zstd", lambda g: b"\x28\xb5\x2f\xfd" + b"\0" * 30,
     bad(words="zstd")),
    ("gz-bad-row", lambda g: gzip.compress(g.typed("x1")),
     lambda g: bad(3, g.value)),
    # cells
    ("cell-x1", lambda g: g.typed("x1"), lambda g: bad(3, g.value, "x1")),
    ("cell-format-string", lambda g: g.typed("%s%n%s"),
     lambda g: bad(3, g.value, "%s%n%s")),
    ("cell-long", lambda g: g.typed("9x" * 5000),
     lambda g: bad(3, g.value, r"\.\.\.")),
    ("cell-nan", lambda g: g.typed("nan"), lambda g: bad(3, g.value)),
    ("cell-inf", lambda g: g.typed("inf"), lambda g: bad(3, g.value)),
    ("cell-hex", lambda g: g.typed("0x1F"), lambda g: bad(3, g.value)),
    ("cell-exp", lambda g: g.typed("1e1"),
     lambda g: OK if g.name == "customers" else bad(3, g.value)),
    ("cell-thousands", lambda g: g.typed('"1,000"'),
     lambda g: bad(3, g.value)),
    ("cell-id-empty", lambda g: g.cell(g.id, "") if g.id else None,
     lambda g: OK if g.name in ("import", "customers")
     else bad(3, g.id)),
]

# ---- money and dates, through the fold --------------------------------------

AMOUNTS_GOOD = ["0", "0.00", "-0", "-0.00", "-12.50", "000012.5", "010",
                "12.5", "12.5000000000", " 12.50", "12.50 ", "+12.50",
                ".5", "12.", "1" + "0" * 12, "0" * 1000 + "7",
                "9223372036854.775807"]
AMOUNTS_BAD = ["9223372036854.775808", "-9223372036854775808", "0.0000001",
               "", "  ", ".", "-", '"1,234.50"', '"1.234,50"', '"12,50"',
               "1 234.50", "1'234.50", "1_234", "\u20ac12.50", "12.50\u20ac",
               "$12.50", "EUR 12", "(12.50)", "12.50-", "12%", "1e3",
               "1.25E+03", "1e999", "1e-9", "NaN", "nan(0x1)", "inf",
               "-Infinity", "0x1F", "0x1p3", "0b11", "9" * 1000,
               "0." + "1" * 1000, "twelve", "NULL", "\\N", "#REF!",
               "#DIV/0!", "=1+1", "1.2.3", "--1", "1+1", "1/2", "true",
               '"""12"""']
DATES_GOOD = ["2024-02-29", "2000-02-29", "1600-01-01", "1899-12-31",
              "2024-01-05T23:59:59Z", "2024-01-05T23:30:00+02:00",
              "2024-01-05T00:00:00-00:00", "2024-01-05T12:00:00+14:00",
              "2024-01-05 12:00:00", "2024-01-05t12:00:00z",
              "2024-01-05T12:00:00.123456789Z", "2024-01-05T12:00",
              "2016-12-31T23:59:60Z", " 2024-01-05 ",
              "2024-01-05T12:00:00+0200"]
DATES_BAD = ["2023-02-29", "2024-02-30", "2024-04-31", "1900-02-29",
             "2100-02-29", "0000-00-00", "0000-00-00 00:00:00", "2024-00-05",
             "2024-13-05", "2024-01-00", "2024-01-32", "05/01/2024",
             "1/5/2024", "2024/01/05", "05.01.2024", "20240105", "2024-1-5",
             "24-01-05", "2024-01-05x", "2024-01-05T24:00:00",
             "2024-01-05T12:60:00", "2024-01-05T12:00:61",
             "2024-01-05T12:00:00+25:00", "2024-01-05T12:00:00 CET",
             "2024-W01-5", "2024-005", "1704412800", "1704412800000",
             "45296", "10000-01-01", "-2024-01-05", "+2024-01-05", "",
             "NULL", "N/A", "today", "5 Jan 2024",
             '"Fri, 05 Jan 2024 12:00:00 GMT"', "2024-01-05 01:00 PM",
             "2024\u201301\u201305", "'2024-01-05", "2024-01-05" * 1000,
             "%s%n", "\u0662\u0660\u0662\u0664-01-05"]
IDS = ["007", "18446744073709551617", "9007199254740993", "1.7E+04", "C1 ",
       "c1", '"C,1"', '"C""1"', "C\t1", '"C\n1"', "C\\1", "=1+1", "+1", "-1",
       "@SUM(A1)", "NULL", "NaN", "%s%n", "$(reboot)", "../../etc/passwd",
       "'; DROP TABLE x; --", "<script>", "\u200bC1", "x" * 4096,
       "x" * (1 << 20)]
SCORES_GOOD = ["0", "10", "09", "", " 9 "]
SCORES_BAD = ["11", "-1", "100", "9.5", "10.0", "ten", "9/10", "1e1", "0xA",
              "\uff19", "N/A", "9" * 400, "-0", "+9"]
POINTS_BAD = ["-5", "0", "1.5", "9223372036854775808", "", "0x10", '"1,000"',
              "1e3", "five"]

CASES = [
    ("orders", "amt", "amount", AMOUNTS_GOOD, AMOUNTS_BAD),
    ("orders", "date", "date", DATES_GOOD, DATES_BAD),
    ("answers", "nps", "score", SCORES_GOOD, SCORES_BAD),
    ("answers", "date", "date", DATES_GOOD[:4], DATES_BAD[:8]),
    ("events", "pts", "points", ["007", "1"], POINTS_BAD),
    ("events", "type", "type", [], ["Earn", "", "win"]),
    ("events", "ts", "ts", DATES_GOOD[:2], DATES_BAD[:6]),
]


# ---- running ----------------------------------------------------------------

CONTROL = re.compile(rb"[\0-\x08\x0b-\x1f\x7f]")


class Runner:
    def __init__(self, bindir, only):
        self.bindir, self.only = bindir, only
        self.passed = self.failed = self.skipped = 0
        self.clean = {}
        self.dir = tempfile.mkdtemp(
            prefix="crm-bad.")
        self.path = os.path.join(self.dir, "in")

    def run(self, tool, data, *more):
        with open(self.path, "wb") as f:
            f.write(data)
        args = [os.path.join(self.bindir, tool[0])] + tool[1:] + list(more)
        return subprocess.run(
            args + [self.path], capture_output=True, timeout=30,
            env={"LC_ALL": "C", "PATH": "/bin:/usr/bin"})

    def verdict(self, name, why, p=None):
        if why is None:
            self.passed += 1
            return
        self.failed += 1
        print("FAIL %s: %s" % (name, why))
        if p is not None:
            print("    status %d; %r" % (p.returncode, p.stderr[:300]))

    def good(self, g):
        if g.name not in self.clean:
            p = self.run(g.tool, g.text)
            assert p.returncode == 0, (g.tool, p.stderr)
            self.clean[g.name] = p.stdout
        return self.clean[g.name]

    @staticmethod
    def answer(g, out):
        """Cells: those passed through need not have the same bytes."""
        rows = list(csv.reader(io.StringIO(out.decode(), newline="")))
        if g.name != "customers":
            return rows
        own = [i for i, c in enumerate(rows[0])
               if c in ("customer_id", "r", "f", "m", "rfm", "segment")]
        return [[r[i] for i in own] for r in rows]

    def judge(self, g, want, p):
        if CONTROL.search(p.stderr):
            return "a control byte in a message"
        if p.returncode < 0 or p.returncode > 3:
            return "died"
        if not isinstance(want, Bad):
            if p.returncode != 0:
                return "refused"
            if want == SAME and self.answer(g, p.stdout) != \
                    self.answer(g, self.good(g)):
                return "another answer than to the good table"
            if want == "header" and p.stdout.count(b"\n") > 1:
                return "rows out of a header"
            return None
        if p.returncode != want.status:
            return "status %d, promised %d" % (p.returncode, want.status)
        if p.stdout:
            return "something on standard output"
        said = p.stderr.decode("utf-8", "replace")
        if len(said) > 2000:
            return "a message of %d bytes" % len(said)
        if want.line is not None and \
                ":%d: " % want.line not in said.split("\n")[0]:
            return "not at line %d" % want.line
        if want.column is not None and \
                "column '%s'" % want.column not in said:
            return "not column '%s'" % want.column
        if not re.search(want.words, said) and want.words not in said:
            return "no word of '%s'" % want.words
        return None

    def case(self, g, name, data, want):
        full = "%s/%s" % (g.name, name)
        if self.only and not full.startswith(self.only):
            return
        if callable(want):
            want = want(g)
        try:
            p = self.run(g.tool, data)
        except subprocess.TimeoutExpired:
            self.verdict(full, "takes too long")
            return
        self.verdict(full, self.judge(g, want, p), p)

    def all(self):
        for name in TABLES:
            g = Good(name)
            if not os.path.exists(os.path.join(self.bindir, g.tool[0])):
                print("SKIP %s: no such tool" % g.tool[0])
                self.skipped += 1
                continue
            for case, change, want in ANY:
                data = change(g)
                if data is not None:
                    self.case(g, case, data, want)
            for which, prefix, column, good, wrong in CASES:
                if which != name:
                    continue
                for i, v in enumerate(good):
                    self.case(g, "%s-good-%d" % (prefix, i),
                              g.cell(column, v), OK)
                for i, v in enumerate(wrong):
                    self.case(g, "%s-bad-%d" % (prefix, i),
                              g.cell(column, v), bad(3, column))
        self.ids()

    def ids(self):
        """Ids are bytes: what goes in comes out, quoted where it must be."""
        g = Good("orders")
        for i, v in enumerate(IDS):
            name = "orders/id-%d" % i
            if self.only and not name.startswith(self.only):
                continue
            p = self.run(g.tool, g.cell("customer_id", v))
            want = next(csv.reader(io.StringIO(v, newline="")))[0]
            got = [r[0] for r in csv.reader(io.StringIO(
                p.stdout.decode(), newline=""))]
            self.verdict(name, None if p.returncode == 0 and want in got
                         else "the id did not come through", p)


def main():
    if len(sys.argv) > 2 and sys.argv[2] == "-w":
        for name in TABLES:
            g = Good(name)
            for case, change, _ in ANY:
                data = change(g)
                if data is not None:
                    with open("%s/%s-%s" % (sys.argv[3], name, case),
                              "wb") as f:
                        f.write(data)
        return
    r = Runner(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
    try:
        r.all()
    finally:
        shutil.rmtree(r.dir)
    print("badinput: %d passed, %d failed, %d skipped" %
          (r.passed, r.failed, r.skipped))
    sys.exit(r.failed > 0)


if __name__ == "__main__":
    csv.field_size_limit(1 << 27)
    main()
