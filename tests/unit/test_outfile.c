#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>

#include "io/outfile.h"
#include "io_helper.h"

/* Each test runs in a folder of its own, which has to be empty behind it. */
static char folder[] = "/tmp/crm-outfile-XXXXXX";

static int
enter(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
leave(void **state)
{
	(void)state;
	return chdir("/") != 0 || rmdir(folder) != 0;
}

static size_t
entries(void)
{
	DIR *d = opendir(".");
	size_t n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void
assert_file(const char *path, const char *want)
{
	struct buf b = {0};

	io_slurp(path, &b);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static struct outfile *
begun(const char *path, const char *text)
{
	struct fault f = {0};
	struct outfile *o = outfile_open(path, &f);

	if (o == NULL)
		fail_msg("%s: %s", path, f.what);
	assert_true(outfile_write(o, text, strlen(text)));
	return o;
}

static void
write_file(const char *path, const char *text)
{
	struct outfile *o = begun(path, text);
	struct fault f = {0};

	if (!outfile_commit(&o, 1, &f))
		fail_msg("%s: %s", path, f.what);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
test_atomic(void **state)
{
	struct outfile *o;

	(void)state;
	umask(027);
	o = begun("a", "new");
	assert_int_equal(access("a", F_OK), -1);
	assert_int_equal(entries(), 1);
	outfile_discard(o);
	assert_int_equal(entries(), 0);
	write_file("a", "one");
	assert_file("a", "one");
	assert_int_equal(mode_of("a"), 0640);
	chmod("a", 0604);
	write_file("./a", "two");
	assert_file("a", "two");
	assert_int_equal(mode_of("a"), 0604);
	assert_int_equal(entries(), 1);
	unlink("a");
}

static void
test_links(void **state)
{
	(void)state;
	mkdir("d", 0755);
	assert_int_equal(symlink("d/real", "link"), 0);
	assert_int_equal(symlink("link", "link2"), 0);
	write_file("link2", "through a dangling link");
	assert_file("d/real", "through a dangling link");
	write_file("link2", "again");
	assert_file("d/real", "again");
	assert_true(S_ISLNK(mode_of("link2")) || entries() == 3);
	unlink("d/real");
	rmdir("d");
	unlink("link");
	unlink("link2");
	assert_int_equal(entries(), 0);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *path;
		const char *what;
	} cases[] = {
	    {"d", "cannot create: Is a directory"},
	    {"d/", "cannot create: Is a directory"},
	    {"new/", "cannot create: Is a directory"},
	    {"", "cannot create: No such file or directory"},
	    {"no/such", "cannot create: No such file or directory"},
	    {"loop", "cannot create: Too many levels of symbolic links"},
	};

	(void)state;
	mkdir("d", 0755);
	assert_int_equal(symlink("loop", "loop"), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault f = {0};

		assert_null(outfile_open(cases[i].path, &f));
		assert_int_equal(f.code, FAULT_IO);
		assert_string_equal(f.what, cases[i].what);
		assert_string_equal(f.file, cases[i].path);
	}
	unlink("loop");
	rmdir("d");
	assert_int_equal(entries(), 0);
}

/* All or none: the second fails, so the first is not renamed. */
static void
test_together(void **state)
{
	struct fault f = {0};
	struct outfile *o[3];
	struct rlimit old, small;

	(void)state;
	o[0] = begun("a", "1");
	o[1] = begun("/dev/full", "2");
	o[2] = begun("b", "3");
	assert_false(outfile_commit(o, 3, &f));
	assert_string_equal(f.what, "write error: No space left on device");
	assert_string_equal(f.file, "/dev/full");
	assert_int_equal(entries(), 0);
	/* A file size limit, with its signal off, is EFBIG. */
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 1000;
	setrlimit(RLIMIT_FSIZE, &small);
	o[0] = begun("a", "1");
	for (int i = 0; i < 100000; i++)
		outfile_write(o[0], "0123456789", 10);
	assert_int_equal(outfile_fault(o[0])->code, FAULT_IO);
	assert_false(outfile_write(o[0], "x", 1));
	assert_false(outfile_commit(o, 1, &f));
	setrlimit(RLIMIT_FSIZE, &old);
	assert_string_equal(f.what, "write error: File too large");
	assert_int_equal(entries(), 0);
	o[0] = begun("a", "1");
	o[1] = begun("b", "2");
	assert_true(outfile_commit(o, 2, &f));
	assert_file("a", "1");
	assert_file("b", "2");
	unlink("a");
	unlink("b");
}

static void
test_signal(void **state)
{
	struct outfile *a = begun("a", "1"), *b = begun("b", "2");
	struct fault f = {0};

	(void)state;
	assert_int_equal(entries(), 2);
	outfile_unlink_all();
	assert_int_equal(entries(), 0);
	/* Nothing is left to rename: it must not pass for done. */
	assert_false(outfile_commit(&a, 1, &f));
	outfile_discard(b);
	outfile_discard(NULL);
	assert_int_equal(entries(), 0);
}

static void
test_gzip(void **state)
{
	static const unsigned char head[10] = {
	    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
	struct buf text = {0}, raw = {0}, got = {0};
	struct fault f = {0};
	struct input *in;
	ptrdiff_t n;

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		buf_printf(&text, "%u,%u\n", i, i * 2654435761U);
	write_file("a.gz", buf_cstr(&text));
	io_slurp("a.gz", &raw);
	assert_true(raw.n < text.n / 2 + 100000);
	assert_memory_equal(raw.p, head, sizeof(head));
	in = input_open("a.gz", &f);
	while ((n = input_read(in, buf_room(&got, 65536), 65536, &f)) > 0)
		got.n += (size_t)n;
	input_close(in);
	assert_int_equal(n, 0);
	assert_int_equal(got.n, text.n);
	assert_memory_equal(got.p, text.p, text.n);
	write_file("a.gz", "");
	raw.n = 0;
	io_slurp("a.gz", &raw);
	assert_int_equal(raw.n, 20);
	unlink("a.gz");
	buf_free(&got);
	buf_free(&raw);
	buf_free(&text);
}

static void
test_direct(void **state)
{
	char got[8] = "";
	int fd;

	(void)state;
	write_file("/dev/null", "x");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	write_file("fifo", "direct");
	assert_int_equal(read(fd, got, sizeof(got)), 6);
	assert_string_equal(got, "direct");
	close(fd);
	assert_int_equal(entries(), 1);
	unlink("fifo");
}

static void
test_room(void **state)
{
	struct fault f = {0};
	struct outfile *o = begun("a", "");
	struct buf want = {0}, got = {0};

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		size_t n = 1 + i * 217 % 65536;

		memset(outfile_room(o, n), (int)('a' + i % 26), n);
		outfile_used(o, n);
		memset(buf_room(&want, n), (int)('a' + i % 26), n);
		want.n += n;
	}
	assert_true(outfile_commit(&o, 1, &f));
	io_slurp("a", &got);
	assert_true(str_eq(buf_view(&got), buf_view(&want)));
	unlink("a");
	buf_free(&got);
	buf_free(&want);
}

/* The longest name there can be has no room for a suffix. */
static void
test_long_name(void **state)
{
	char name[256];

	(void)state;
	memset(name, 'n', 255);
	name[255] = '\0';
	write_file(name, "x");
	assert_file(name, "x");
	unlink(name);
}

static void
test_stdout(void **state)
{
	int old = dup(1), fd = open("/dev/full", O_WRONLY);
	struct fault f = {0};
	struct outfile *o;
	bool ok;

	(void)state;
	fflush(stdout);
	dup2(fd, 1);
	o = outfile_open(NULL, &f);
	outfile_write(o, "x", 1);
	ok = outfile_commit(&o, 1, &f);
	dup2(old, 1);
	close(fd);
	close(old);
	assert_false(ok);
	assert_string_equal(f.what, "write error: No space left on device");
	assert_string_equal(f.file, "<stdout>");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_atomic),
	    cmocka_unit_test(test_links),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_together),
	    cmocka_unit_test(test_signal),
	    cmocka_unit_test(test_gzip),
	    cmocka_unit_test(test_direct),
	    cmocka_unit_test(test_room),
	    cmocka_unit_test(test_long_name),
	    cmocka_unit_test(test_stdout),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
