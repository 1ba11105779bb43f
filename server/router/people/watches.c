/*
 * The words of clients (people.h). Who watches a name, of a client that is
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
#include "router/people/people.h"
#include "router/queue/budget.h"
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
	uint32_t client;
	uint32_t next; /* number + 1 of the client's next row; 0: none */
	bool is_beyond; /* its client's share */
	uint8_t len;
	char word[LIMIT_NAME];
};

/* The rows of one kind. */
struct kind {
	struct watch *at;
	uint32_t *first; /* number + 1 of each client's first row; 0: none */
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
place_of_word(struct kind *kind, uint32_t client, struct str word)
{
	uint32_t *at = &kind->first[client];

	while (*at != 0 && !str_caseeq(word_of(&kind->at[*at - 1]), word))
		at = &kind->at[*at - 1].next;
	return at;
}

static size_t
count_of(const struct kind *kind, uint32_t client)
{
	size_t count = 0;

	for (uint32_t at = kind->first[client]; at != 0;
	     at = kind->at[at - 1].next)
		count++;
	return count;
}

bool
watches_add(enum words_kind which, uint32_t client, struct str word)
{
	struct kind *kind = &words[which];
	const size_t count = count_of(kind, client);
	const bool is_beyond = count >= HALF / config_now()->max_clients;
	uint32_t *at = place_of_word(kind, client, word), number;
	struct watch *row;

	if (*at != 0)
		return true;
	if (count >= facts[which].most || (is_beyond && kind->beyond >= HALF))
		return false;
	number = rows_alloc(&kind->rows);
	if (number == ROWS_NONE)
		return false;
	row = &kind->at[number];
	*row = (struct watch) { .client = client,
		.is_beyond = is_beyond,
		.len = (uint8_t)word.len };
	kind->beyond += is_beyond;
	memcpy(row->word, word.at, word.len);
	*at = number + 1;
	index_add(&kind->by_word, number);
	return true;
}

bool
watches_has(enum words_kind kind, uint32_t client)
{
	return words[kind].first[client] != 0;
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
watches_drop(enum words_kind kind, uint32_t client)
{
	while (watches_has(kind, client))
		drop_word(&words[kind], &words[kind].first[client]);
}

size_t
watches_count(enum words_kind kind)
{
	return rows_used(&words[kind].rows);
}

uint32_t
watches_who(enum words_kind which, struct str word, uint32_t *cursor)
{
	const struct kind *kind = &words[which];

	budget_charge(WORK_STEP, 1);
	*cursor = *cursor == WORDS_FIRST ?
	    index_find(&kind->by_word, word) :
	    index_next(&kind->by_word, word, *cursor);
	return *cursor == ROWS_NONE ? CLIENT_NONE : kind->at[*cursor].client;
}

struct str
watches_next(enum words_kind which, uint32_t client, uint32_t *cursor)
{
	const struct kind *kind = &words[which];
	const uint32_t number = *cursor == WORDS_FIRST ? kind->first[client] :
							 kind->at[*cursor].next;

	*cursor = number - 1;
	return number == 0 ? (struct str) { NULL, 0 } :
			     word_of(&kind->at[number - 1]);
}

/* Tells who wants to hear all of those it watches that one is away. */
static void
tell_away(uint32_t watcher, uint32_t client)
{
	const struct str text = clients_away(client);

	if (text.len > 0 && clients_own(watcher)->hears_all)
		fanout_client(watcher,
		    WORDS(STR("away"), event_ids_next(), clients_actor(client),
			rights_is_heard(client, text) ? text : PROFILE_AWAY));
}

/* Tells the client whether somebody of that name is here now. */
static void
tell_state(uint32_t who, struct str name)
{
	const uint32_t client = clients_find(name);
	const struct str id = event_ids_next();

	if (client == CLIENT_NONE || clients_name(client).len == 0) {
		fanout_client(who, WORDS(STR("offline"), id, name));
		return;
	}
	fanout_client(who,
	    WORDS(STR("online"), id,
		clients_wants_full(who) ? clients_actor(client) :
					  clients_name(client)));
	tell_away(who, client);
}

static_assert(WATCHED_MOST == 100, "watch says another number");

enum outcome
watch_cmd(uint32_t who, const struct command *command)
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
unwatch_cmd(uint32_t who, const struct command *command)
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
watching_cmd(uint32_t who, const struct command *command)
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
watches_tell(uint32_t client, bool comes)
{
	const struct str word = comes ? STR("online") : STR("offline"),
			 id = event_ids_next(), name = clients_name(client);
	const struct words brief = WORDS(word, id, name);
	const struct event *event =
	    EVENT(brief, comes ? WORDS(word, id, FANOUT_ACTOR) : brief, client);
	uint32_t cursor = WORDS_FIRST, watcher;

	while ((watcher = watches_who(WORDS_WATCHED, name, &cursor)) !=
	    CLIENT_NONE) {
		fanout_event(watcher, event);
		if (comes)
			tell_away(watcher, client);
	}
}

/* Saves "watch CLIENT NAME" for each, and so on. */
static void
watches_save(struct state *state)
{
	FOR_EACH_CLIENT(client)
		for (size_t i = 0; i < WORDS_KINDS; i++) {
			uint32_t cursor = WORDS_FIRST;
			struct str word;
			while ((word = watches_next(
				    (enum words_kind)i, client, &cursor))
				   .len > 0)
				STATE_PUT(
				    state, facts[i].key, DECIMAL(client), word);
		}
}

static void
watches_load(struct state *state)
{
	struct str word = STR("");
	uint64_t client = 0;

	while (state_next(state))
		for (size_t i = 0; i < WORDS_KINDS; i++)
			if (state_is(state, facts[i].key) &&
			    (!STATE_LINE(state, NUMBER_TO(&client, UINT32_MAX),
				 WORD_TO(&word, facts[i].check)) ||
				!clients_is_named(client) ||
				!watches_add((enum words_kind)i,
				    (uint32_t)client, word)))
				state_wrong(state, "invalid word, or too many");
}

static void
watches_leave(uint32_t client)
{
	if (clients_name(client).len > 0)
		watches_tell(client, false);
}

static void
watches_close(uint32_t client)
{
	for (size_t i = 0; i < WORDS_KINDS; i++)
		watches_drop((enum words_kind)i, client);
}

MODULE(watches) = { .init = watches_init,
	.close = watches_close,
	.leave = watches_leave,
	SECTION("watches", watches) };
