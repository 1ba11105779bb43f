/* Operators' questions to the keeper: see queries.h. */
#include "router/verbs/accounts/queries.h"

#include <stdio.h>
#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "shared/limits.h"

enum phase { NOTHING, WAITS, HAS_ASKED, IS_ANSWERED, PHASES };

struct query {
	enum phase state;
	bool left; /* nobody waits for the answer */
	uint32_t ticket;
	uint64_t number;
	uint64_t keeper; /* the one that was asked: keeper_client_generation */
	usec until; /* ticks_mono */
	enum code code;
	uint32_t user;
	char what[8]; /* empty: not logged */
	char name[LIMIT_NAME + 1];
};

static struct queries {
	struct query row[QUERIES_MAX];
} queries;

static void
free_row(struct query *row)
{
	row->state = NOTHING;
	row->ticket = 0;
}

static void
log_row(const struct query *row, enum log_level level, struct str result)
{
	if (row->what[0] == '\0')
		return;
	LOG_AT(level,
	    STR("control: uid {#uid}: {order:accounts} {} {account}{}"),
	    DECIMAL(row->user), str_from(row->what), str_from(row->name),
	    result);
}

/*
 * Gives up a question whose keeper is gone: its words are gone too, so it
 * cannot be asked again.
 */
static void
give_up(struct query *row)
{
	if (row->state == HAS_ASKED)
		log_row(row, LEVEL_WARNING, STR(": it may have been done"));
	free_row(row);
}

/*
 * Has the question asked again, or gives it up, if the keeper that was asked
 * has gone without an answer.
 */
static void
requeue_orphan(struct query *row)
{
	if (row->state != HAS_ASKED ||
	    row->keeper == keeper_client_generation())
		return;
	if (row->left) {
		give_up(row);
		return;
	}
	row->state = WAITS;
}

static struct query *
queries_find(uint32_t ticket)
{
	for (size_t i = 0; i < QUERIES_MAX; i++)
		if (ticket != 0 && queries.row[i].ticket == ticket)
			return &queries.row[i];
	return NULL;
}

/*
 * Returns a free row. If there is none, gives up the oldest one that nobody
 * waits for; returns null if there is none of these either.
 */
static struct query *
make_room(void)
{
	struct query *oldest = NULL;

	for (size_t i = 0; i < QUERIES_MAX; i++) {
		struct query *row = &queries.row[i];
		requeue_orphan(row);
		if (row->state == NOTHING)
			return row;
		if ((row->left || ticks_mono() >= row->until) &&
		    (oldest == NULL || row->until < oldest->until))
			oldest = row;
	}
	if (oldest != NULL)
		give_up(oldest);
	return oldest;
}

static void
copy(char *to, size_t size, struct str text)
{
	(void)snprintf(to, size, "%.*s", (int)text.len,
	    text.len > 0 ? text.at : ""); /* a longer text is no name */
}

static struct query *
queries_begin(const struct query_note *note)
{
	struct query *row = make_room();

	if (row == NULL)
		return NULL;
	*row = (struct query) { .state = WAITS,
		.ticket = keeper_client_ticket(),
		.until = ticks_mono() + config_now()->hold_time };
	if (note != NULL) {
		row->user = note->user;
		copy(row->what, sizeof(row->what), note->what);
		copy(row->name, sizeof(row->name), note->name);
	}
	keeper_client_request_keeper();
	return row;
}

/*
 * Asks, or waits on. A question that cannot be sent now is sent in the next
 * turn, or is late. A change may still be made when nobody waits for it any
 * more, and is then logged.
 */
static bool
go_on(
    struct query *row, struct words words, struct keeper_client_answer *answer)
{
	requeue_orphan(row);
	if (row->state == IS_ANSWERED) {
		*answer = (struct keeper_client_answer) { .code = row->code,
			.number = row->number };
		free_row(row);
		return true;
	}
	if (keeper_client_is_over(row->until, row->number)) {
		*answer =
		    (struct keeper_client_answer) { .code = CODE_UNAVAILABLE };
		queries_leave(row->ticket);
		return true;
	}
	if (row->state == WAITS && keeper_client_is_connected()) {
		row->number = keeper_client_send(words);
		row->keeper = keeper_client_generation();
		row->state = row->number != 0 ? HAS_ASKED : WAITS;
	}
	return false;
}

bool
queries_ask(uint32_t *ticket, const struct query_note *note, struct words words,
    struct keeper_client_answer *answer)
{
	struct query *row = queries_find(*ticket);

	if (row == NULL)
		row = queries_begin(note);
	if (row == NULL) {
		*answer =
		    (struct keeper_client_answer) { .code = CODE_SLOW_DOWN };
		return true;
	}
	*ticket = row->ticket;
	return go_on(row, words, answer);
}

void
queries_leave(uint32_t ticket)
{
	struct query *row = queries_find(ticket);

	if (row == NULL)
		return;
	row->left = true;
	if (row->state != HAS_ASKED)
		free_row(row);
}

bool
queries_answered(const struct keeper_client_answer *answer)
{
	for (size_t i = 0; i < QUERIES_MAX; i++) {
		struct query *row = &queries.row[i];
		if (row->state != HAS_ASKED || row->number != answer->number)
			continue;
		if (answer->code == CODE_OK)
			log_row(row, LEVEL_NOTICE, STR(""));
		row->state = IS_ANSWERED;
		row->code = answer->code;
		if (row->left)
			free_row(row);
		watch_no_wait();
		return true;
	}
	return false;
}

static const struct field saved[] = {
	FIELD_UPTO(NUMBER, struct query, state, PHASES - 1),
	FIELD(BOOL, struct query, left),
	FIELD(NUMBER, struct query, ticket),
	FIELD(NUMBER, struct query, number),
	FIELD(REAL, struct query, until),
	FIELD_UPTO(NUMBER, struct query, code, CODE_COUNT - 1),
	FIELD(NUMBER, struct query, user),
	FIELD(TEXT, struct query, what),
	FIELD(TEXT, struct query, name),
};

static void
queries_save(struct state *state)
{
	for (size_t i = 0; i < QUERIES_MAX; i++) {
		if (queries.row[i].state == NOTHING)
			continue;
		state_put(state, STR("query"), i);
		fields_put(state, FIELDS(saved), &queries.row[i]);
	}
}

static struct query *
queries_claim(struct state *state)
{
	uint64_t number;

	state_set_owner(state, STATE_NOBODY, 0);
	if (!state_number(state, QUERIES_MAX - 1, &number))
		return NULL;
	return &queries.row[number];
}

/* The keeper of the program before may still answer. */
static void
queries_load(struct state *state)
{
	struct query *row = NULL;

	while (state_next(state))
		if (state_is(state, STR("query")))
			row = queries_claim(state);
		else if (row != NULL)
			fields_get(state, FIELDS(saved), row);
}

MODULE(queries) = { SECTION("queries", queries, 0) };
