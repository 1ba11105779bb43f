/*
 * Attempts to log in: see attempts.h. Clients of one address stand in a line,
 * and the first of them may guess; the others are woken one by one.
 */
#include "router/attempts.h"

#include "base/arena.h"
#include "base/chain.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/rows.h"
#include "base/ticks.h"
#include "policy/denials.h"
#include "policy/guesses.h"
#include "policy/login_rates.h"
#include "policy/origins.h"
#include "policy/peers.h"
#include "router/clients.h"
#include "router/slots.h"

#define BUCKETS 16384
#define NOBODY CLIENT_NONE
#define NO_LINE ROWS_NONE

/* What a client attempts; all zero: nothing. */
struct row {
	bool on;
	bool looked_at; /* it has waited for long enough */
	bool too_fast; /* it is told so when that is due */
	bool stands; /* in a line */
	uint32_t line;
	uint32_t before, behind; /* clients in the same line, or NOBODY */
	usec due; /* ticks_mono */
};

/* Those of one address. */
struct line {
	struct network from;
	uint32_t first, last;
};

/*
 * To be saved: nothing. A command that waits is run again in the next program,
 * and stands in line anew, unless the keeper has been asked.
 */
static struct {
	struct row *row; /* a client each */
	struct line *line;
	struct rows lines;
	struct chain by_network;
} attempts;

bool
attempts_init(void)
{
	attempts.row = arena_table(CLIENTS_MAX, sizeof(*attempts.row));
	attempts.line = arena_table(CLIENTS_MAX, sizeof(*attempts.line));
	return attempts.row != NULL && attempts.line != NULL &&
	    rows_init(&attempts.lines, CLIENTS_MAX) &&
	    chain_init(&attempts.by_network, BUCKETS, CLIENTS_MAX) &&
	    login_rates_init();
}

bool
attempts_is_on(uint32_t who)
{
	return attempts.row[who].on || asking_is_on(who);
}

static uint32_t
find_line(const struct network *from)
{
	const uint64_t hash = origins_hash(from);
	uint32_t line = chain_first(&attempts.by_network, hash);

	while (
	    line != CHAIN_END && !origins_same(&attempts.line[line].from, from))
		line = chain_next(&attempts.by_network, line);
	return line;
}

/* A line for each client at most: there is always one left. */
static uint32_t
make_line(const struct network *from)
{
	const uint32_t line = rows_take(&attempts.lines);

	attempts.line[line] = (struct line) { *from, NOBODY, NOBODY };
	chain_add(&attempts.by_network, origins_hash(from), line);
	return line;
}

static void
drop_line(uint32_t line)
{
	chain_drop(&attempts.by_network,
	    origins_hash(&attempts.line[line].from), line);
	rows_give(&attempts.lines, line);
}

static void
stand_in_line(uint32_t who)
{
	const struct network from = origins_of(clients_get(who)->peer);
	struct row *row = &attempts.row[who];
	struct line *line;

	row->line = find_line(&from);
	if (row->line == CHAIN_END)
		row->line = make_line(&from);
	line = &attempts.line[row->line];
	row->stands = true;
	row->before = line->last;
	row->behind = NOBODY;
	if (line->last != NOBODY)
		attempts.row[line->last].behind = who;
	else
		line->first = who;
	line->last = who;
}

/* Whoever is the first then may go on. */
static void
leave_line(uint32_t who)
{
	const struct row row = attempts.row[who];
	struct line *line = &attempts.line[row.line];

	if (row.before != NOBODY)
		attempts.row[row.before].behind = row.behind;
	else
		line->first = row.behind;
	if (row.behind != NOBODY)
		attempts.row[row.behind].before = row.before;
	else
		line->last = row.before;
	if (line->first == NOBODY)
		drop_line(row.line);
	else if (row.before == NOBODY)
		asking_wake(line->first);
}

static void
end(uint32_t who)
{
	if (attempts.row[who].stands)
		leave_line(who);
	attempts.row[who] = (struct row) { .on = false };
}

void
attempts_go(uint32_t who)
{
	end(who);
	asking_go(who); /* what was asked is no other's answer */
}

/* One that the rate of its account holds back takes nothing of its address's.
 */
static bool
is_too_fast(uint32_t who, struct str account)
{
	const struct client *client = clients_get(who);
	const bool good =
	    login_rates_take(client->peer, account, ticks_mono()) &&
	    peers_login(client->origin, ticks_mono());

	if (!good)
		denials_log(
		    DENIALS_REFUSED, client->peer, STR("too many logins"));
	return !good;
}

/* One that is too fast is not told at once, or it would try again at once. */
bool
attempts_begin(uint32_t who, const struct attempt *attempt)
{
	struct row *row = &attempts.row[who];

	row->on = true;
	row->too_fast = (attempt->kind & ATTEMPT_COUNTS) != 0 &&
	    is_too_fast(who, attempt->account);
	if (row->too_fast)
		row->due = ticks_mono() + config_now()->password_time;
	else if ((attempt->kind & ATTEMPT_GUESSES) != 0)
		stand_in_line(who);
	return !row->too_fast;
}

static bool
wait_for(uint32_t who, usec time)
{
	slots_get(clients_slot(who))->up.later = ticks_mono() + time;
	return false;
}

/* Is what it guesses looked at now? Once it is, that lasts for the attempt. */
static bool
is_its_turn(uint32_t who)
{
	struct row *row = &attempts.row[who];
	usec wait;

	if (!row->stands || row->looked_at)
		return true;
	if (row->before != NOBODY)
		return wait_for(who, config_now()->hold_time);
	wait = guesses_wait(clients_get(who)->peer, ticks_mono());
	if (wait > 0)
		return wait_for(who, wait);
	row->looked_at = true;
	return true;
}

/* False: not yet. */
static bool
is_refused(uint32_t who, struct asking_answer *answer)
{
	const usec due = attempts.row[who].due;

	if (due > ticks_mono())
		return wait_for(who, due - ticks_mono());
	*answer = (struct asking_answer) { .code = CODE_SLOW_DOWN };
	end(who);
	return true;
}

bool
attempts_ask(
    uint32_t who, const struct attempt *attempt, struct asking_answer *answer)
{
	if (!attempts_is_on(who))
		(void)attempts_begin(who, attempt); /* looked at below */
	if (attempts.row[who].too_fast)
		return is_refused(who, answer);
	if (!is_its_turn(who) || !asking_ask(who, attempt->words, answer))
		return false;
	end(who);
	return true;
}
