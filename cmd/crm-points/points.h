/* points: what the files of crm-points share. */
#ifndef POINTS_H
#define POINTS_H

#include "base/buf.h"
#include "cli/tool.h"
#include "ledger/calendar.h"
#include "ledger/engine.h"
#include "programme.h"

struct options {
	struct common common;
	int spend_order; /* 1: first in first out */
	int negative;    /* enum negative */
	int32_t extend;  /* --restore: days, 0: the original end */
	struct expiry expires;
	int round; /* enum rounding */
	const char *rules, *tiers, *rewards;
	int qualify; /* enum qualify; -1: not said */
	struct window window;
	int64_t grace; /* [days] */
	int changed;   /* 1: a lowered purchase is refunded */
	bool strict, check;
	const char *state;
	int64_t wait;   /* for its lock [seconds] */
	int64_t forget; /* [days]; -1: nothing is forgotten */
	/* liability */
	int64_t value; /* of a point [millionths]; 0: not given */
	double rate, first_rate, sales; /* NaN: not given */
};

extern struct options o;
extern const struct opt points_opts[];
extern struct role points_roles[];

/* The tool's roles by slot. */
enum slot {
	TS,
	EVENT,
	MEMBER,
	TYPE,
	POINTS,
	AMOUNT,
	AVAILABLE,
	EXPIRES,
	REF,
	ISSUER,
	REWARD,
	QUANTITY,
	ACTIVITY,
	FRIEND,
	TIER,
	BIRTHDAY,
	ENROLLED
};

struct work;

/* A way to look at the ledger: a row of the methods' table. */
struct mode {
	/* Names the columns; the header is then written. */
	void (*columns)(struct work *w);
	/* Called for each movement, for each event; or NULL. */
	void (*movement)(void *w, const struct movement *m);
	bool (*event)(
	    struct work *w, const struct event *e, enum ledger_status s);
	/* Writes what is known at the end; or NULL. */
	bool (*report)(struct work *w);
};

/* What one run works on. */
struct work {
	struct run *r;
	const struct mode *mode;
	struct table *t;
	struct put put;
	struct programme programme;
	struct ledger *l;
	struct expr_row row; /* the table's */
	struct buf cell;
	uint64_t count[LEDGER_STATUSES];
	uint64_t events, late; /* used; after --as-of */
	int32_t last;          /* day of the latest event; INT32_MIN: none */
	struct state *state;
	bool stop; /* a column is missing that a type needs */
	struct fault missing;
	uint32_t here;         /* slots with a column, a bit each */
	size_t text[ENROLLED]; /* texts of events, that have a column */
	size_t texts;
	bool issuers; /* a column for them */
};

/* events.c: rows -> the ledger, to the end of the input. */
bool events_all(struct work *w);

/*
 * state.c: --state. Opening waits for its lock, reads it into the ledger and
 * prepares the file that takes its place; closing hands the new state to the
 * run, which commits it last.
 */
struct state;
bool state_open(struct work *w);

/* Only reads it, under its lock: it must be there. */
bool state_read(struct work *w);
bool state_save(struct work *w);
void state_free(struct state *s);

/* check.c: --check, of a ledger that is read, or of --state. */
bool check_all(struct work *w);

/* Makes w->l of the programme, which is compiled if events are to come. */
void points_open_ledger(struct work *w);

/* The run's last day: --as-of, or that of the latest event. */
int32_t points_day(const struct work *w);

/* The end of that day, an instant. */
int64_t points_end(const struct work *w);

/* Cells that several modes begin with: member_id, then issuer if used. */
void points_member_columns(struct work *w);
void points_member(const struct work *w, struct str member, struct str issuer);

extern const struct mode mode_ledger, mode_status, mode_balances, mode_expiring,
    mode_tiers, mode_liability;

#endif
