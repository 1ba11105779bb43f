/* Attempts to log in: see attempts.h. */
#include "router/verbs/accounts/attempts.h"

#include <limits.h>

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/auth_backoff.h"
#include "policy/peers.h"
#include "policy/reject_log.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/verbs/accounts/attempt_queues.h"

/* A client's attempt; all zero: none. Times are of ticks_mono. */
struct row {
	bool on;
	bool too_fast; /* told when due */
	unsigned char tried; /* failed tries, kept between attempts */
	usec due;
	usec since; /* began to wait */
	usec until; /* stops waiting */
};

/* Nothing here is saved: see attempt_queues.c. */
static struct {
	struct row *row; /* one for each client */
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

/*
 * Ends the client's attempt. question is the one whose answer it no longer
 * waits for, or 0.
 */
static void
attempts_end(uint32_t who, uint64_t question)
{
	const struct row row = attempts.row[who];

	attempt_queues_leave(who, question);
	attempts.row[who] = (struct row) { .tried = row.tried };
	if (row.on)
		forgive(who, ticks_mono() - row.since);
}

void
attempts_cancel(uint32_t who)
{
	attempts_end(who, keeper_client_number(who));
	keeper_client_cancel(who); /* no other command gets the answer */
}

static void
attempts_release(uint32_t who)
{
	attempts_cancel(who);
	attempts.row[who].tried = 0;
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

static void
attempts_start(uint32_t who, const struct attempt *attempt)
{
	const struct network from = clients_network(who);
	struct row *row = &attempts.row[who];

	if ((attempt->kind & ATTEMPT_GUESSES) == 0)
		return;
	attempt_queues_join(who, &from, attempt->account, row->tried);
	if (row->tried < UCHAR_MAX)
		row->tried++;
}

/*
 * A client that is too fast is not told so at once, or it would try again at
 * once.
 */
bool
attempts_begin(uint32_t who, const struct attempt *attempt)
{
	struct row *row = &attempts.row[who];

	row->on = true;
	row->since = ticks_mono();
	row->until = row->since + config_now()->hold_time;
	row->too_fast = (attempt->kind & ATTEMPT_COUNTS) != 0 &&
	    is_too_fast(who, attempt->account);
	if (row->too_fast)
		row->due = ticks_mono() + config_now()->password_time;
	else
		attempts_start(who, attempt);
	return !row->too_fast;
}

static bool
wait_until(uint32_t who, usec when)
{
	slots_get(clients_slot(who))->up.not_before = when;
	return false;
}

/* Returns whether the client's guess is the one to be checked now. */
static bool
is_its_turn(uint32_t who)
{
	const usec until = attempts.row[who].until;
	usec when;

	if (!attempt_queues_has(who) || attempt_queues_is_turn(who, &when))
		return true;
	return wait_until(who, when < until ? when : until);
}

/*
 * Returns whether the client has waited long enough without the keeper being
 * asked.
 */
static bool
is_over(uint32_t who)
{
	return attempt_queues_has(who) && !keeper_client_call_pending(who) &&
	    attempts.row[who].until <= ticks_mono();
}

/* Returns the rank by which the keeper does the slow work for the client. */
static struct rank
rank_of(uint32_t who, struct str account)
{
	const struct network from = clients_network(who);
	const usec now = ticks_mono();
	const uint32_t wrong = auth_backoff_recent(&from, now);

	if (auth_backoff_knows(&from, account))
		return (struct rank) { LANE_KNOWN, wrong };
	return (struct rank) { wrong > 0 ? LANE_FAILED : LANE_NEW, wrong };
}

/*
 * Ends the attempt: the question was answered, or not in time. If the secret
 * was right, the account's name comes first in the answer.
 */
static void
attempts_take_answer(
    uint32_t who, uint64_t question, const struct keeper_client_answer *answer)
{
	const struct network from = clients_network(who);
	struct str text = answer->text;

	attempts_end(who, answer->number == 0 ? question : 0);
	if (answer->code != CODE_OK || answer->more)
		return;
	attempts.row[who].tried = 0;
	auth_backoff_succeeded(&from, str_word(&text), ticks_mono());
}

bool
attempts_ask(uint32_t who, const struct attempt *attempt,
    struct keeper_client_answer *answer)
{
	const uint64_t question = keeper_client_number(who);
	const struct row *row = &attempts.row[who];

	if (!attempts_is_on(who))
		(void)attempts_begin(who, attempt); /* looked at below */
	if (row->too_fast && row->due > ticks_mono())
		return wait_until(who, row->due);
	if (row->too_fast || is_over(who)) {
		*answer =
		    (struct keeper_client_answer) { .code = row->too_fast ?
				CODE_SLOW_DOWN :
				CODE_UNAVAILABLE };
		attempts_end(who, 0);
		return true;
	}
	if (!is_its_turn(who) ||
	    !keeper_client_ask(who,
		(struct keeper_client_turn) {
		    rank_of(who, attempt->account), row->until },
		attempt->words, answer))
		return false;
	attempts_take_answer(who, question, answer);
	return true;
}

MODULE(attempts) = { TABLES(TABLE(attempts.row, CLIENTS_MAX)),
	.init = attempt_queues_init, .release = attempts_release };
