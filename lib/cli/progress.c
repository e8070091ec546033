#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/raw.h"

struct progress {
	bool on;
	bool shown;
	double began, last;
};

/* Seconds on a clock that only runs forward; no result depends on it. */
static double
now(void)
{
	struct timespec ts = {0};

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

struct progress *
progress_new(int mode)
{
	struct progress *p = mem_zero(1, sizeof(*p));

	p->on = mode == 1 || (mode == -1 && isatty(2) == 1);
	p->began = p->last = p->on ? now() : 0;
	return p;
}

static void
show(const struct table *t, double seconds)
{
	double bytes = (double)table_taken(t), size = (double)table_size(t);
	double rows = (double)table_rows(t);
	char line[160];
	int n = snprintf(line, sizeof(line), "\r%.0f MB", bytes / 1e6);

	if (size > 0)
		n += snprintf(line + n, sizeof(line) - (size_t)n, " %.0f%%",
		    bytes / size * 100);
	n += snprintf(line + n, sizeof(line) - (size_t)n,
	    "  %.0f rows  %.2f M rows/s", rows, rows / seconds / 1e6);
	if (size > bytes && bytes > 0)
		n += snprintf(line + n, sizeof(line) - (size_t)n,
		    "  %.0f s left", seconds * (size - bytes) / bytes);
	n += snprintf(line + n, sizeof(line) - (size_t)n, "\033[K");
	(void)raw_write(2, line, (size_t)n);
}

void
progress_tick(void *progress, const struct table *t)
{
	struct progress *p = progress;
	double at;

	if (!p->on)
		return;
	at = now();
	if (at - p->began < 1 || at - p->last < .1)
		return;
	p->last = at;
	p->shown = true;
	show(t, at - p->began);
}

void
progress_delete(struct progress *p)
{
	if (p == NULL)
		return;
	if (p->shown)
		(void)raw_write(2, "\r\033[K", 4);
	mem_free(p);
}
