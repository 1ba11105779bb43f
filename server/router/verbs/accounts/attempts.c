/*
 * Attempts to log in: see attempts.h. A client is given its turn by having its
 * line run again. If it cannot run at once, others are given theirs meanwhile,
 * so that nobody holds up the rest.
 */
#include "router/verbs/accounts/attempts.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/list.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/auth_backoff.h"
#include "policy/peers.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "shared/limits.h"

enum lane {
	LANE_KNOWN, /* the address has logged in to the account before */
	LANE_NEW, /* nothing else was tried lately from the address */
	LANE_OTHER, /* it was; or the client has no account yet */
	LANES
};

/*
 * The lanes' turns, repeated; a lane in which nobody waits is passed over.
 * Where a crowd waits, the one who came last has turns as well as the first: so
 * one who comes after the crowd does not wait for all of it.
 */
static const struct {
	enum lane lane;
	bool last;
} shares[] = { { LANE_KNOWN, false }, { LANE_NEW, true }, { LANE_KNOWN, true },
	{ LANE_NEW, false }, { LANE_KNOWN, false }, { LANE_OTHER, false } };

/* A client's attempt; all zero: none. Times are of ticks_mono. */
struct row {
	bool on;
	bool too_fast; /* told when due */
	bool listed; /* waits in the lane */
	bool called; /* it is its turn, or was */
	enum lane lane;
	usec due;
	usec since; /* began to wait */
	usec until; /* stops waiting */
};

/*
 * Nothing here is saved. In the next program, waiting commands run again and
 * wait again.
 */
static struct {
	struct row *row; /* one for each client */
	struct link *link;
	struct list lane[LANES];
	size_t step; /* position in the shares */
	/* What the keeper was asked; number is 0 if nothing. */
	uint64_t number;
	uint32_t client; /* CLIENT_NONE: it has left */
	bool makes; /* an account */
	char peer[ADDR_TEXT];
	struct network from;
	size_t account_len;
	char account[LIMIT_NAME];
} attempts;

bool
attempts_is_on(uint32_t who)
{
	return attempts.row[who].on || keeper_client_call_pending(who);
}

/*
 * Excludes the time that a nameless client has waited for the server from its
 * silence.
 */
static void
forgive(uint32_t who, usec time)
{
	const uint32_t number = clients_slot(who);

	if (clients_get(who)->named)
		return;
	slots_get(number)->spoke += time;
	alarms_at(number, ticks_now()); /* judges the client by the new time */
}

static void
unlist(uint32_t who)
{
	struct row *row = &attempts.row[who];

	if (row->listed)
		list_drop(&attempts.lane[row->lane], attempts.link, who);
	row->listed = false;
}

/* Ends the client's attempt, whose question the keeper may still have. */
static void
attempts_end(uint32_t who)
{
	const struct row row = attempts.row[who];

	unlist(who);
	if (attempts.client == who)
		attempts.client = CLIENT_NONE;
	attempts.row[who] = (struct row) { .on = false };
	if (row.on)
		forgive(who, ticks_mono() - row.since);
}

void
attempts_cancel(uint32_t who)
{
	attempts_end(who);
	keeper_client_cancel(who); /* no other command gets the answer */
}

/*
 * Returns whether the client is too fast. If its account's rate holds it back,
 * nothing is taken from its address's rate.
 */
static bool
is_too_fast(uint32_t who, struct str account)
{
	const struct client *client = clients_get(who);
	const bool good =
	    auth_backoff_take(client->peer, account, ticks_mono()) &&
	    peers_login(client->origin, ticks_mono());

	if (!good)
		reject_log_add(
		    REJECT_LOG_REFUSED, client->peer, STR("too many logins"));
	return !good;
}

static enum lane
lane_of(const struct network *from, const struct attempt *attempt)
{
	if ((attempt->kind & ATTEMPT_MAKES) != 0)
		return LANE_OTHER;
	if (auth_backoff_trusts(from, attempt->account, ticks_mono()))
		return LANE_KNOWN;
	return auth_backoff_is_new(from, ticks_mono()) ? LANE_NEW : LANE_OTHER;
}

/*
 * A client that is too fast is not told so at once, or it would try again at
 * once.
 */
bool
attempts_begin(uint32_t who, const struct attempt *attempt)
{
	const struct network from = clients_network(who);
	struct row *row = &attempts.row[who];

	row->on = true;
	row->lane = lane_of(&from, attempt);
	row->since = ticks_mono();
	row->until = row->since + config_now()->hold_time;
	row->too_fast = (attempt->kind & ATTEMPT_COUNTS) != 0 &&
	    is_too_fast(who, attempt->account);
	if (row->too_fast)
		row->due = ticks_mono() + config_now()->password_time;
	else if ((attempt->kind & ATTEMPT_WAITS) != 0)
		auth_backoff_tries(&from, ticks_mono());
	return !row->too_fast;
}

bool
attempts_may_ask(uint32_t who)
{
	const struct row *row = &attempts.row[who];

	return row->on && !row->too_fast && !keeper_client_call_pending(who);
}

