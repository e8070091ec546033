"""--encoding and --lossy against Python's codecs.

$BINDIR names the tools, $T/verdicts takes a verdict for each encoding.
"""
import os
import random
import re
import subprocess
import sys

TOOL = os.path.join(os.environ['BINDIR'], 'crm-orders')

# Those of which libcs and Python have the same tables.
SAME = ['utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'utf-32', 'utf-32be',
    'iso-8859-1', 'iso-8859-2', 'iso-8859-5', 'iso-8859-7', 'iso-8859-9',
    'iso-8859-15', 'cp1250', 'cp1251', 'cp1252', 'cp1253', 'cp1254', 'cp1257',
    'koi8-r', 'koi8-u', 'gb18030', 'gbk', 'cp932', 'euc-jp', 'euc-kr',
    'iso-2022-jp', 'us-ascii']

# Where the tables differ: GB18030 moved characters in 2005, and Python writes
# Hangul that KS X 1001 lacks as several characters.
DISPUTED = {
    'gb18030': lambda c: c == 0x1e3f or 0x9fb4 <= c <= 0x9fbb or
        0xfe10 <= c <= 0xfe19,
    'euc-kr': lambda c: len(chr(c).encode('euc-kr')) > 2,
}


def letters(encoding):
    """All characters that it has and that come back, but for CSV's own."""
    disputed = DISPUTED.get(encoding, lambda c: False)
    for c in list(range(0x20, 0x3000)) + list(range(0x3000, 0x10000)) + list(
            range(0x1f600, 0x1f700)):
        # Controls, surrogates, private use.
        if 0x7f <= c < 0xa0 or 0xd800 <= c < 0xf900:
            continue
        if c in (0x22, 0x2c, 0xfeff):
            continue
        try:
            if (chr(c).encode(encoding).decode(encoding) == chr(c)
                    and not disputed(c)):
                yield chr(c)
        except UnicodeError:
            pass


def run(body, *options):
    return subprocess.run([TOOL, '--keep', 'note', *options], input=body,
        capture_output=True, check=False)


def known(encoding):
    return run(b'', '--encoding', encoding).returncode != 2


def notes(out):
    return [line.split(',', 6)[6] for line in out.decode().split('\n')[1:-1]]


def compare(got, want):
    for a, b in zip(got, want):
        if a != b:
            odd = [(hex(ord(x)), hex(ord(y))) for x, y in zip(a, b) if x != y]
            return f'{len(odd)} differ: got, wanted {odd[:6]}'
    return None if len(got) == len(want) else f'{len(got)} of {len(want)} rows'


def check_letters(encoding):
    text = ''.join(letters(encoding))
    want = [text[i:i + 60] for i in range(0, len(text), 60)]
    body = 'customer_id,order_id,date,amount,note\n' + ''.join(
        f'c,{i},2024-01-01,1,{w}\n' for i, w in enumerate(want))
    got = run(body.encode(encoding), '-q', '--encoding', encoding)
    if got.returncode != 0:
        return got.stderr.decode(errors='replace').strip()
    return compare(notes(got.stdout), want)


def check_lossy(draw):
    """How much of wrong UTF-8 one U+FFFD stands for."""
    pool = [0x61, 0x7e, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2,
        0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5,
        0xff]
    rows = [bytes(draw.choice(pool) for _ in range(draw.randrange(1, 40)))
        for _ in range(20000)]
    body = b'customer_id,order_id,date,amount,note\n' + b''.join(
        b'c,%d,2024-01-01,1,%s\n' % (i, r) for i, r in enumerate(rows))
    want = [r.decode('utf-8', 'replace') for r in rows]
    got = run(body, '--lossy')
    why = compare(notes(got.stdout), want)
    told = re.search(rb'(\d+) places? that could not', got.stderr)
    count = sum(w.count('\ufffd') for w in want)
    if why is None and (told is None or int(told[1]) != count):
        why = f'{told and told[1]} told, {count} wanted'
    return why


def check_first(draw):
    """Which byte is the first that is wrong, and on which line."""
    for _ in range(60):
        good = ''.join(draw.choice('aé中😀\n') for _ in range(
            draw.randrange(200)))
        bad = bytes(draw.choice([0x80, 0xc0, 0xe0, 0xed, 0xff])
            for _ in range(3))
        body = b'note\n' + good.encode() + bad + b'a\n'
        try:
            body.decode()
        except UnicodeDecodeError as e:
            where = (body[:e.start].count(b'\n') + 1, e.start + 1)
        got = run(body, '--encoding', 'utf-8', '--customer', 'note', '--date',
            'note', '--amount', 'note', '--on-bad-row', 'skip')
        want = '<stdin>:%d: byte %d of the input is not utf-8' % where
        if want not in got.stderr.decode():
            return f'wanted {want}: {got.stderr.decode()}'
    return None


def main():
    draw = random.Random(3629)
    checks = [(e, lambda e=e: check_letters(e)) for e in SAME]
    checks += [('lossy', lambda: check_lossy(draw)),
        ('first wrong byte', lambda: check_first(draw))]
    with open(os.path.join(os.environ['T'], 'verdicts'), 'a') as verdicts:
        for name, check in checks:
            if name in SAME and not known(name):
                print('skip', name, file=verdicts)
                print(f'SKIP {name}: iconv has none')
                continue
            why = check()
            print('pass' if why is None else 'fail', name, file=verdicts)
            if why is not None:
                print(f'FAIL {name}: {why}')


sys.exit(main())
