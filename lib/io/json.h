/* json: cells as JSON values (RFC 8259). */
#ifndef IO_JSON_H
#define IO_JSON_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends s as a string; false, and nothing appended, if it is not UTF-8. */
bool json_string(struct buf *b, struct str s);

/*
 * json_number: appends a number as our printers make them: a decimal comma
 * becomes a point, nothing becomes null, "inf" and "-inf" become strings.
 */
void json_number(struct buf *b, struct str s);

#endif
