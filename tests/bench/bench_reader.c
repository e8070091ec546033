/*
 * bench_reader: how fast the reader is, against `wc -l` and libcsv alone.
 *
 *	bench_reader WAY PATH FILE    one pass; prints its seconds and a sum
 *
 *	WAY   index (no reader), next (records only), split (all fields),
 *	      bind (2 of 6), libcsv (csv_parse with empty callbacks)
 *	PATH  best, libcsv, swar, ...
 *
 * tests/bench/bench.sh runs them in turn and prints ratios.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <csv.h>

#include "io/block.h"
#include "io/index.h"
#include "io/record.h"
#include "io/record_path.h"

static void
fail(const struct fault *f)
{
	fprintf(stderr, "bench_reader: %s:%" PRIu64 ": %s\n", f->file, f->line,
	    f->what);
	exit(1);
}

static uint64_t
read_records(const char *path, const char *way)
{
	struct record_form form = {.delimiter = ','};
	struct fault f = {0};
	struct input *in = input_open(path, &f);
	struct reader *r = in != NULL ? reader_open(in, &form, &f) : NULL;
	uint64_t sum = 0;

	if (r == NULL)
		fail(&f);
	if (strcmp(way, "next") == 0)
		while (record_next(r))
			sum += record_fields(r);
	else if (strcmp(way, "bind") == 0)
		while (record_next(r))
			sum += record_field(r, 1).n + record_field(r, 3).n;
	else
		while (record_next(r))
			for (size_t k = 0; k < record_fields(r); k++)
				sum += record_field(r, k).n;
	if (record_fault(r)->code != FAULT_NONE)
		fail(record_fault(r));
	reader_close(r);
	return sum;
}

/* Goes on as long as records are canonical. */
static uint64_t
read_index(const char *path, enum record_path how)
{
	struct fault f = {0};
	struct input *in = input_open(path, &f);
	struct block b;
	struct index ix;
	uint64_t sum = 0;

	if (in == NULL)
		fail(&f);
	block_init(&b, in, 0);
	if (!index_init(&ix, how, ',', true))
		exit(1);
	while (block_fill(&b)) {
		while (!ix.broken && b.end - b.open > ix.seen) {
			index_more(&ix, b.p + b.open, b.end - b.open);
			if (ix.rows == 0)
				continue;
			ix.end_at = ix.row[ix.rows - 1];
			ix.from = ix.end[ix.end_at - 1] + 1;
			sum += ix.end_at;
			b.open += ix.from;
			b.scan = b.open;
			index_rebase(&ix);
		}
	}
	index_free(&ix);
	block_free(&b);
	return sum;
}

static void
on_field(void *p, size_t n, void *arg)
{
	(void)p;
	*(uint64_t *)arg += n;
}

static void
on_row(int c, void *arg)
{
	(void)c;
	(void)arg;
}

static uint64_t
read_libcsv(const char *path)
{
	static char block[256 * 1024];
	int fd = open(path, O_RDONLY);
	struct csv_parser p;
	uint64_t sum = 0;
	ssize_t n;

	if (fd < 0 || csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		exit(1);
	while ((n = read(fd, block, sizeof(block))) > 0)
		csv_parse(&p, block, (size_t)n, on_field, on_row, &sum);
	csv_fini(&p, on_field, on_row, &sum);
	csv_free(&p);
	close(fd);
	return sum;
}

static enum record_path
path_of(const char *name)
{
	for (int i = 0; i < RECORD_PATHS; i++)
		if (strcmp(name, record_path_name[i]) == 0 &&
		    record_force((enum record_path)i, 0))
			return (enum record_path)i;
	fprintf(stderr, "bench_reader: no path %s here\n", name);
	exit(2);
}

static uint64_t
pass(const char *way, enum record_path path, const char *file)
{
	return strcmp(way, "libcsv") == 0  ? read_libcsv(file)
	       : strcmp(way, "index") == 0 ? read_index(file, path)
					   : read_records(file, way);
}

int
main(int argc, char **argv)
{
	struct timespec a, b;
	uint64_t sum;

	if (argc != 4) {
		fprintf(stderr, "usage: bench_reader WAY PATH FILE\n");
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &a);
	sum = pass(argv[1], path_of(argv[2]), argv[3]);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.4f %" PRIu64 "\n",
	    (double)(b.tv_sec - a.tv_sec) +
		1e-9 * (double)(b.tv_nsec - a.tv_nsec),
	    sum);
	return 0;
}
