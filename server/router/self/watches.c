/*
 * The words of clients: see self.h. Who watches a name, of a client that is
 * connected or not, is told when it comes and goes. Words are compared without
 * regard to ASCII case.
 */
#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/rights.h"
#include "router/queue/budget.h"
#include "router/self/self.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * Most rows of each kind. Half of them is shared out, so that each client can
 * have some whatever others do: of 1000 each 65. What it has beyond that is of
 * the other half.
 */
#define ROWS_MOST 131072
#define HALF (ROWS_MOST / 2)
#define BUCKETS 16384
#define WATCHED_MOST 100 /* names, of one client */

static_assert(INDEX_NONE == ROWS_NONE, "none is none");

struct watch {
	conn_id who;
	uint32_t next; /* number + 1 of the connection's next row; 0: none */
	bool is_beyond; /* its client's share */
	uint8_t len;
	char word[LIMIT_NAME];
};

/* The rows of one kind. */
struct kind {
	struct watch *at;
	uint32_t
	    *first; /* number + 1 of each connection's first row; 0: none */
	struct rows rows;
	size_t beyond; /* rows */
	struct index by_word;
};

static struct kind words[WORDS_KINDS];

static const struct {
	struct str key; /* of its lines in the state */
	size_t most; /* of one client */
	enum code (*check)(struct str word);
} facts[WORDS_KINDS] = {
	[WORDS_WATCHED] = { LIT("watch"), WATCHED_MOST, name_check },
	[WORDS_SERVED] = { LIT("serve"), 1000, name_check },
	[WORDS_OPER] = { LIT("oper"), 1, name_spelling },
};

static void
watches_init(void)
{
	for (size_t i = 0; i < WORDS_KINDS; i++) {
		struct kind *kind = &words[i];
		kind->at = arena_table(ROWS_MOST, sizeof(*kind->at));
		kind->first = arena_table(CLIENTS_MAX, sizeof(*kind->first));
		rows_init(&kind->rows, ROWS_MOST);
		INDEX_INIT(&kind->by_word, kind->at, ROWS_MOST, BUCKETS,
		    INDEX_NAME(struct watch, word, len));
	}
}

static struct str
word_of(const struct watch *row)
{
	return (struct str) { row->word, row->len };
}

/* Returns where the client's row of that word is, or the end of its rows. */
static uint32_t *
place_of_word(struct kind *kind, conn_id who, struct str word)
{
	uint32_t *at = &kind->first[who.n];

	while (*at != 0 && !str_caseeq(word_of(&kind->at[*at - 1]), word))
		at = &kind->at[*at - 1].next;
	return at;
}

static size_t
count_of(const struct kind *kind, conn_id who)
{
	size_t count = 0;

	for (uint32_t at = kind->first[who.n]; at != 0;
	     at = kind->at[at - 1].next)
		count++;
	return count;
}

bool
watches_add(enum words_kind which, conn_id who, struct str word)
{
	struct kind *kind = &words[which];
	const size_t count = count_of(kind, who);
	const bool is_beyond = count >= HALF / config_now()->max_clients;
	uint32_t *at = place_of_word(kind, who, word), number;
	struct watch *row;

	if (*at != 0)
		return true;
	if (count >= facts[which].most || (is_beyond && kind->beyond >= HALF))
		return false;
	number = rows_alloc(&kind->rows);
	if (number == ROWS_NONE)
		return false;
	row = &kind->at[number];
	*row = (struct watch) {
		.who = who, .is_beyond = is_beyond, .len = (uint8_t)word.len
	};
	kind->beyond += is_beyond;
	memcpy(row->word, word.at, word.len);
	*at = number + 1;
	index_add(&kind->by_word, number);
	return true;
}

bool
watches_has(enum words_kind kind, conn_id who)
{
	return words[kind].first[who.n] != 0;
}

static void
drop_word(struct kind *kind, uint32_t *at)
{
	const uint32_t number = *at - 1;

	*at = kind->at[number].next;
	kind->beyond -= kind->at[number].is_beyond;
	index_drop(&kind->by_word, number);
	rows_free(&kind->rows, number);
}

void
watches_drop(enum words_kind kind, conn_id who)
{
	while (watches_has(kind, who))
		drop_word(&words[kind], &words[kind].first[who.n]);
}

size_t
watches_count(enum words_kind kind)
{
	return rows_used(&words[kind].rows);
}

conn_id
watches_who(enum words_kind which, struct str word, uint32_t *cursor)
{
	const struct kind *kind = &words[which];

	budget_charge(WORK_STEP, 1);
	*cursor = *cursor == WORDS_FIRST ?
	    index_find(&kind->by_word, word) :
	    index_next(&kind->by_word, word, *cursor);
	return *cursor == ROWS_NONE ? CONN_NONE : kind->at[*cursor].who;
}

