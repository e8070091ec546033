/*
 * fuzz_profile: any bytes as the file of a profile.
 *
 * Properties: no crash; what is refused is told of the file by its name, in a
 * text, at a line that it has or as a whole; what is accepted has what every
 * profile must have, fits a header of its own signature, and is the same when
 * its cells are all quoted and its lines end in CR LF; and so it is when it
 * is read twice.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/input.h"
#include "io/record.h"
#include "scratch.h"
#include "shop/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_fault(const struct fault *f, const char *path, size_t lines)
{
	must(f->code == FAULT_FORM && f->what[0] != '\0');
	must(f->file == path && f->line <= lines);
}

static void
same_text(const char *a, const char *b)
{
	must((a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0));
}

static void
same_words(const struct words *a, const struct words *b)
{
	must(a->n == b->n);
	for (size_t i = 0; i < a->n; i++)
		same_text(a->word[i], b->word[i]);
}

static void
same(const struct profile *a, const struct profile *b)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		same_words(&a->column[i], &b->column[i]);
	same_text(a->layout, b->layout);
	same_text(a->about, b->about);
	same_text(a->currency, b->currency);
	same_words(&a->signature, &b->signature);
	same_words(&a->plus, &b->plus);
	same_words(&a->minus, &b->minus);
	same_words(&a->date_form, &b->date_form);
	same_words(&a->missing, &b->missing);
	same_words(&a->guest, &b->guest);
	same_words(&a->paid, &b->paid);
	same_words(&a->dead, &b->dead);
	same_words(&a->returned, &b->returned);
	same_words(&a->sale_kind, &b->sale_kind);
	same_words(&a->refund_kind, &b->refund_kind);
	same_words(&a->refund_prefix, &b->refund_prefix);
	same_words(&a->bad_debt_prefix, &b->bad_debt_prefix);
	same_words(&a->foreign_prefix, &b->foreign_prefix);
	same_words(&a->zone_name, &b->zone_name);
	same_text(a->zones, b->zones);
	same_text(a->zone, b->zone);
	same_text(a->encoding, b->encoding);
	must(a->rows == b->rows && a->refunds == b->refunds);
	must(a->key == b->key && a->delimiter == b->delimiter);
	must(a->decimal == b->decimal && a->money == b->money);
	must(a->tsv == b->tsv && a->headless == b->headless);
}

/* A header of the signature fits, unless it has a column twice. */
static void
check_signature(const struct profile *p)
{
	struct str name[64];
	struct schema header;
	bool twice = false;
	size_t n = p->signature.n;

	if (n > 64)
		return;
	for (size_t i = 0; i < n; i++) {
		name[i] = str_of(p->signature.word[i]);
		for (size_t k = 0; k < i; k++)
			twice = twice || str_eq(name[k], name[i]);
	}
	schema_init(&header, name, n);
	must(twice || profile_fits(p, &header) == (n > 0));
	schema_free(&header);
}

static void
check_one(const struct profile *p)
{
	must(p->rows >= ROWS_ORDER && p->rows <= ROWS_FIRST_ROW);
	must(p->refunds >= REFUNDS_NONE && p->refunds <= REFUNDS_ORDERS);
	must(p->column[ROLE_CUSTOMER].n > 0 && p->column[ROLE_DATE].n > 0);
	must(p->column[ROLE_AMOUNT].n > 0 ||
	     (p->column[ROLE_QUANTITY].n > 0 && p->column[ROLE_PRICE].n > 0));
	check_signature(p);
}

/* All cells between quotes; records are the ones that the reader saw. */
static void
quote(struct buf *to, const uint8_t *data, size_t size)
{
	struct record_form form = {.delimiter = ','};
	struct str text = {(const char *)data, size};
	struct fault f;
	struct reader *r = reader_open(input_text("text", text), &form, &f);

	must(r != NULL);
	while (record_next(r))
		for (size_t i = 0; i < record_fields(r); i++) {
			struct str cell = record_field(r, i);

			buf_puts(to, i > 0 ? ",\"" : "\"");
			for (size_t k = 0; k < cell.n; k++) {
				if (cell.p[k] == '"')
					buf_putc(to, '"');
				buf_putc(to, cell.p[k]);
			}
			buf_puts(
			    to, i + 1 < record_fields(r) ? "\"" : "\"\r\n");
		}
	must(record_fault(r)->code == FAULT_NONE);
	reader_close(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = scratch_put(0, (const char *)data, size);
	struct buf quoted = {0};
	struct fault f = {0};
	struct profile *p = profile_new(path, &f), *again;

	if (p == NULL) {
		check_fault(&f, path, lines(data, size));
		return 0;
	}
	quote(&quoted, data, size);
	again = profile_new(scratch_put(1, quoted.p, quoted.n), &f);
	must(again != NULL);
	for (const struct profile *a = p, *b = again; a != NULL || b != NULL;
	     a = a->next, b = b->next) {
		must(a != NULL && b != NULL);
		check_one(a);
		same(a, b);
	}
	profile_delete(again);
	profile_delete(p);
	buf_free(&quoted);
	return 0;
}
