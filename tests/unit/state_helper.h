/* state_helper: a ledger as the text of its state, and back. */
#ifndef STATE_HELPER_H
#define STATE_HELPER_H

#include "base/buf.h"
#include "ledger/state.h"

static inline bool
state_piece(void *arg, const char *p, size_t n)
{
	buf_put(arg, p, n);
	return true;
}

static inline void
state_write(const struct ledger *l, int32_t day, struct buf *out)
{
	struct state_head head = {.as_of = day, .horizon = INT32_MIN};

	out->n = 0;
	(void)ledger_save(l, &head, state_piece, out);
}

/* False with the fault of the line at fault. */
static inline bool
state_parse(struct ledger *l, struct str text, struct fault *f)
{
	struct state_reader *r = state_reader_new(l);
	struct state_head head;
	struct str line;
	bool ok = true;

	while (ok && text.n > 0) {
		const char *lf = memchr(text.p, '\n', text.n);

		line = (struct str){
		    text.p, lf == NULL ? text.n : (size_t)(lf - text.p)};
		ok = lf != NULL ? state_line(r, line, f)
				: fault_set(f, FAULT_FORM, "cut short");
		text.n -= line.n + (lf != NULL);
		text.p += line.n + (lf != NULL);
	}
	ok = ok && state_done(r, &head, f);
	state_reader_delete(r);
	return ok;
}

#endif
