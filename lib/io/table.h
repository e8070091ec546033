/*
 * table: the aligned format, for eyes. Cells are kept until the end in an
 * encoding that keeps their edges: what is shown, behind its length.
 */
#ifndef IO_TABLE_H
#define IO_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "io/outfile.h"

/* Appends one cell; control characters and what is not UTF-8 as C escapes. */
void table_cell(struct buf *b, struct str s);

/*
 * table_write: rows of cells, two blanks between columns.
 *
 *   cells    whole rows, one table_cell after the other
 *   columns  of each row, at least 1
 *   left     by column: text is aligned left, numbers right
 */
void table_write(struct outfile *out, struct str cells, size_t columns,
    const bool *left);

/*
 * table_width: how wide a terminal shows well-formed UTF-8: 2 for East Asian
 * wide characters, 0 for combining marks, else 1. Ranges after Unicode 15
 * (EastAsianWidth.txt W and F; Mn and Me of the common scripts).
 */
size_t table_width(struct str s);

#endif
