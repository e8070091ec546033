/* engine_priv: what the files of the ledger share of it. */
#ifndef LEDGER_ENGINE_PRIV_H
#define LEDGER_ENGINE_PRIV_H

#include "base/hash.h"
#include "ledger/counts.h"
#include "ledger/engine.h"
#include "ledger/ids.h"
#include "ledger/lots.h"
#include "ledger/members.h"
#include "ledger/orders.h"
#include "ledger/pending.h"
#include "ledger/referrals.h"
#include "ledger/rewards.h"
#include "ledger/rules.h"
#include "ledger/standing.h"
#include "ledger/uses.h"

struct ledger {
	struct ledger_form form;
	struct ids ids;
	struct members members;
	struct lots lots;
	struct pending pending;
	struct uses uses;
	struct names issuers; /* "" is 0 */
	struct names labels;  /* of rules and rewards */
	int32_t horizon;      /* days before it are forgotten */
	struct orders orders;
	struct counts counts; /* what: label * COUNT_KINDS + kind */
	struct referrals referrals;
	struct standings standings;
	bool standing;  /* they are kept */
	bool fell_back; /* a purchase was judged by form.fallback */
	/* The event's */
	struct rules *now_rules;
	uint32_t *label; /* by rule: NAMES_NONE until it is used */
	struct grants grants, friends;
	uint32_t *touched; /* accounts besides its own */
	size_t touched_n, touched_room;
	/* Purchases that were said again, lower: refunds to come. */
	struct change *change;
	size_t changes, change_room;
};

enum { COUNT_POINTS, COUNT_GROWTH, COUNT_LIMIT, COUNT_STOCK, COUNT_KINDS };

struct change {
	uint32_t order;
	int64_t back;
};

/* The event at hand. */
struct now {
	struct ledger *l;
	const struct event *e;
	uint32_t first;   /* its member's first account */
	uint32_t account; /* of its member and issuer */
	uint32_t id;      /* IDS_NONE until it is remembered */
	uint64_t content;
	size_t *column;
	struct fault *f;
};

/* The event's id, remembered from now on. */
uint32_t now_id(struct now *n);

/* LEDGER_BAD with its text. */
enum ledger_status now_bad(struct now *n, const char *what);

/* LEDGER_UNKNOWN_REF; a bad row where events have been forgotten. */
enum ledger_status now_unknown(struct now *n);

/* The standing of an account; l->standing, or growth, must be kept. */
struct standing *now_standing(struct now *n, uint32_t account);

/* What conditions may ask, before the event. */
void now_facts(struct now *n, struct facts *f);

/* Adds to what an account qualifies by, if that is what tiers ask for. */
void now_qualify(
    struct now *n, uint32_t account, enum qualify by, int64_t value);

/* After an event that went well: tiers are got and renewed. */
void now_reach(struct now *n, uint32_t account);

/* Everything due at an instant, reviews of tiers too. */
void ledger_touch(struct ledger *l, uint32_t account, int64_t us);

/* --- flow.c: points between lots --- */

/* Everything due at an instant: points become usable, end, pay debts. */
void flow_touch(struct ledger *l, uint32_t account, int64_t us);

/* The same without paying: for the end of the day. */
void flow_expire(struct ledger *l, uint32_t account, int64_t us);

/* What was given back too late ends at once, by the event that did so. */
void flow_expire_now(
    struct ledger *l, uint32_t account, int64_t us, struct str event);

/* Debt is paid out of usable points, in the order of spending. */
void flow_settle(
    struct ledger *l, uint32_t account, int64_t us, struct str event);

/* Points that could be spent now, after flow_touch. */
int64_t flow_usable(const struct ledger *l, uint32_t account);

/* The first usable lot in the order of spending, or LOT_NONE. */
uint32_t flow_first(const struct ledger *l, uint32_t account);

/* The end of a lot, as it stands. */
int64_t flow_end(const struct ledger *l, uint32_t lot);

/* A lot that has points (again), usable: into its trees. */
void flow_enter(struct ledger *l, uint32_t lot);

/* A new lot that is pending: into its heap, and counted. */
void flow_wait(struct ledger *l, uint32_t lot, int64_t available);

/*
 * flow_spend_lot: takes up to `most` points out of one lot, with its line.
 *
 *   kind  MOVE_REDEEM, MOVE_ADJUST, MOVE_REVERSE_EARN: so it is counted
 *
 * Returns what was taken.
 */
int64_t flow_spend_lot(struct ledger *l, uint32_t lot, int64_t us, int64_t most,
    enum movement_kind kind, struct str event);

/*
 * flow_spend: takes n of the usable points in the order of spending; returns
 * what was missing. note: the uses are kept, to be given back.
 */
int64_t flow_spend(struct ledger *l, uint32_t account, int64_t us, int64_t n,
    enum movement_kind kind, struct str event, bool note);

/* A reversal found too little: debt, or written off. 0 does nothing. */
void flow_short(struct ledger *l, uint32_t account, int64_t us, int64_t missing,
    struct str event);

/* Something was earned, spent or bought on that day. */
void flow_active(struct ledger *l, uint32_t account, int32_t day);

/* A new lot of an account, pending or usable. */
struct new_lot {
	uint32_t id, account;
	int64_t size;
	int64_t us;        /* now */
	int64_t available; /* an instant */
	int64_t expires;
	int32_t idle;            /* months without activity; 0: by expires */
	uint32_t label;          /* of labels: the rule's */
	uint8_t part;            /* of its order's terms */
	bool beside;             /* called by event and rule */
	bool growth;             /* not to spend: only counted */
	enum movement_kind kind; /* MOVE_EARN, MOVE_ADJUST */
	struct str event;
};

/*
 * flow_lot: adds it, counts it and posts its line; no debt is paid yet.
 * Returns LOT_NONE when there is room for no more.
 */
uint32_t flow_lot(struct ledger *l, const struct new_lot *new);

/* Whether so many more points fit an account, and so much more debt. */
bool flow_fits(const struct ledger *l, uint32_t account, int64_t points);
bool flow_fits_debt(const struct ledger *l, uint32_t account, int64_t points);

/* Points come back to a lot that a redemption took them from. */
void flow_restore(
    struct ledger *l, uint32_t lot, const struct event *e, int64_t points);

/* "" unless the lot is called by its event and rule. */
struct str flow_rule(const struct ledger *l, uint32_t lot);

/* --- manual.c: events that say the points themselves --- */
enum ledger_status manual_earn(struct now *n);
enum ledger_status manual_reverse_earn(struct now *n);
enum ledger_status manual_reverse_redeem(struct now *n);
enum ledger_status manual_adjust(struct now *n);
enum ledger_status manual_assert(struct now *n);

/* A redemption of so many points, perhaps 0. */
enum ledger_status manual_spend(struct now *n, int64_t points);

/* --- buy.c: events that rules make points of --- */
enum ledger_status buy_purchase(struct now *n);
enum ledger_status buy_refund(struct now *n);
enum ledger_status buy_activity(struct now *n);
enum ledger_status buy_referral(struct now *n);

/* The order's net falls by back, at the event's instant. */
enum ledger_status buy_take_back(struct now *n, uint32_t order, int64_t back);

/* --- favour.c: rewards, and tiers by hand --- */
enum ledger_status favour_redeem(struct now *n);
enum ledger_status favour_tier(struct now *n);

#endif
