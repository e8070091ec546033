#include "io/decode.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/mem.h"

enum {
	RAW = 64 * 1024,
	SPARE = 64,  /* holds what any step of iconv writes */
	BEHIND = 3,  /* bytes kept before the one at hand, for hints */
	LONGEST = 4, /* bytes to see what is wrong */
	NAME = 40,
	MODULE = 1024 * 1024 /* more than the largest takes */
};

struct decoder {
	struct encoding how;
	const char *file;
	size_t (*read)(void *arg, char *p, size_t n);
	void *arg;
	struct fault fault;

	iconv_t iconv; /* unless utf8 */
	bool open;
	bool utf8;
	size_t unit; /* of the encoding  [bytes] */
	bool begun;
	bool marked; /* the first character was looked at */
	bool over;   /* no more raw bytes */
	bool ended;

	uint64_t before; /* raw bytes before those held */
	size_t at, end;
	char raw[RAW];

	/* What was asked for in too small pieces. */
	size_t spare_at, spare_end;
	char spare[SPARE];
};

/* --- names --- */

/* Small letters and digits alone: "UTF-16LE" is "utf16le". */
static void
fold(const char *name, char out[NAME])
{
	size_t n = 0;

	for (; *name != '\0' && n < NAME - 1; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
	}
	out[n] = '\0';
}

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/*
 * What iconv may be asked for: no "//IGNORE", and nothing that means another
 * encoding on another machine.
 */
static bool
is_name(const char *name)
{
	static const char *const local[] = {"", "char", "wchart", "internal"};
	size_t n = strlen(name);
	char plain[NAME];

	if (n >= NAME ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:+") != n)
		return false;
	fold(name, plain);
	for (size_t i = 0; i < sizeof(local) / sizeof(*local); i++)
		if (strcmp(plain, local[i]) == 0)
			return false;
	return true;
}

/*
 * The iconv of glibc says EINVAL not only of a name that it does not know,
 * but also where memory fails as it reads its list of names or maps the
 * encoding's module. Room for a module, and a pair that it always knows, tell
 * that apart; what has failed for once is asked for again.
 */
static iconv_t
open_pair(const char *to, const char *from)
{
	iconv_t i = iconv_open(to, from), sure;

	if (i != (iconv_t)-1 || errno != EINVAL)
		return i;
	mem_free(mem_alloc(MODULE));
	sure = iconv_open("UTF-8", "UTF-16LE");
	if (sure == (iconv_t)-1) {
		errno = ENOMEM;
		return sure;
	}
	iconv_close(sure);
	return iconv_open(to, from);
}

static iconv_t
open_named(const char *name, bool big)
{
	char plain[NAME];

	fold(name, plain);
	if (strcmp(plain, "utf16") == 0)
		name = big ? "UTF-16BE" : "UTF-16LE";
	else if (strcmp(plain, "utf32") == 0)
		name = big ? "UTF-32BE" : "UTF-32LE";
	return open_pair("UTF-8", name);
}

static bool
cannot_open(const char *name, int err, struct fault *f)
{
	if (err != EINVAL)
		return fault_errno(f, err, "cannot decode %s", name);
	fault_set(f, FAULT_USAGE, "unknown encoding");
	fault_value(f, str_of(name));
	fault_hint(f, "some that are known: gb18030, big5, cp932, euc-kr, "
		      "cp1252, iso-8859-1, utf-16; iconv -l lists all");
	return false;
}

/*
 * One iconv (musl 1.2.3) takes the four bytes of U+1F600 for another character
 * and says nothing.
 */
static bool
is_wrong(iconv_t i, const char *plain)
{
	char in[] = "\x94\x39\xfc\x36", out[SPARE], *from = in, *to = out;
	size_t held = 4, room = sizeof(out);

	return strcmp(plain, "gb18030") == 0 &&
	       (iconv(i, &from, &held, &to, &room) != 0 ||
		   room != sizeof(out) - 4 ||
		   memcmp(out, "\xf0\x9f\x98\x80", 4) != 0);
}

bool
encoding_known(const char *name, struct fault *f)
{
	char plain[NAME];
	bool wrong;
	iconv_t i;

	if (!is_name(name))
		return cannot_open(name, EINVAL, f);
	fold(name, plain);
	if (strcmp(plain, "utf8") == 0)
		return true;
	i = open_named(name, false);
	if (i == (iconv_t)-1)
		return cannot_open(name, errno, f);
	wrong = is_wrong(i, plain);
	iconv_close(i);
	if (!wrong)
		return true;
	fault_set(
	    f, FAULT_USAGE, "the iconv of this system is wrong about %s", name);
	fault_hint(f, "--encoding gbk has all but its rare characters");
	return false;
}

bool
encoding_has_mark(const char *name, const char *mark)
{
	char plain[NAME], other[NAME];

	fold(name, plain);
	fold(mark, other);
	return strcmp(plain, other) == 0 ||
	       (starts(other, plain) && (strcmp(plain, "utf16") == 0 ||
					    strcmp(plain, "utf32") == 0));
}

/* --- raw bytes --- */

/* Reads once more, behind what is held. */
static void
refill(struct decoder *d)
{
	size_t gone = d->at > BEHIND ? d->at - BEHIND : 0;
	size_t got;

	memmove(d->raw, d->raw + gone, d->end - gone);
	d->before += gone;
	d->at -= gone;
	d->end -= gone;
	got = d->over ? 0 : d->read(d->arg, d->raw + d->end, RAW - d->end);
	d->over = got == 0;
	d->end += got;
}

/* Holds as many bytes, or all there are. */
static void
want(struct decoder *d, size_t n)
{
	while (d->end - d->at < n && !d->over)
		refill(d);
}

/* --- opening --- */

struct decoder *
decoder_new(const struct encoding *e, const char *file,
    size_t (*read)(void *arg, char *p, size_t n), void *arg)
{
	struct decoder *d = mem_zero(1, sizeof(*d));
	char plain[NAME];

	fold(e->name, plain);
	d->how = *e;
	d->file = file;
	d->read = read;
	d->arg = arg;
	/* The input drops the mark of UTF-8 itself. */
	d->utf8 = d->marked = strcmp(plain, "utf8") == 0;
	d->unit = starts(plain, "utf16") || starts(plain, "ucs2")   ? 2
		  : starts(plain, "utf32") || starts(plain, "ucs4") ? 4
								    : 1;
	return d;
}

void
decoder_delete(struct decoder *d)
{
	if (d == NULL)
		return;
	if (d->open)
		iconv_close(d->iconv);
	mem_free(d);
}

/* Big-endian text says so by its mark. */
static bool
is_big(struct decoder *d)
{
	want(d, d->unit);
	return d->end >= d->unit && d->unit > 1 &&
	       memcmp(d->raw, &"\0\0\xfe\xff"[4 - d->unit], d -> unit) == 0;
}

static bool
begin(struct decoder *d)
{
	d->begun = true;
	if (d->utf8)
		return true;
	d->iconv = open_named(d->how.name, is_big(d));
	d->open = d->iconv != (iconv_t)-1;
	/* It was known, so it is for want of something else. */
	if (!d->open)
		fault_errno(&d->fault, errno, "cannot decode %s", d->how.name);
	return d->open;
}

/* --- what is wrong --- */

/* Bytes at s that begin a character of UTF-8, and how many it would have. */
static size_t
utf8_part(const char *s, size_t n, size_t *whole)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char c = p[0];
	unsigned low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
	unsigned high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
	size_t i = 1;

	*whole = c < 0xc2 || c > 0xf4 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	while (i < *whole && i < n && p[i] >= low && p[i] <= high) {
		low = 0x80;
		high = 0xbf;
		i++;
	}
	return i;
}

