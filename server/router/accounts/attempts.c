/* Attempts to log in: see attempts.h. */
#include "router/accounts/attempts.h"

#include <string.h>

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "shared/limits.h"

/* Those that the keeper has at a time, each from another address. */
#define FLIGHTS 256

/* A client's attempt; all zero: none. Times are of ticks_mono. */
struct row {
	bool on;
	bool too_fast; /* told when due */
	usec due;
	usec since; /* began to wait */
	usec until; /* stops waiting */
};

/* What the keeper was asked; the number is 0: nothing. */
struct flight {
	uint64_t number;
	uint32_t client; /* which may have left */
	bool makes; /* an account */
	char peer[ADDR_TEXT];
	struct network from;
	size_t account_len;
	char account[LIMIT_NAME];
};

/* Not saved: an upgrade waits until nothing is asked. */
static struct {
	struct row *row; /* one for each client */
	struct flight *flight;
} attempts;

bool
attempts_is_on(uint32_t who)
{
	return attempts.row[who].on || asks_is_pending(who);
}

/*
 * Ends the client's attempt, whose question the keeper may still have. The time
 * that a nameless client has waited for the server is none of its silence.
 */
static void
attempts_end(uint32_t who)
{
	const uint32_t number = clients_slot(who);
	const struct row row = attempts.row[who];

	attempts.row[who] = (struct row) { .on = false };
	if (!row.on || clients_get(who)->named)
		return;
	slots_get(number)->spoke += ticks_mono() - row.since;
	alarms_at(number, ticks_now()); /* judges the client by the new time */
}

void
attempts_cancel(uint32_t who)
{
	attempts_end(who);
	asks_cancel(who);
}

/*
 * A client that is too fast is not told so at once, or it would try again at
 * once. If its account's rate holds it back, nothing is taken from its
 * address's rate.
 */
void
attempts_begin(uint32_t who, const struct attempt *attempt)
{
	const struct client *client = clients_get(who);
	const usec now = ticks_mono();
	struct row *row = &attempts.row[who];

	row->on = true;
	row->since = now;
	row->until = now + config_now()->hold_time;
	row->too_fast = (attempt->kind & ATTEMPT_COUNTS) != 0 &&
	    !peers_login(client->origin, attempt->account, now);
	if (!row->too_fast)
		return;
	row->due = now + config_now()->password_time;
	reject_log_add(
	    REJECT_LOG_REFUSED, client->peer, STR("too many logins"));
}

bool
attempts_may_ask(uint32_t who)
{
	const struct row *row = &attempts.row[who];

	return row->on && !row->too_fast && !asks_has_begun(who);
}

static struct str
account_of(const struct flight *flight)
{
	return (struct str) { flight->account, flight->account_len };
}

bool
attempts_makes(uint32_t who, struct str name)
{
	for (size_t i = 0; i < FLIGHTS; i++) {
		const struct flight *flight = &attempts.flight[i];
		if (flight->number != 0 && flight->makes &&
		    flight->client != who &&
		    str_caseeq(name, account_of(flight)))
			return true;
	}
	return false;
}

static bool
wait_until(uint32_t who, usec when)
{
	slots_get(clients_slot(who))->up.not_before =
	    usec_earlier(when, attempts.row[who].until);
	return false;
}

/* Returns a free place, or null if the attempt has to wait for others. */
static struct flight *
find_place(const struct network *from, bool makes)
{
	struct flight *place = NULL;

	for (size_t i = 0; i < FLIGHTS; i++) {
		struct flight *flight = &attempts.flight[i];
		if (flight->number == 0)
			place = flight;
		else if ((makes && flight->makes) ||
		    (flight->from.bits == from->bits &&
			network_contains(&flight->from, &from->ip)))
			return NULL;
	}
	return place;
}

/* Asks the keeper, or waits for its turn. */
static bool
go_on(uint32_t who, const struct attempt *attempt, struct asks_answer *answer)
{
	const bool makes = (attempt->kind & ATTEMPT_MAKES) != 0;
	const struct asks_question question = {
		.of = ASKS_KEEPER, .writes = makes, .words = attempt->words
	};
	const struct str key = peers_account(attempt->account);
	const struct network from = clients_network(who);
	struct flight *flight;
	usec wait;

	if (asks_has_asked(who) || (attempt->kind & ATTEMPT_WAITS) == 0 ||
	    !asks_is_open(ASKS_KEEPER))
		return asks_ask(who, &question, answer);
	*answer = (struct asks_answer) { .code = CODE_UNAVAILABLE };
	if (ticks_mono() >= attempts.row[who].until)
		return true;
	flight = find_place(&from, makes);
	if (flight == NULL)
		return wait_until(who, attempts.row[who].until);
	wait = peers_wait(&from, key, ticks_mono());
	if (wait > 0)
		return wait_until(who, ticks_mono() + wait);
	if (asks_ask(who, &question, answer))
		return true;
	*flight =
	    (struct flight) { .number =
				  asks_has_asked(who) ? asks_number(who) : 0,
		    .client = who,
		    .makes = makes,
		    .from = from,
		    .account_len = key.len };
	memcpy(flight->peer, clients_get(who)->peer, sizeof(flight->peer));
	memcpy(flight->account, key.at, key.len);
	return false;
}

bool
attempts_ask(
    uint32_t who, const struct attempt *attempt, struct asks_answer *answer)
{
	const struct row *row = &attempts.row[who];

	if (!attempts_is_on(who))
		attempts_begin(who, attempt);
	if (row->too_fast && row->due > ticks_mono())
		return wait_until(who, row->due);
	if (row->too_fast)
		*answer = (struct asks_answer) { .code = CODE_SLOW_DOWN };
	else if (!go_on(who, attempt, answer))
		return false;
	attempts_end(who);
	return true;
}

void
attempts_answered(const struct asks_end *end)
{
	const enum code code = end->answer.code;
	struct flight *flight = attempts.flight;
	size_t i = 0;

	while (i < FLIGHTS && flight->number != end->number)
		i++, flight++;
	if (i == FLIGHTS)
		return;
	flight->number = 0;
	if (flight->makes && code == CODE_OK)
		peers_register(flight->peer, ticks_mono());
	if (code == CODE_NOT_ALLOWED)
		(void)peers_failed(
		    &flight->from, account_of(flight), ticks_mono());
	if (code == CODE_NOT_ALLOWED && flight->client == CLIENT_NONE)
		reject_log_add(REJECT_LOG_REFUSED,
		    NETWORK_STR(&flight->from).at, STR("wrong secret"));
	FOR_EACH_CLIENT(who)
		if (attempts.row[who].on) /* it may wait for that one */
			asks_wake(who);
}

void
attempts_lost(void)
{
	for (size_t i = 0; i < FLIGHTS; i++)
		attempts.flight[i].number = 0;
}

static void
attempts_release(uint32_t who)
{
	attempts_end(who);
	for (size_t i = 0; i < FLIGHTS; i++)
		if (attempts.flight[i].client == who)
			attempts.flight[i].client = CLIENT_NONE;
}

MODULE(attempts) = { TABLES(TABLE(attempts.row, CLIENTS_MAX),
			 TABLE(attempts.flight, FLIGHTS)),
	.release = attempts_release };
