/*
 * profile: how one kind of shop writes its orders, as data: which columns
 * play which role, what a row is, and what cells mean. A profile is a CSV
 * text with the header key,value; crm-orders(1) describes the keys. The
 * built-in ones are lib/text/profiles/NAME.csv: a new shop is a new file.
 */
#ifndef SHOP_PROFILE_H
#define SHOP_PROFILE_H

#include "base/fault.h"
#include "base/text.h"
#include "shop/key.h"
#include "shop/words.h"
#include "tab/schema.h"

/* The roles, in the order in which the tool binds them. */
enum profile_role {
	ROLE_CUSTOMER,
	ROLE_ORDER,
	ROLE_DATE,
	ROLE_AMOUNT,
	ROLE_QUANTITY,
	ROLE_PRICE,
	ROLE_REFUNDED, /* how much of this row's order came back */
	ROLE_CURRENCY,
	ROLE_KIND,      /* sale or refund, as words */
	ROLE_STATUS,    /* paid or not, as words */
	ROLE_CANCELLED, /* not blank: cancelled */
	ROLE_COUNT
};

/* "customer", ...: the keys of a profile and the tool's options. */
extern const char *const profile_roles[ROLE_COUNT + 1];

/* What a row is. */
enum profile_rows {
	ROWS_ORDER,    /* an order, or a refund */
	ROWS_LINE,     /* a line: the amounts of an order's lines add up */
	ROWS_FIRST_ROW /* a line; the order's own cells are on its first row,
	                  blank or repeated on the others */
};

/* Where refunds stand. */
enum profile_refunds {
	REFUNDS_NONE,
	REFUNDS_COLUMN, /* in a column of their order's row, not dated */
	REFUNDS_ROWS,   /* negative rows with their order's id */
	REFUNDS_ORDERS  /* orders of their own, with ids of their own */
};

struct profile {
	struct arena arena;
	const char *name;       /* as -p said it */
	const char *about;      /* one line, or NULL */
	struct words signature; /* columns that no other shop has together */
	struct words column[ROLE_COUNT];
	struct words date_form;  /* "iso" or as --date-format; tried in turn */
	struct words missing;    /* cells that are as good as blank */
	struct words paid, dead; /* statuses; if any, others are unpaid */
	struct words sale_kind, refund_kind;
	struct words refund_prefix, bad_debt_prefix; /* of order ids */
	int rows;                                    /* enum profile_rows */
	int refunds;                                 /* enum profile_refunds */
	int key;                                     /* enum key */
	int encoding;   /* 0: UTF-8, which is passed as it is */
	char delimiter; /* 0: found from the header line */
	char decimal;   /* 0: not said */
	int money;      /* 1: as --money */
	int tsv;        /* 1: as --tsv */
	uint64_t seen;  /* keys given once already */
};

/*
 * profile_new: a built-in profile by its name, or the profile in a file,
 * when the name holds a slash or ends in .csv.
 * Errors  FAULT_USAGE for an unknown name, listing those there are;
 *         FAULT_FORM at file:line for what is wrong in a file
 */
struct profile *profile_new(const char *name, struct fault *f);
void profile_delete(struct profile *p);

/* The built-in profile's text, or NULL and FAULT_USAGE. */
const struct text *profile_text(const char *name, struct fault *f);

/* The built-in profile whose signature is in the header, or NULL. */
const char *profile_guess(const struct schema *header);

#endif
