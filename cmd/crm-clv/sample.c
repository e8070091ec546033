/* sample: what the fits learn from. Nothing depends on the order of rows. */
#include "clv.h"

#include <math.h>

#include "num/fsum.h"

void
sample_bind(struct sample *d, struct table *t)
{
	d->sales = table_role(t, &(struct role){.name = "amount"});
	d->refunds = table_role(t, &(struct role){.name = "refund_amount"});
}

uint32_t
sample_add(struct sample *d, struct table *t, struct customer *c)
{
	int64_t sold, returned;
	uint32_t key;

	if (isnan(c->h.x))
		return KEY_NONE;
	key = cells_add(&d->orders, c->h.x, c->h.tx, c->h.T, c->weight);
	if (d->strata.k > 0)
		key = strata_add(&d->strata, c->z, c->h.x, c->h.tx, c->h.T,
		    c->weight, &c->stratum);
	if (c->weight > 0)
		(void)gg_add(&d->spends, c->h.x, c->spend, c->weight);
	if (!table_blank(t, d->sales) && !table_blank(t, d->refunds) &&
	    table_dec(t, d->sales, &sold) &&
	    table_dec(t, d->refunds, &returned)) {
		d->sold = i128_add(d->sold, i128_of(sold));
		d->returned = i128_add(d->returned, i128_of(returned));
	}
	return key;
}

void
sample_free(struct sample *d)
{
	cells_free(&d->orders);
	cells_free(&d->spends);
	strata_free(&d->strata);
}

/* FNV-1a over numbers, each from its lowest byte on. */
static uint64_t
digest_reals(uint64_t h, const double *v, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		uint64_t bits;

		memcpy(&bits, &v[k], sizeof(bits));
		for (int b = 0; b < 64; b += 8)
			h = (h ^ (bits >> b & 0xff)) * 0x100000001b3U;
	}
	return h;
}

static uint64_t
digest_cells(uint64_t h, const struct cells *c)
{
	for (size_t i = 0; i < c->n; i++) {
		double v[4] = {c->x_value[c->x[i]], c->tx_value[c->tx[i]],
		    c->T_value[c->T[i]], c->weight[i]};

		h = digest_reals(h, v, 4);
	}
	return h;
}

static uint64_t
digest_of(const struct sample *d)
{
	const struct strata *s = &d->strata;
	uint64_t h = 0xcbf29ce484222325U;

	if (s->k == 0)
		return digest_cells(h, &d->orders);
	for (size_t i = 0; i < s->n; i++) {
		size_t at = s->order[i];

		h = digest_reals(h, s->z + at * s->k, s->k);
		h = digest_cells(h, &s->cells[at]);
	}
	return h;
}

/* Customers whose frequency is 0: the first of the table, if any. */
static double
bought_once(const struct cells *c)
{
	return c->nx > 0 && c->x_value[0] == 0 ? c->x_weight[0] : 0;
}

/* Frequency with spend, of those who have one. */
static double
correlation(const struct cells *c)
{
	double x = c->orders / c->customers, m = c->mean_T;
	struct fsum xx = {0, 0}, xm = {0, 0}, mm = {0, 0};

	for (size_t i = 0; i < c->n; i++) {
		double w = c->weight[i], dx = c->x_value[c->x[i]] - x;
		double dm = c->T_value[c->T[i]] - m;

		fsum_add(&xx, w * dx * dx);
		fsum_add(&xm, w * dx * dm);
		fsum_add(&mm, w * dm * dm);
	}
	if (c->nx < 2 || c->nT < 2)
		return (double)NAN;
	return fsum_value(&xm) / sqrt(fsum_value(&xx) * fsum_value(&mm));
}

static void
warn_data(const struct sample *d, const struct scores *s)
{
	double once = bought_once(&d->orders);
	double sold = dec_sum_to_double(d->sold);
	double returned = dec_sum_to_double(d->returned);

	if (s->model == &btyd_bgnbd && once > 0)
		fit_warn(s,
		    "BG/NBD gives the %.1f %% of customers who bought "
		    "once P(alive) 1; mbgnbd does not",
		    once / d->orders.customers * 100);
	if (s->spend == SPEND_GAMMA_GAMMA) {
		double r = correlation(&d->spends);

		if (fabs(r) > .3)
			fit_warn(s,
			    "frequency and spend correlate (r = %.2f): "
			    "Gamma-Gamma takes them to be independent",
			    r);
	}
	if (s->spend != SPEND_NONE && returned > .05 * (sold + returned))
		fit_warn(s,
		    "refunds are %.1f %% of sales: spend does not "
		    "know of them",
		    returned / (sold + returned) * 100);
}

static bool
fit_orders(const struct sample *d, struct run *r, struct scores *s)
{
	double prior = o.prior > 0 ? o.prior : (double)INFINITY;

	if (d->strata.k == 0)
		return btyd_fit_prior(
		    s->model, &d->orders, prior, &s->fit, &r->fault);
	if (covariate_fit(s->model, &d->strata, &d->orders, prior, &s->fit,
		&s->effects, &r->fault))
		return true;
	if (s->effects.constant >= 0)
		fault_set(&r->fault, FAULT_DATA,
		    "--covariate: '%s' is the same for all customers",
		    s->covariates.name[s->effects.constant].p);
	return false;
}

bool
sample_fit(struct sample *d, struct run *r, struct scores *s)
{
	cells_close(&d->orders);
	cells_close(&d->spends);
	d->orders.threads = &r->threads;
	if (d->strata.k > 0)
		strata_close(&d->strata);
	s->digest = digest_of(d);
	s->mean_spend =
	    d->spends.customers > 0 ? d->spends.mean_T : (double)NAN;
	if (!fit_orders(d, r, s))
		return false;
	if (s->spend == SPEND_GAMMA_GAMMA &&
	    !gg_fit(&d->spends, false, &s->gg, &r->fault)) {
		fault_hint(&r->fault,
		    "--spend mean takes each customer's "
		    "own mean, --spend none leaves value out");
		return false;
	}
	warn_data(d, s);
	diag_note("%s: %.0f customers in %zu cells, log-likelihood %.4f, "
		  "%d iterations",
	    s->model->title, s->fit.customers, s->fit.cells, s->fit.loglik,
	    s->fit.iterations);
	return fit_accept(r, s);
}
