/*
 * tsv: lines without quoting, split at TAB or at blanks; quotes and
 * backslashes are text.
 *
 * tsv_feed: the bytes [from .. to) of a line, which may come in pieces.
 *
 *   line     the line's first byte
 *   *field   in and out: where the open field begins, 0 for a new line
 *   ended    whether the line ends at to (its line end is not fed)
 */
#ifndef IO_TSV_H
#define IO_TSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/spans.h"

void tsv_feed(struct spans *s, const char *line, size_t *field, size_t from,
    size_t to, bool ended);

/*
 * blanks_feed: the same, split at runs of blanks (space and TAB); those at
 * the line's ends part nothing, and a line of blanks only has no field.
 *
 *   *field   BLANKS_CLOSED for a new line
 */
#define BLANKS_CLOSED SIZE_MAX
void blanks_feed(struct spans *s, const char *line, size_t *field, size_t from,
    size_t to, bool ended);

#endif
