#include "shop/sniff.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/dialect.h"
#include "num/parse.h"

enum { LOOK_FIRST = 4096, LOOK_MOST = 1024 * 1024, BLOCK = 64 * 1024 };

/* Looks as far as the first line that is not blank, if it is not too long. */
static bool
look(struct input *in, struct str *bytes, struct fault *f)
{
	for (size_t n = LOOK_FIRST;; n *= 4) {
		struct dialect d = {0};

		if (!input_peek(in, n, bytes, f))
			return false;
		if (bytes->n < n || n >= LOOK_MOST ||
		    dialect_feed(&d, bytes->p, bytes->n))
			return true;
	}
}

/* Whether the first line is UTF-8, and is more than ASCII. */
static bool
is_utf8(struct str bytes)
{
	const char *end = memchr(bytes.p, '\n', bytes.n);
	size_t n = end != NULL ? (size_t)(end - bytes.p) : bytes.n;
	bool more = false;
	unsigned code;

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_next(bytes.p + i, n - i, &code);
		if (len == 0)
			return false;
		more |= len > 1;
	}
	return more;
}

/* The encoding in which the layout's export would be. */
static const char *
encoding_of(struct str bytes, const struct profile *p)
{
	return p->encoding == NULL || bytes.n == 0 || is_utf8(bytes)
		   ? NULL
		   : p->encoding;
}

bool
sniff_encoding(struct input *in, const struct profile *p, const char **name,
    struct fault *f)
{
	struct str bytes;

	if (!look(in, &bytes, f))
		return false;
	*name = encoding_of(bytes, p);
	return true;
}

struct record_form
sniff_record(const struct profile *p, const struct record_form *given)
{
	struct record_form form = *given;

	form.tsv |= p->tsv != 0;
	if (form.delimiter != 0 || form.tsv)
		return form;
	form.blanks = p->delimiter == PROFILE_BLANKS;
	form.delimiter = form.blanks ? '\0' : p->delimiter;
	return form;
}

/* The first record of the bytes as a header; false with a fault if none. */
static bool
read_header(struct str bytes, const struct sniff_form *form,
    struct schema *header, struct fault *f)
{
	struct record_form small = form->record;
	struct input *in = input_text("", bytes);
	struct reader *r;
	struct str *name;
	size_t n = 0;

	input_decode(in, &form->encoding);
	small.block = BLOCK;
	r = reader_open(in, &small, f);
	if (r != NULL && record_next(r))
		n = record_fields(r);
	else if (r != NULL)
		*f = *record_fault(r);
	name = mem_resize(NULL, n, sizeof(*name));
	for (size_t i = 0; i < n; i++)
		name[i] = record_field(r, i);
	schema_init(header, name, n);
	mem_free(name);
	reader_close(r);
	return n > 0;
}

/* Without a header: whether there are as many columns as roles speak of. */
static bool
reaches(const struct profile *p, const struct schema *first)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		for (size_t k = 0; k < p->column[i].n; k++) {
			int64_t at;

			if (parse_i64(str_of(p->column[i].word[k]), &at) !=
				PARSE_OK ||
			    (uint64_t)at > first->count)
				return false;
		}
	return true;
}

static bool
fits(struct str bytes, const struct sniff_form *given, struct profile *p,
    bool any)
{
	struct sniff_form form = {
	    sniff_record(p, &given->record), given->encoding};
	const char *encoding = encoding_of(bytes, p);
	struct schema header;
	struct fault f;
	bool ok;

	if (form.encoding.name == NULL && encoding != NULL &&
	    encoding_known(encoding, &f))
		form.encoding.name = encoding;
	ok = read_header(bytes, &form, &header, &f);
	/* Without a header anything might be anything. */
	ok = ok && (p->headless ? !any && reaches(p, &header)
				: profile_fits(p, &header));
	schema_free(&header);
	return ok;
}

/* What is wrong with the header, or with that no profile has it. */
static bool
no_fit(struct input *in, struct str bytes, const struct sniff_form *given,
    struct fault *f)
{
	struct schema header;
	struct fault list;
	const char *columns;

	*f = (struct fault){0};
	if (read_header(bytes, given, &header, f)) {
		schema_missing(&header, STR("\x01"), NULL, NULL, &list);
		columns = strchr(list.what, ';');
		fault_set(f, FAULT_FORM, "no profile has such a header%s",
		    columns != NULL ? columns : "");
		fault_hint(f, "name the columns: --customer COL --order COL "
			      "--date COL --amount COL; or -p ./mine.csv");
	} else if (f->code == FAULT_NONE) {
		fault_set(f, FAULT_FORM, "no header row: the input is empty");
	}
	schema_free(&header);
	fault_at(f, input_name(in), f->line != 0 ? f->line : 1);
	return false;
}

bool
sniff(struct input *in, const struct sniff_form *given, struct profile *list,
    bool any, struct profile **best, struct fault *f)
{
	struct profile_choice c = {0};
	struct str bytes;

	if (!look(in, &bytes, f))
		return false;
	for (struct profile *p = list; p != NULL; p = p->next)
		if (fits(bytes, given, p, any))
			profile_consider(&c, p);
	if (any && c.best == NULL)
		return no_fit(in, bytes, given, f);
	if (any && c.rival != NULL) {
		fault_set(f, FAULT_FORM,
		    "the header is one of -p %s and of -p %s", c.best->name,
		    c.rival->name);
		fault_at(f, input_name(in), 1);
		return false;
	}
	*best = c.best != NULL ? c.best : list;
	return true;
}
