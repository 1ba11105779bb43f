/* Operators' questions to the keeper: see queries.h. */
#include "router/verbs/accounts/queries.h"

#include <stdio.h>
#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "shared/limits.h"

/* What is known about an operator's question; its answer is the keeper's. */
struct query {
	uint32_t ticket; /* 0: free */
	bool left; /* nobody waits for the answer */
	usec until; /* ticks_mono */
	uid_t user;
	char what[8]; /* empty: not logged */
	char name[LIMIT_NAME + 1];
};

/* Not saved: in the next program, whoever waits asks again. */
static struct {
	struct query row[KEEPER_CLIENT_OPERATORS];
} queries;

static uint32_t
asker_of(const struct query *row)
{
	return KEEPER_CLIENT_OPERATOR + (uint32_t)(row - queries.row);
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

static void
free_row(struct query *row)
{
	keeper_client_cancel(asker_of(row));
	row->ticket = 0;
	row->left = false;
}

/* Gives up a question whose answer comes late, or that a dead keeper had. */
static void
give_up(struct query *row)
{
	log_row(row, LEVEL_WARNING, STR(": it may have been done"));
	free_row(row);
}

static struct query *
queries_find(uint32_t ticket)
{
	for (size_t i = 0; i < COUNT(queries.row); i++)
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

	for (size_t i = 0; i < COUNT(queries.row); i++) {
		struct query *row = &queries.row[i];
		if (row->left && !keeper_client_has_asked(asker_of(row)))
			give_up(row);
		if (row->ticket == 0)
			return row;
		if ((row->left || ticks_mono() >= row->until) &&
		    (oldest == NULL || row->until < oldest->until))
			oldest = row;
	}
	if (oldest != NULL)
		give_up(oldest);
	return oldest;
}

static struct query *
queries_begin(const struct query_note *note)
{
	struct query *row = make_room();

	if (row == NULL)
		return NULL;
	*row = (struct query) { .ticket = keeper_client_ticket(),
		.until = ticks_mono() + config_now()->hold_time };
	if (note != NULL) {
		row->user = note->user;
		(void)snprintf(row->what, sizeof(row->what), "%.*s",
		    (int)note->what.len, note->what.at); /* fits */
		(void)snprintf(row->name, sizeof(row->name), "%.*s",
		    (int)note->name.len, note->name.at); /* or it is no name */
	}
	return row;
}

bool
queries_ask(uint32_t *ticket, const struct query_note *note, struct words words,
    struct keeper_client_answer *answer)
{
	struct query *row = queries_find(*ticket);

	if (row == NULL)
		row = queries_begin(note);
	*answer = (struct keeper_client_answer) { .code = CODE_SLOW_DOWN };
	if (row == NULL)
		return true;
	*ticket = row->ticket;
	if (ticks_mono() >= row->until) { /* it may still be done, and logged */
		answer->code = CODE_UNAVAILABLE;
		queries_leave(row->ticket);
		return true;
	}
	if (!keeper_client_ask(asker_of(row), row->until, words, answer))
		return false;
	if (answer->code == CODE_OK)
		log_row(row, LEVEL_NOTICE, STR(""));
	row->ticket = 0;
	return true;
}

void
queries_leave(uint32_t ticket)
{
	struct query *row = queries_find(ticket);

	if (row == NULL)
		return;
	row->left = true;
	if (!keeper_client_has_asked(asker_of(row)))
		free_row(row);
}

void
queries_answered(uint32_t number, const struct keeper_client_answer *answer)
{
	struct query *row = &queries.row[number];

	if (row->ticket == 0 || !row->left)
		return;
	if (answer->code == CODE_OK)
		log_row(row, LEVEL_NOTICE, STR(""));
	free_row(row);
}
