/* What the methods that pass rows on have in common. */
#ifndef CRM_CSAT_ANNOTATE_H
#define CRM_CSAT_ANNOTATE_H

#include "csat.h"

/* Classes of a value: over zero, zero, under it. */
enum { ABOVE, EQUAL, BELOW, CLASSES };

/* What one row comes to; NaN where it is blank. */
struct outcome {
	double base;     /* expectation, or what was paid */
	double received; /* the other side */
	double value;    /* received less base */
};

/* What the two methods differ in. */
struct form {
	bool (*bind)(struct survey *s, void *arg);
	bool (*check)(struct survey *s, void *arg);
	bool (*get)(struct survey *s, void *arg, struct outcome *out);
	const char *const *columns; /* appended; NULL-ended */
	void (*put)(const struct put *put, const struct outcome *out,
	    const char *const *names);
	const char *const *names; /* of the classes */
	bool correlates;          /* the value with its base */
	void *arg;
};

/* Passes the rows on with the columns of the form, or reports the classes. */
bool form_run(struct run *r, struct form *form);

/* A cell on --scale, where that is given. */
bool form_cell(struct survey *s, size_t slot, double *v);

#endif
