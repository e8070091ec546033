/*
 * engine: a loyalty programme's ledger. Events go in one by one, each of a
 * member in order of time; points are whole numbers, and every change is a
 * movement of a lot.
 *
 *	l = ledger_new(&form);
 *	for each event  s = ledger_apply(l, &e, &column, &f);
 *	ledger_close(l, us, &f);         what has ended by then expires
 *	for each account  ledger_account(l, i, &view) ...
 *
 * What an event does: crm-points(1). Lots are spent first-expired-first-out,
 * or first-in-first-out; the rest that a reversal does not find is debt,
 * which whatever becomes usable pays first.
 *
 * Invariants, after every event, of each account:
 *	earned + adjusted = redeemed + expired + reversed + debt_repaid +
 *	    outstanding;   debt_created = debt_repaid + debt
 *	0 <= rest <= size of every lot;   no debt beside usable points
 *
 * Cost  O(log n) for a lot of an account with n of them; no allocation but
 *       for growth of the arrays
 */
#ifndef LEDGER_ENGINE_H
#define LEDGER_ENGINE_H

#include "base/buf.h"
#include "base/fault.h"
#include "ledger/event.h"
#include "ledger/expiry.h"

struct ledger;
struct rules;
struct terms_table;
struct tiers;
struct rewards;

/* What a reversal does that finds too few points. */
enum negative { NEGATIVE_DEBT, NEGATIVE_CLAMP, NEGATIVE_REJECT };

enum ledger_status {
	LEDGER_OK,
	LEDGER_DUPLICATE,    /* seen already, the same */
	LEDGER_CONFLICT,     /* seen already, with other content */
	LEDGER_OUT_OF_ORDER, /* before what his account has seen */
	LEDGER_INSUFFICIENT,
	LEDGER_UNKNOWN_REF,
	LEDGER_OVER_REVERSAL,
	LEDGER_OVER_REFUND,
	LEDGER_NOT_AVAILABLE, /* the reward, to this member, now */
	LEDGER_LIMIT,         /* of the reward, or no stock */
	LEDGER_DUPLICATE_REFERRAL,
	LEDGER_FAILED,  /* an assertion */
	LEDGER_CHANGED, /* booked as a refund at the end */
	LEDGER_STATUSES,
	LEDGER_BAD = LEDGER_STATUSES /* the row cannot be: a fault */
};
extern const char *const ledger_status_name[LEDGER_STATUSES];

enum movement_kind {
	MOVE_EARN,
	MOVE_REDEEM,
	MOVE_EXPIRE,
	MOVE_REVERSE_EARN,
	MOVE_DEBT,
	MOVE_REPAY,
	MOVE_REVERSE_REDEEM,
	MOVE_ADJUST,
	MOVE_WRITE_OFF,
	MOVEMENTS
};
extern const char *const movement_name[MOVEMENTS];

/* One line of the ledger. Views die with the call. */
struct movement {
	int64_t us;
	struct str member, issuer;
	enum movement_kind kind;
	int64_t points;
	struct str lot, rule; /* the lot's event, and rule if it is called by
	                         both; "" for none */
	struct str event;     /* "" for none */
	int64_t balance;      /* after it */
};

/* Zeroed is the default: what is NULL there is none of. */
struct ledger_form {
	bool fifo;
	enum negative negative;
	int32_t extend;         /* --restore: days; 0: the original end */
	struct expiry expires;  /* of an earn that does not say */
	bool changed_refund;    /* a lowered purchase is refunded in part */
	struct rules *rules;    /* borrowed, all five */
	struct rules *fallback; /* of a purchase without points or rules */
	struct terms_table *terms;
	struct tiers *tiers;
	struct rewards *rewards;
	void (*post)(void *arg, const struct movement *m);
	void *arg;
};

struct ledger *ledger_new(const struct ledger_form *form);
void ledger_delete(struct ledger *l);

/*
 * ledger_apply: one event.
 *
 *   column  out, with LEDGER_BAD: the column of the events at fault, or
 *           SIZE_MAX
 *
 * Returns  LEDGER_BAD with a FAULT_ROW, whose place is the caller's, when the
 *          event is none: more points than 63 bits hold, a cell that a rule
 *          cannot read. Nothing has then happened, but that points expired.
 */
enum ledger_status ledger_apply(
    struct ledger *l, const struct event *e, size_t *column, struct fault *f);

/* So many more events may come: what is sized by them grows at once, and not
 * time after time. */
void ledger_expect(struct ledger *l, uint64_t events);

/*
 * ledger_ready: fetches what a batch of events will look at, so that none
 * waits for memory alone. Sets their hashes, which ledger_apply needs.
 *
 *	ledger_ready(l, e, n)          n <= LEDGER_BATCH
 *	ledger_apply(l, &e[i], ...)    one after the other
 */
enum { LEDGER_BATCH = 64 };
void ledger_ready(struct ledger *l, struct event *e, size_t n);

/*
 * ledger_close: the end of the day: books what was changed (changed_refund),
 * then every account's points expire that have ended by then, in order of
 * the accounts. May be called again, later.
 */
bool ledger_close(struct ledger *l, int64_t us, struct fault *f);

/* An account, as a report has it. Points; views die with the next event. */
struct account_view {
	struct str member, issuer;
	int64_t earned, redeemed, expired, reversed, adjusted, written_off;
	int64_t debt_created, debt_repaid;
	int64_t pending, outstanding, debt, balance;
	int64_t growth;
	struct str tier; /* "" without tiers */
};

uint32_t ledger_accounts(const struct ledger *l);
void ledger_account(const struct ledger *l, uint32_t i, struct account_view *v);

/*
 * ledger_tier: an account's tier and what qualifies in the window that holds
 * the day: 0, and everybody's tier, of one without events of its own. There
 * are tiers.
 */
struct tier_hold;
void ledger_tier(const struct ledger *l, uint32_t i, int32_t day,
    struct tier_hold *h, int64_t *total);

/* The account of a member with an issuer; false when there is none. */
bool ledger_find(const struct ledger *l, struct str member, struct str issuer,
    struct account_view *v);

/*
 * ledger_lots: the lots of an account that have points left, in
 * order of their ends, then of granting.
 *
 *   each  called for every one; expires is EVENT_NEVER for no end
 */
struct lot_view {
	struct str event, rule;
	int64_t size, rest;
	int64_t expires;
	bool pending;
};
void ledger_lots(const struct ledger *l, uint32_t account,
    void (*each)(void *arg, const struct lot_view *v), void *arg);

/* Whether events or rules have named issuers. */
bool ledger_issuers(const struct ledger *l);
/* Whether some rule gives growth. */
bool ledger_growth(const struct ledger *l);

/* Whether a purchase was judged by the fallback. */
bool ledger_fell_back(const struct ledger *l);

/* Bytes taken, for -v. */
struct ledger_memory {
	uint64_t accounts, lots, live, ids, orders; /* how many */
	uint64_t account_bytes, lot_bytes, id_bytes, order_bytes;
	uint64_t other_bytes;
};
void ledger_memory(const struct ledger *l, struct ledger_memory *m);

#endif