struct str
watches_next(enum words_kind which, conn_id who, uint32_t *cursor)
{
	const struct kind *kind = &words[which];
	const uint32_t number = *cursor == WORDS_FIRST ? kind->first[who.n] :
							 kind->at[*cursor].next;

	*cursor = number - 1;
	return number == 0 ? (struct str) { NULL, 0 } :
			     word_of(&kind->at[number - 1]);
}

/* Tells who wants to hear all of those it watches that one is away. */
static void
tell_away(conn_id watcher, client_id client)
{
	const struct str text = clients_away(client);

	if (text.len > 0 && conns_get(watcher)->hears_all)
		fanout_conn(watcher,
		    WORDS(STR("away"), DECIMAL(event_ids_next()),
			clients_actor(client),
			rights_is_heard(client, text) ? text : WATCHES_AWAY));
}

/* Tells the client whether somebody of that name is here now. */
static void
tell_state(conn_id who, struct str name)
{
	const client_id client = clients_find(name);
	const struct str id = DECIMAL(event_ids_next());

	if (!client_is(client)) {
		fanout_conn(who, WORDS(STR("offline"), id, name));
		return;
	}
	fanout_conn(who,
	    WORDS(STR("online"), id,
		conns_get(who)->full ? clients_actor(client) :
				       clients_name(client)));
	tell_away(who, client);
}

static_assert(WATCHED_MOST == 100, "watch says another number");

enum outcome
watch_cmd(conn_id who, const struct command *command)
{
	const struct kind *kind = &words[WORDS_WATCHED];
	const struct str name = command->arg[0];

	if (!watches_add(WORDS_WATCHED, who, name))
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    count_of(kind, who) < WATCHED_MOST ?
			STR("clients already watch too many names") :
			STR("you cannot watch more names: limit 100"));
	tell_state(who, name);
	return answers_ok(who, command, WORDS(name));
}

enum outcome
unwatch_cmd(conn_id who, const struct command *command)
{
	struct kind *names = &words[WORDS_WATCHED];
	uint32_t *at;

	if (command->count == 0) {
		watches_drop(WORDS_WATCHED, who);
	} else {
		at = place_of_word(names, who, command->arg[0]);
		if (*at != 0)
			drop_word(names, at);
	}
	return answers_ok(who, command, NO_WORDS);
}

enum outcome
watching_cmd(conn_id who, const struct command *command)
{
	uint32_t cursor = WORDS_FIRST;
	struct str name;
	size_t count = 0;

	for (; (name = watches_next(WORDS_WATCHED, who, &cursor)).len > 0;
	     count++)
		tell_state(who, name);
	return answers_ok(who, command, WORDS(DECIMAL(count)));
}

void
watches_tell(conn_id who, bool comes)
{
	const client_id client = client_of(who);
	const struct str word = comes ? STR("online") : STR("offline"),
			 id = DECIMAL(event_ids_next()),
			 name = clients_name(client);
	const struct words brief = WORDS(word, id, name);
	const struct event *event =
	    EVENT(brief, comes ? WORDS(word, id, FANOUT_ACTOR) : brief, who);
	uint32_t cursor = WORDS_FIRST;
	conn_id watcher;

	while (conn_is(watcher = watches_who(WORDS_WATCHED, name, &cursor))) {
		fanout_event(watcher, event);
		if (comes)
			tell_away(watcher, client);
	}
}

/* Saves "watch CLIENT NAME" for each, and so on. */
static void
watches_save(struct state *state)
{
	FOR_EACH_CONN(who)
		for (size_t i = 0; i < WORDS_KINDS; i++) {
			uint32_t cursor = WORDS_FIRST;
			struct str word;
			while ((word = watches_next(
				    (enum words_kind)i, who, &cursor))
				   .len > 0)
				STATE_PUT(
				    state, facts[i].key, DECIMAL(who.n), word);
		}
}

static void
watches_load(struct state *state)
{
	struct str word = STR("");
	uint64_t number = 0;

	while (state_next(state))
		for (size_t i = 0; i < WORDS_KINDS; i++)
			if (state_is(state, facts[i].key) &&
			    (!STATE_LINE(state, NUMBER_TO(&number, UINT32_MAX),
				 WORD_TO(&word, facts[i].check)) ||
				!conns_has(number) ||
				!watches_add((enum words_kind)i,
				    (conn_id) { (uint32_t)number }, word)))
				state_wrong(state, "invalid word, or too many");
}

static void
watches_leave(client_id client)
{
	if (clients_name(client).len > 0)
		watches_tell(conns_first(client), false);
}

static void
watches_close(conn_id who)
{
	for (size_t i = 0; i < WORDS_KINDS; i++)
		watches_drop((enum words_kind)i, who);
}

MODULE(watches) = { .init = watches_init,
	.close = watches_close,
	.leave = watches_leave,
	SECTION("watches", watches) };