/* Whether the byte at hand stands within a character of UTF-8. */
static bool
within_utf8(const struct decoder *d)
{
	size_t from = d->at > BEHIND ? d->at - BEHIND : 0;
	unsigned code;

	for (size_t i = from; i <= d->at && i < d->end; i++) {
		size_t n = utf8_next(d->raw + i, d->end - i, &code);

		if (n > 1 && i + n > d->at)
			return true;
	}
	return false;
}

/* What the texts that bear the first name often are in truth. */
static const char *const wider[][2] = {{"gb2312", "gb18030"},
    {"gbk", "gb18030"}, {"euccn", "gb18030"}, {"shiftjis", "cp932"},
    {"sjis", "cp932"}, {"euckr", "cp949"}, {"big5", "cp950"}};

static void
hint(struct decoder *d)
{
	struct fault *f = &d->fault;
	char plain[NAME];

	fold(d->how.name, plain);
	if (d->unit == 1 && !d->utf8 && within_utf8(d)) {
		fault_hint(f, "it looks like UTF-8: leave out --encoding %s",
		    d->how.name);
		return;
	}
	for (size_t i = 0; i < sizeof(wider) / sizeof(wider[0]); i++)
		if (strcmp(plain, wider[i][0]) == 0) {
			fault_hint(f,
			    "%s has more characters than %s: "
			    "--encoding %s, or --lossy",
			    wider[i][1], d->how.name, wider[i][1]);
			return;
		}
	if (!d->utf8)
		fault_hint(f, "another --encoding, or --lossy to read it as "
			      "U+FFFD");
	else if (d->at + 1 < d->end && (d->raw[d->at + 1] & 0x80) != 0)
		fault_hint(f, "is it gb18030 or cp932? --encoding NAME; or "
			      "--lossy");
	else
		fault_hint(f, "is it cp1252? --encoding cp1252; or --lossy");
}

