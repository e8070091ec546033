/*
 * terms: how the money of an order became points, kept to judge its refunds
 * by what was promised then. Terms are interned: equal ones share an id, and
 * their text is all that a state file needs to carry.
 *
 *   convert 0:1 100:1.5 marginal floor min 20 else convert 0:1 whole floor
 *   times 1.5 times 2 min 100; add 50 min 100
 *
 * is two parts. A part that converts takes the first way whose min the net
 * amount reaches, multiplies by all times whose min it reaches, and rounds
 * once; a part that adds gives its points while the net amount reaches its
 * min. At a net amount of 0 every part is 0.
 *
 * Method  whole numbers of up to 256 bits: amounts, rates and factors are
 *         millionths, their products exact; no floating point.
 */
#ifndef LEDGER_TERMS_H
#define LEDGER_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/str.h"

enum rounding { ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_CEIL };

/* floor, half-up, half-even, ceil, any case; false for anything else. */
bool rounding_parse(struct str s, enum rounding *r);
const char *rounding_name(enum rounding r);

struct terms_table;

struct terms_table *terms_new(void);
void terms_delete(struct terms_table *t);

/* Ids are 1 to terms_count; 0 is no terms. */
uint32_t terms_count(const struct terms_table *t);

/* The canonical text: no comma, quote or line end; lives with the table. */
struct str terms_text(const struct terms_table *t, uint32_t id);

/*
 * terms_add_text: the id of terms that a text describes, from a state file;
 * blanks may be several.
 *
 * Returns false with a FAULT_FORM "at 14: ..." and the word as its value.
 */
bool terms_add_text(
    struct terms_table *t, struct str text, uint32_t *id, struct fault *f);

/* How many parts; grants name theirs by an index from 0. */
size_t terms_parts(const struct terms_table *t, uint32_t id);

/*
 * terms_points: what a part gives at a net amount, before any cap.
 *
 *   net  [millionths], at least 0
 *
 * Returns points, at least 0; INT64_MAX when they would be more.
 * Domain  not falling as net rises, except where bands by the whole amount
 *         fall, or a way with a smaller min converts at more.
 */
int64_t terms_points(
    const struct terms_table *t, uint32_t id, uint32_t part, int64_t net);

#endif
