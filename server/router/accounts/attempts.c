/* Attempts to log in: see attempts.h. */
#include "router/accounts/attempts.h"

#include <string.h>

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "shared/addr.h"
#include "shared/limits.h"
#include "shared/text/twins.h"

/* A client's attempt; all zero: none. Times are of ticks_mono. */
struct row {
	bool too_fast; /* told when due */
	usec due; /* nothing is asked before */
	usec since; /* began to wait */
	usec until; /* stops waiting */
	usec before; /* the attempt before the last from its address, or 0 */
};

/* Not saved: an upgrade waits until nothing is asked. */
static struct {
	struct row *row; /* one for each connection */
	conn_id next; /* whose turn it is; or CONN_NONE */

	/* What the keeper was asked; the number is 0: nothing. */
	uint64_t number;
	conn_id who; /* which may have left */
	bool makes; /* an account */
	char peer[ADDR_TEXT];
	struct network from;
	char account[LIMIT_NAME + 1];
} attempts = { .next = CONN_NONE };

bool
attempts_is_on(conn_id who)
{
	return conns_get(who)->attempts || asks_is_pending(who.n);
}

/*
 * Returns whether the client only waits for its turn. The line of one that does
 * not read is not run; the others, who look each second, do not wait for it.
 */
static bool
is_waiting(conn_id who)
{
	const struct row *row = &attempts.row[who.n];
	const usec now = ticks_mono();

	return conns_get(who)->attempts && !row->too_fast &&
	    !asks_has_asked(who.n) && row->due <= now && now < row->until &&
	    !slots_over_mark(who) &&
	    slots_get(conns_slot(who))->state == SLOT_OPEN;
}

/*
 * Says whose turn it is: among those that wait, it is the one from whose
 * address nobody has tried for longest. So whoever tries often, over whatever
 * many connections, hardly delays those who come now and then.
 */
static void
choose_next(void)
{
	attempts.next = CONN_NONE;
	FOR_EACH_CONN(who) {
		if (is_waiting(who) &&
		    (!conn_is(attempts.next) ||
			attempts.row[who.n].before <
			    attempts.row[attempts.next.n].before))
			attempts.next = who;
	}
	if (conn_is(attempts.next))
		asks_wake(attempts.next.n);
}

/*
 * Ends the client's attempt, whose question the keeper may still have. The time
 * that a nameless client has waited for the server is none of its silence.
 */
static void
attempts_end(conn_id who)
{
	const uint32_t number = conns_slot(who);
	const bool was_on = conns_get(who)->attempts;
	const struct row row = attempts.row[who.n];

	conns_get(who)->attempts = false;
	attempts.row[who.n] = (struct row) { .before = row.before };
	if (conn_same(attempts.next, who))
		choose_next();
	if (!was_on || clients_get(client_of(who))->named)
		return;
	slots_get(number)->spoke += ticks_mono() - row.since;
	ticks_alarm(
	    number, ticks_now()); /* judges the client by the new time */
}

void
attempts_cancel(conn_id who)
{
	attempts_end(who);
	asks_cancel(who.n);
}

/*
 * A client that is too fast is not told so at once, or it would try again at
 * once. If its account's rate holds it back, nothing is taken from its
 * address's rate.
 */
void
attempts_begin(conn_id who, const struct attempt *attempt)
{
	struct connection *conn = conns_get(who);
	const struct network from = conns_network(who);
	const usec now = ticks_mono();
	struct row *row = &attempts.row[who.n];

	conn->attempts = true;
	row->since = now;
	row->until = now + config_now()->hold_time;
	row->too_fast = (attempt->kind & ATTEMPT_COUNTS) != 0 &&
	    !peers_login(&from,
		conn->origin == PEERS_NONE || conn->peer_user.is_known,
		attempt->account, now, &row->before);
	if (!row->too_fast) {
		asks_count(who);
		return;
	}
	row->due = row->until = now + config_now()->password_time;
	peers_log_reject(
	    REJECT_LOG_REFUSED, conn->peer, STR("too many logins"));
}

