/*
 * profile: how one kind of shop writes its orders, as data: which columns
 * play which role, what a row is, and what cells mean. A profile is a CSV
 * text with the header key,value; crm-orders(1) describes the keys. The
 * built-in ones are lib/text/profiles/NAME.csv: a new shop is a new file.
 *
 * A shop whose exports come in several layouts has a struct for each, in a
 * list: what stands before the first key "layout" holds for all of them.
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
	ROLE_TIME, /* the time of day, where the date has none */
	ROLE_ZONE, /* what zone they are in, as words */
	ROLE_AMOUNT,
	ROLE_QUANTITY,
	ROLE_PRICE,
	ROLE_REFUNDED, /* how much of this row's order came back */
	ROLE_CURRENCY,
	ROLE_KIND,        /* sale or refund, as words */
	ROLE_STATUS,      /* paid or not, as words */
	ROLE_LINE_STATUS, /* the same of a line */
	ROLE_PAID,        /* blank: not paid */
	ROLE_CANCELLED,   /* not blank: cancelled */
	ROLE_SKU,
	ROLE_COUNT
};

/* "customer", ...: the keys of a profile, and what messages call them. */
extern const char *const profile_roles[ROLE_COUNT + 1];

/* "customer", ..., "currency-column": the tool's options for them. */
extern const char *const profile_options[ROLE_COUNT + 1];

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

enum { PROFILE_BLANKS = ' ' }; /* a delimiter: runs of blanks */

struct profile {
	struct profile *next;   /* the next layout, or NULL */
	struct arena *arena;    /* where all of the list lives */
	const char *name;       /* as -p said it, or the built-in's */
	const char *layout;     /* its name, or NULL when it is the only one */
	const char *about;      /* one line, or NULL */
	const char *currency;   /* of all amounts, where no column tells it */
	struct words signature; /* columns that no other shop has together */
	struct words column[ROLE_COUNT];
	struct words plus, minus; /* columns added to the amount, and taken */
	struct words date_form;   /* "iso" or as --date-format; in turn */
	struct words missing;     /* cells that are as good as blank */
	struct words guest;       /* customers that are none */
	struct words paid, dead;  /* statuses; if any, others are unpaid */
	struct words returned;    /* statuses: paid, and all of it came back */
	struct words sale_kind, refund_kind;
	struct words refund_prefix, bad_debt_prefix; /* of order ids */
	struct words foreign_prefix; /* ... of what is no sale of the shop */
	struct words zone_name;      /* "words of the zone column=zone" */
	const char *zones;           /* a list of them, lib/text/zones/ */
	const char *zone;            /* of times without one, or NULL */
	int rows;                    /* enum profile_rows */
	int refunds;                 /* enum profile_refunds */
	int key;                     /* enum key */
	const char *encoding;        /* of what is not UTF-8, or NULL */
	char delimiter;              /* 0: found from the header line */
	char decimal;                /* 0: not said */
	int money;                   /* 1: as --money */
	int tsv;                     /* 1: as --tsv */
	int headless;  /* 1: no header, columns are called 1, 2, ... */
	uint64_t seen; /* keys given once already */
};

/*
 * profile_new: the layouts of a built-in profile by its name, of all of them
 * by the name "auto", or of the profile in a file, when the name holds a
 * slash or ends in .csv.
 * Errors  FAULT_USAGE for an unknown name, listing those there are;
 *         FAULT_FORM at file:line for what is wrong in a file
 */
struct profile *profile_new(const char *name, struct fault *f);

/* The whole list, by its first. */
void profile_delete(struct profile *p);

/* Whether the header has all the columns of the signature, and it has any. */
bool profile_fits(const struct profile *p, const struct schema *header);

/* The layout that fits best so far; zeroed is none. */
struct profile_choice {
	struct profile *best;
	const struct profile *rival; /* of another profile, and as good */
};

/* Takes a layout that fits: the longer its signature, the better. */
void profile_consider(struct profile_choice *c, struct profile *p);

/* The built-in profile's text, or NULL and FAULT_USAGE. */
const struct text *profile_text(const char *name, struct fault *f);

/* The built-in profile whose signature is in the header, or NULL. */
const char *profile_guess(const struct schema *header);

#endif
