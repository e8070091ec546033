/* compare: the same customers under every model of continuous time. */
#include "clv.h"

#include <math.h>

enum { MOST = 8 };

struct line {
	const char *name, *verdict;
	double loglik, parameters, aic, bic;
};

static const char *
verdict_of(const struct btyd_fit *fit)
{
	switch (fit->verdict) {
	case BTYD_OK:
		return "ok";
	case BTYD_BOUNDARY:
		return fit->no_dropout ? "no-dropout" : "boundary";
	case BTYD_SINGULAR:
		return "singular";
	case BTYD_NOT_CONVERGED:
		break;
	}
	return "not-converged";
}

static struct line
line_of(const char *name, const char *verdict, double loglik, double parameters,
    double n)
{
	return (struct line){name, verdict, loglik, parameters,
	    2 * parameters - 2 * loglik, parameters * log(n) - 2 * loglik};
}

static void
insert(struct line *all, size_t n, struct line new)
{
	for (; n > 0 && all[n - 1].aic > new.aic; n--)
		all[n] = all[n - 1];
	all[n] = new;
}

static void
print(const struct put *put, const struct line *all, size_t lines,
    double customers)
{
	static const char *const names[] = {"method", "loglik", "parameters",
	    "n", "aic", "bic", "delta_aic", "verdict"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		writer_column(put->w, str_of(names[i]));
	writer_begin(put->w);
	for (size_t i = 0; i < lines; i++) {
		put_label(put, all[i].name);
		put_real(put, all[i].loglik);
		put_real(put, all[i].parameters);
		put_real(put, customers);
		put_real(put, all[i].aic);
		put_real(put, all[i].bic);
		put_real(put, all[i].aic - all[0].aic);
		put_label(put, all[i].verdict);
		put_end(put);
	}
}

bool
compare_print(const struct put *put, struct sample *d, struct run *r)
{
	struct line all[MOST];
	struct btyd_fit fit = {.customers = 0};
	size_t n = 0;

	cells_close(&d->orders);
	for (size_t i = 0; btyd_at(i) != NULL && n < MOST - 1; i++) {
		if (btyd_at(i)->discrete)
			continue;
		if (!btyd_fit_prior(btyd_at(i), &d->orders,
			o.prior > 0 ? o.prior : (double)INFINITY, &fit,
			&r->fault))
			return false;
		if (n == 0)
			insert(all, n++,
			    line_of(
				"nbd", "ok", fit.nbd_loglik, 2, fit.customers));
		insert(all, n++,
		    line_of(btyd_at(i)->name, verdict_of(&fit), fit.loglik,
			fit.no_dropout ? 2 : BTYD_PARAMS, fit.customers));
	}
	print(put, all, n, fit.customers);
	return true;
}