bool
attempts_may_ask(conn_id who)
{
	const struct row *row = &attempts.row[who.n];

	return conns_get(who)->attempts && !row->too_fast &&
	    !asks_has_begun(who);
}

static bool
wait_until(conn_id who, usec when)
{
	slots_wait(
	    conns_slot(who), usec_earlier(when, attempts.row[who.n].until));
	return false;
}

/* Asks the keeper, or waits for its turn. */
static bool
go_on(conn_id who, const struct attempt *attempt, struct asks_answer *answer)
{
	const bool makes = (attempt->kind & ATTEMPT_MAKES) != 0;
	const struct asks_question question = {
		.of = ASKS_KEEPER, .writes = makes, .words = attempt->words
	};
	const struct str key = peers_account(attempt->account);
	const struct network from = conns_network(who);
	struct row *row = &attempts.row[who.n];
	usec wait;

	if (asks_has_asked(who.n) || (attempt->kind & ATTEMPT_WAITS) == 0 ||
	    !asks_is_open(ASKS_KEEPER))
		return asks_ask(who.n, &question, answer);
	*answer = (struct asks_answer) { .code = CODE_UNAVAILABLE };
	if (ticks_mono() >= row->until)
		return true;
	if (attempts.number != 0 ||
	    (conn_is(attempts.next) && !conn_same(attempts.next, who) &&
		is_waiting(attempts.next)))
		return wait_until(who, ticks_mono() + SEC); /* looks again */
	wait = peers_wait(&from, key, ticks_mono());
	if (wait > 0) {
		row->due = ticks_mono() + wait;
		if (conn_same(attempts.next, who))
			choose_next();
		return wait_until(who, row->due);
	}
	attempts.next = CONN_NONE;
	if (asks_ask(who.n, &question, answer))
		return true;
	attempts.number = asks_number(who.n);
	attempts.who = who;
	attempts.makes = makes;
	attempts.from = from;
	memcpy(attempts.peer, conns_get(who)->peer, sizeof(attempts.peer));
	memcpy(attempts.account, key.at, key.len);
	attempts.account[key.len] = '\0';
	return false;
}

bool
attempts_ask(
    conn_id who, const struct attempt *attempt, struct asks_answer *answer)
{
	const struct row *row = &attempts.row[who.n];

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

	if (attempts.number == 0 || attempts.number != end->number)
		return;
	attempts.number = 0;
	if (attempts.makes && code == CODE_OK)
		peers_register(attempts.peer, ticks_mono());
	if (code == CODE_NOT_ALLOWED)
		(void)peers_failed(
		    &attempts.from, str_from(attempts.account), ticks_mono());
	if (code == CODE_NOT_ALLOWED && !conn_is(attempts.who))
		peers_log_account(NETWORK_STR(&attempts.from).at,
		    STR("wrong secret"), str_from(attempts.account));
	choose_next();
}

void
attempts_lost(void)
{
	attempts.number = 0;
	choose_next();
}

/* It is reserved, too, while such an account is made for another. */
struct str
attempts_reserved(conn_id who, struct str name)
{
	const struct str account = account_names_find_like(name);

	if (account.len > 0)
		return str_caseeq(account, clients_account(client_of(who))) ?
		    STR("") :
		    account;
	return attempts.number != 0 && attempts.makes &&
		!conn_same(attempts.who, who) &&
		twins_alike(name, str_from(attempts.account)) ?
	    str_from(attempts.account) :
	    STR("");
}

static void
attempts_close(conn_id who)
{
	attempts_end(who);
	attempts.row[who.n] = (struct row) { .due = 0 };
	if (conn_same(attempts.who, who))
		attempts.who = CONN_NONE;
}

MODULE(attempts) = { TABLES(TABLE(attempts.row, CLIENTS_MAX)),
	.close = attempts_close };
