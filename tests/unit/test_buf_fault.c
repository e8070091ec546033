/* buf, mem, arena and fault: bytes that grow, and how they are shown. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/mem.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_buf(void **state)
{
	struct buf b = {0};

	(void)state;
	assert_string_equal(buf_cstr(&b), "");
	buf_put(&b, NULL, 0);
	buf_puts(&b, "one");
	buf_putc(&b, ',');
	buf_str(&b, STR("t\0o"));
	assert_true(str_eq(buf_view(&b), STR("one,t\0o")));
	assert_int_equal(buf_cstr(&b)[b.n], '\0');
	assert_int_equal(b.n, 7);
	buf_free(&b);
	assert_true(b.p == NULL && b.n == 0 && b.cap == 0);
	buf_free(&b);
}

static void
test_buf_printf(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%03d%s", i, "");
	buf_printf(&b, "%s", "");
	assert_int_equal(b.n, 3000);
	assert_true(str_starts(buf_view(&b), STR("000001002")));
	assert_true(str_ends(buf_view(&b), STR("998999")));
	buf_free(&b);
}

static void
test_buf_bytes(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_putc(&b, (char)(i & 0x7f));
	for (int i = 0; i < 100000; i++)
		assert_int_equal(b.p[i], i & 0x7f);
	buf_free(&b);
}

static jmp_buf back;
static size_t wanted;

static void
note(size_t bytes)
{
	wanted = bytes;
	longjmp(back, 1);
}

/* Products that do not fit end in the hook, not in a small block. */
static void
test_mem_hook(void **state)
{
	void (*const hook)(size_t) = mem_hook;
	volatile int calls = 0;

	(void)state;
	mem_hook = note;
	if (setjmp(back) == 0)
		mem_zero(SIZE_MAX / 2, 3);
	else
		calls++;
	if (setjmp(back) == 0)
		mem_resize(NULL, SIZE_MAX / 8 + 1, 8);
	else
		calls++;
	mem_hook = hook;
	assert_int_equal(calls, 2);
}

static void
test_mem(void **state)
{
	size_t cap = 0;
	uint32_t *v = NULL;
	char *s = mem_dup("a\0b", 3);

	(void)state;
	assert_memory_equal(s, "a\0b", 4);
	mem_free(s);
	mem_free(mem_alloc(0));
	mem_free(NULL);
	for (size_t i = 0; i < 1000; i++) {
		if (i == cap)
			v = mem_grow(v, &cap, i + 1, sizeof(*v));
		v[i] = (uint32_t)i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(v[i], i);
	mem_free(v);
}

/* An array's line, and what was there before it moved: small, and so big
 * that it is mapped, and moves as such. */
static void
test_lines(void **state)
{
	enum { MANY = 12000000 };
	size_t cap = 0;
	uint32_t *v = NULL;

	(void)state;
	mem_free_lines(NULL);
	for (uint32_t i = 0; i < MANY; i++) {
		if (i < cap) {
			v[i] = i;
			continue;
		}
		v = mem_grow_lines(v, &cap, (size_t)i + 1, sizeof(*v));
		assert_int_equal((uintptr_t)v % MEM_LINE, 0);
		v[i] = i;
		for (uint32_t k = 0; k < i; k += 1 + i / 1000)
			assert_int_equal(v[k], k);
	}
	assert_int_equal(v[MANY - 1], MANY - 1);
	mem_free_lines(v);
}

/* What cannot be had ends in the hook, and the array is as it was. */
static void
test_lines_hook(void **state)
{
	void (*const hook)(size_t) = mem_hook;
	size_t cap = 0;
	uint32_t *v = mem_grow_lines(NULL, &cap, 1 << 22, sizeof(*v));
	volatile int calls = 0;

	(void)state;
	v[cap - 1] = 7;
	mem_hook = note;
	if (setjmp(back) == 0)
		mem_grow_lines(v, &cap, SIZE_MAX / 8, 8);
	else
		calls++;
	if (setjmp(back) == 0)
		mem_grow_lines(v, &cap, SIZE_MAX - MEM_LINE, 1);
	else
		calls++;
	mem_hook = hook;
	assert_int_equal(calls, 2);
	assert_int_equal(cap, 1 << 22);
	assert_int_equal(v[cap - 1], 7);
	mem_free_lines(v);
}

static void
test_arena(void **state)
{
	struct arena a = {0};
	struct str s[200];

	(void)state;
	for (size_t i = 0; i < COUNT(s); i++) {
		char text[1000];

		memset(text, (int)i + 1, sizeof(text));
		s[i] = arena_str(&a, (struct str){text, 5 * i});
	}
	for (size_t i = 0; i < COUNT(s); i++) {
		assert_int_equal(s[i].n, 5 * i);
		assert_int_equal(s[i].p[s[i].n], '\0');
		for (size_t k = 0; k < s[i].n; k++)
			assert_int_equal((unsigned char)s[i].p[k], i + 1);
	}
	assert_int_equal(
	    (uintptr_t)arena_alloc(&a, 1) % _Alignof(max_align_t), 0);
	assert_non_null(arena_alloc(&a, 10 << 20));
	arena_free(&a);
	arena_free(&a);
}

static void
test_fault(void **state)
{
	struct fault f;

	(void)state;
	memset(&f, 0x55, sizeof(f));
	assert_false(fault_set(&f, FAULT_ROW, "not a number: %d", 7));
	assert_int_equal(f.code, FAULT_ROW);
	assert_string_equal(f.what, "not a number: 7");
	assert_true(f.file == NULL && f.line == 0 && !f.has_value);
	assert_string_equal(f.column, "");
	assert_string_equal(f.hint, "");
	fault_at(&f, "orders.csv", 17);
	fault_column(&f, STR("amount"));
	fault_value(&f, STR("x\n"));
	fault_hint(&f, "%s", "pass --date-format %d/%m/%Y");
	assert_string_equal(f.file, "orders.csv");
	assert_int_equal(f.line, 17);
	assert_string_equal(f.column, "amount");
	assert_string_equal(f.value, "x\\n");
	assert_true(f.has_value);
	assert_string_equal(f.hint, "pass --date-format %d/%m/%Y");
	assert_false(fault_set(&f, FAULT_USAGE, "again"));
	assert_true(f.file == NULL && !f.has_value && f.hint[0] == '\0');
}

static void
test_fault_errno(void **state)
{
	struct fault f;

	(void)state;
	assert_false(fault_errno(&f, ENOENT, "cannot open '%s'", "x"));
	assert_int_equal(f.code, FAULT_IO);
	assert_true(str_starts(str_of(f.what), STR("cannot open 'x': ")));
	assert_true(str_ends(str_of(f.what), str_of(strerror(ENOENT))));
}

/* A long text is cut, never in the middle of a character. */
static void
test_fault_cut(void **state)
{
	char text[2 * FAULT_TEXT];
	struct fault f;
	unsigned code;

	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		size_t n = shift;

		memset(text, 'x', shift);
		for (; n + 3 < sizeof(text); n += 3)
			memcpy(text + n, "\xe2\x82\xac", 3);
		text[n] = '\0';
		fault_set(&f, FAULT_DATA, "%s", text);
		n = strlen(f.what);
		assert_in_range(n, FAULT_TEXT - 5, FAULT_TEXT - 1);
		for (size_t i = 0, len; i < n; i += len) {
			len = utf8_next(f.what + i, n - i, &code);
			assert_true(len > 0);
		}
	}
}

