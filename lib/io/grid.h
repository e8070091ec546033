/*
 * grid: the aligned format, for eyes. Cells are kept until the end in an
 * encoding that keeps their edges: what is shown, behind its length.
 */
#ifndef IO_GRID_H
#define IO_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "io/outfile.h"

/* Appends one cell; control characters and what is not UTF-8 as C escapes. */
void grid_cell(struct buf *b, struct str s);

/*
 * grid_write: rows of cells, two blanks between columns.
 *
 *   cells    whole rows, one grid_cell after the other
 *   columns  of each row, at least 1
 *   left     by column: text is aligned left, numbers right
 */
void grid_write(
    struct outfile *out, struct str cells, size_t columns, const bool *left);

/*
 * grid_width: how wide a terminal shows well-formed UTF-8: 2 for East Asian
 * wide characters, 0 for combining marks, else 1. Ranges after Unicode 15
 * (EastAsianWidth.txt W and F; Mn and Me of the common scripts).
 */
size_t grid_width(struct str s);

#endif
