/* state_text: the cells of a state file's lines, written and read. */
#ifndef LEDGER_STATE_TEXT_H
#define LEDGER_STATE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* The first line: what it is, and the version of what follows. */
#define STATE_NAME  "crm-points-state\t"
#define STATE_FIRST STATE_NAME "2"

/* A TAB, then the cell. */
void state_put_int(struct buf *b, int64_t v);
void state_put_day(struct buf *b, int32_t day);

/* "never" for EVENT_NEVER, "-" for INT64_MIN. */
void state_put_time(struct buf *b, int64_t us);
void state_put_hex(struct buf *b, uint64_t v, int digits);

/* With TAB, LF, CR and backslash as \t \n \r \\. */
void state_put_text(struct buf *b, struct str s);

/*
 * The next cell off a line's rest; false when it is not one, or none is
 * left. Integers are within min and max.
 */
bool state_get_int(struct str *rest, int64_t min, int64_t max, int64_t *v);
bool state_get_day(struct str *rest, int32_t *day);
bool state_get_time(struct str *rest, int64_t *us);
bool state_get_hex(struct str *rest, uint64_t *v);

/* Into b, which is emptied first. */
bool state_get_text(struct str *rest, struct buf *b);

#endif