/* The n bytes at hand are wrong, or cut short by the end. */
static size_t
wrong(struct decoder *d, char *p, size_t n, bool cut)
{
	static const char stands_for[] = "\xef\xbf\xbd";

	want(d, LONGEST);
	if (n > d->end - d->at)
		n = d->end - d->at;
	if (d->how.lossy) {
		memcpy(p, stands_for, 3);
		d->at += n;
		if (d->how.replaced != NULL)
			++*d->how.replaced;
		return 3;
	}
	if (cut)
		fault_set(&d->fault, FAULT_FORM,
		    "the input ends within a character of %s", d->how.name);
	else
		fault_set(&d->fault, FAULT_FORM,
		    "byte %llu of the input is not %s",
		    d->before + d->at + 1ULL, d->how.name);
	fault_value(&d->fault, (struct str){d->raw + d->at, n});
	fault_at(&d->fault, d->file, FAULT_LINE_HERE);
	hint(d);
	return 0;
}

/* --- decoding --- */

/* A step: bytes written; 0 at the end, at a fault, or with more to come. */
static size_t
step_iconv(struct decoder *d, char *p, size_t n)
{
	char *from = d->raw + d->at, *to = p;
	size_t held = d->end - d->at, room = n, rc;
	int err;

	d->ended = held == 0 && d->over;
	/* Some encodings hold a character back until they see the next. */
	rc = d->ended ? iconv(d->iconv, NULL, NULL, &to, &room)
		      : iconv(d->iconv, &from, &held, &to, &room);
	err = errno;
	/* Nor may one (the same) write backwards, as for a surrogate. */
	if (room > n)
		return wrong(d, p, d->unit, false);
	if (!d->ended)
		d->at = d->end - held;
	if (rc != (size_t)-1 || room < n || err == E2BIG)
		return n - room;
	if (err == EINVAL && !d->over) {
		refill(d);
		return 0;
	}
	return err == EINVAL ? wrong(d, p, held, true)
			     : wrong(d, p, d->unit, false);
}

/* How many of the n bytes are whole characters. */
static size_t
utf8_run(const char *s, size_t n)
{
	size_t i = 0, len;
	unsigned code;

	while (i < n) {
		uint64_t word;

		if (n - i >= sizeof(word)) {
			memcpy(&word, s + i, sizeof(word));
			if ((word & UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof(word);
				continue;
			}
		}
		len = utf8_next(s + i, n - i, &code);
		if (len == 0)
			break;
		i += len;
	}
	return i;
}

static size_t
step_utf8(struct decoder *d, char *p, size_t n)
{
	size_t held = d->end - d->at, part, whole;
	size_t run = utf8_run(d->raw + d->at, held < n ? held : n);

	if (run > 0) {
		memcpy(p, d->raw + d->at, run);
		d->at += run;
		return run;
	}
	d->ended = held == 0 && d->over;
	if (held < LONGEST && !d->over)
		refill(d);
	else if (!d->ended) {
		part = utf8_part(d->raw + d->at, held, &whole);
		return wrong(d, p, part, part == held && part < whole);
	}
	return 0;
}

/* The first character may be a byte order mark. */
static size_t
without_mark(struct decoder *d, char *p, size_t n)
{
	d->marked = true;
	if (n < 3 || memcmp(p, "\xef\xbb\xbf", 3) != 0)
		return n;
	memmove(p, p + 3, n - 3);
	return n - 3;
}

/* n >= SPARE; at least one byte, or 0 at the end and at a fault. */
static size_t
decode(struct decoder *d, char *p, size_t n)
{
	size_t got = 0;

	if (!d->begun && !begin(d))
		return 0;
	while (got == 0 && !d->ended && d->fault.code == FAULT_NONE) {
		if (d->at == d->end && !d->over)
			refill(d);
		got = d->utf8 ? step_utf8(d, p, n) : step_iconv(d, p, n);
		if (got > 0 && !d->marked)
			got = without_mark(d, p, got);
	}
	return got;
}

size_t
decoder_read(struct decoder *d, char *p, size_t n)
{
	size_t held = d->spare_end - d->spare_at;

	if (held == 0 && n >= SPARE)
		return decode(d, p, n);
	if (held == 0) {
		d->spare_at = 0;
		d->spare_end = held = decode(d, d->spare, SPARE);
	}
	if (n > held)
		n = held;
	memcpy(p, d->spare + d->spare_at, n);
	d->spare_at += n;
	return n;
}

const struct fault *
decoder_fault(const struct decoder *d)
{
	return &d->fault;
}