/* A name may come from anywhere: no message carries what terminals obey. */
static void
test_fault_tame(void **state)
{
	struct fault f;

	(void)state;
	fault_set(&f, FAULT_USAGE, "--%s: '%s'", "by", "\x1b[31m\xff-\t-\x7f");
	assert_string_equal(f.what, "--by: '?[31m?-?-?'");
	fault_hint(&f, "layout '%s'",
	    "a\xe2\x80\xae"
	    "b\xc2\x9b\xe2\x82\xac'\\");
	assert_string_equal(f.hint, "layout 'a???b??\xe2\x82\xac'\\'");
	fault_errno(&f, ENOENT, "cannot open '%s'", "x\ny");
	assert_true(str_starts(str_of(f.what), STR("cannot open 'x?y': ")));
}

static void
test_escape(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *want;
	} rows[] = {
	    {"", 0, ""},
	    {"12.5", 4, "12.5"},
	    {"a\0b", 3, "a\\x00b"},
	    {"\t\r\n", 3, "\\t\\r\\n"},
	    {"it's", 4, "it\\'s"},
	    {"\\N", 2, "\\\\N"},
	    {"\x1b[31m", 5, "\\x1b[31m"},
	    {"\x7f", 1, "\\x7f"},
	    {"\xff", 1, "\\xff"},
	    {"\xe2\x82\xac", 3, "\xe2\x82\xac"},
	    {"\xe2\x80\xae", 3, "\\xe2\\x80\\xae"},
	    {"\xc2\x85", 2, "\\xc2\\x85"},
	    {"\xef\xbb\xbf", 3, "\\xef\\xbb\\xbf"},
	    {"\xc2\xa0", 2, "\\xc2\\xa0"},
	    {"%s%n", 4, "%s%n"},
	};
	char out[136];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		fault_escape(
		    out, sizeof(out), (struct str){rows[i].text, rows[i].n});
		assert_string_equal(out, rows[i].want);
	}
}

static void
test_escape_cut(void **state)
{
	static const char *const fills[] = {"x", "\xff", "\xe2\x82\xac",
	    "\xf0\x9f\x98\x80", "\xe2\x80\xae", "'"};
	char text[10000], out[136];

	(void)state;
	for (size_t i = 0; i < COUNT(fills); i++) {
		size_t len = strlen(fills[i]), n;

		for (n = 0; n + len <= sizeof(text); n += len)
			memcpy(text + n, fills[i], len);
		for (size_t size = 80; size <= sizeof(out); size++) {
			memset(out, '#', sizeof(out));
			fault_escape(out, size, (struct str){text, n});
			assert_in_range(strlen(out), 40, size - 1);
			assert_true(str_ends(str_of(out), STR("...")));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_buf),
	    cmocka_unit_test(test_buf_printf),
	    cmocka_unit_test(test_buf_bytes),
	    cmocka_unit_test(test_mem_hook),
	    cmocka_unit_test(test_mem),
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_lines_hook),
	    cmocka_unit_test(test_arena),
	    cmocka_unit_test(test_fault),
	    cmocka_unit_test(test_fault_errno),
	    cmocka_unit_test(test_fault_cut),
	    cmocka_unit_test(test_fault_tame),
	    cmocka_unit_test(test_escape),
	    cmocka_unit_test(test_escape_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