bool
attempts_makes(uint32_t who, struct str name)
{
	return attempts.number != 0 && attempts.makes &&
	    attempts.client != who &&
	    str_caseeq(
		name, (struct str) { attempts.account, attempts.account_len });
}

static bool
wait_until(uint32_t who, usec when)
{
	slots_get(clients_slot(who))->up.not_before =
	    usec_earlier(when, attempts.row[who].until);
	return false;
}

/* Has the client wait in its lane, in front if it has missed its turn. */
static bool
get_in_line(uint32_t who)
{
	struct row *row = &attempts.row[who];
	struct list *lane = &attempts.lane[row->lane];

	if (!row->listed) {
		list_add(lane, attempts.link, who,
		    row->called ? list_first(lane) : LIST_END);
		row->listed = true;
		row->called = false;
		keeper_client_request_keeper();
	}
	return wait_until(who, row->until);
}

/*
 * Returns whether the client may ask now. If it has to wait because of what was
 * wrong, it gets in line again after that.
 */
static bool
may_ask(uint32_t who, const struct attempt *attempt)
{
	const struct network from = clients_network(who);
	struct row *row = &attempts.row[who];
	usec wait;

	if (!row->called || attempts.number != 0)
		return get_in_line(who);
	row->called = false;
	wait = auth_backoff_wait(
	    &from, auth_backoff_key(attempt->account), ticks_mono());
	return wait == 0 || wait_until(who, ticks_mono() + wait);
}

/* Notes the question that the client has put. */
static void
note_asked(uint32_t who, const struct attempt *attempt)
{
	const struct str key = auth_backoff_key(attempt->account);

	attempts.number = keeper_client_number(who);
	attempts.client = who;
	attempts.makes = (attempt->kind & ATTEMPT_MAKES) != 0;
	memcpy(attempts.peer, clients_get(who)->peer, sizeof(attempts.peer));
	attempts.from = clients_network(who);
	attempts.account_len = key.len;
	memcpy(attempts.account, key.at, key.len);
}

/* Asks the keeper, or waits. */
static bool
go_on(uint32_t who, const struct attempt *attempt,
    struct keeper_client_answer *answer)
{
	const usec until = attempts.row[who].until;
	const bool is_asked = keeper_client_has_asked(who);

	if (!is_asked && (attempt->kind & ATTEMPT_WAITS) != 0 &&
	    !keeper_client_is_over(until, 0) && !may_ask(who, attempt))
		return false;
	if (keeper_client_ask(who, until, attempt->words, answer))
		return true;
	if (!is_asked && (attempt->kind & ATTEMPT_WAITS) != 0)
		note_asked(who, attempt);
	return false;
}

bool
attempts_ask(uint32_t who, const struct attempt *attempt,
    struct keeper_client_answer *answer)
{
	const struct row *row = &attempts.row[who];
	struct str text;

	if (!attempts_is_on(who))
		(void)attempts_begin(who, attempt); /* looked at below */
	if (row->too_fast && row->due > ticks_mono())
		return wait_until(who, row->due);
	if (row->too_fast)
		*answer =
		    (struct keeper_client_answer) { .code = CODE_SLOW_DOWN };
	else if (!go_on(who, attempt, answer))
		return false;
	attempts_end(who);
	if (answer->code == CODE_OK && !answer->more) {
		const struct network from = clients_network(who);
		text = answer->text; /* the account's name comes first */
		auth_backoff_succeeded(&from, str_word(&text), ticks_mono());
	}
	return true;
}

void
attempts_answered(const struct keeper_client_answer *answer)
{
	if (answer->number != attempts.number)
		return;
	attempts.number = 0;
	if (attempts.makes && answer->code == CODE_OK)
		peers_register(attempts.peer, ticks_mono());
	if (answer->code != CODE_NOT_ALLOWED)
		return;
	(void)auth_backoff_failed(&attempts.from,
	    (struct str) { attempts.account, attempts.account_len },
	    ticks_mono());
	if (attempts.client == CLIENT_NONE)
		reject_log_add(REJECT_LOG_REFUSED,
		    NETWORK_STR(&attempts.from).at, STR("wrong secret"));
}

void
attempts_keeper_started(void)
{
	attempts.number = 0;
}

/* Returns whose turn it is, or CLIENT_NONE. */
static uint32_t
next_client(void)
{
	for (size_t i = 0; i < COUNT(shares); i++) {
		const size_t step = attempts.step++ % COUNT(shares);
		const struct list *lane = &attempts.lane[shares[step].lane];
		if (lane->count > 0)
			return shares[step].last ? list_last(lane) :
						   list_first(lane);
	}
	return CLIENT_NONE;
}

void
attempts_turn(void)
{
	uint32_t who;

	if (attempts.number != 0 || keeper_client_is_awaited())
		return;
	who = next_client();
	if (who == CLIENT_NONE)
		return;
	unlist(who);
	attempts.row[who].called = true;
	keeper_client_wake(who);
}

MODULE(attempts) = { TABLES(TABLE(attempts.row, CLIENTS_MAX),
			 TABLE(attempts.link, CLIENTS_MAX)),
	.release = attempts_cancel };
