/* Reading back tables and boxes: see replay.h. */
#include "router/history/replay.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/record.h"
#include "router/history/journal_ask.h"
#include "router/history/journal_link.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/permanence.h"
#include "router/verbs/accounts/account_feed.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/accounts/registered_groups.h"
#include "router/verbs/work/store.h"

/* Tables of accounts that are read at a time. */
#define READERS 4

/* Time after which a journal that could not answer is asked again. */
#define AGAIN SEC

/* A file that is read, line by line. */
struct reader {
	uint32_t asker; /* JOURNAL_NOBODY: idle */
	uint32_t client; /* whose account's table it is */
	char where[TOKEN_MOST + 1];
	uint64_t at; /* the place in it from which it goes on */
};

/* Not saved: an upgrade has all, and begins anew with those of accounts. */
static struct {
	struct reader groups; /* of the start */
	bool boxes; /* the files of boxes come, after those of tables */
	bool lists; /* the next file is to be found */
	bool asks_list; /* the question at hand is for that */
	uint32_t group; /* that is read */
	uint64_t faults; /* lines that could not be used */
	usec until; /* ticks_now: a start waits until then; 0: not yet */
	usec again; /* ticks_now: nothing is asked before then */
	struct reader own[READERS];
} replay = { .groups = { .asker = JOURNAL_NOBODY }, .lists = true };

static struct str
kind(void)
{
	return replay.boxes ? STR("boxes") : STR("tables");
}

/* Returns the group of the token, made if it is registered; or GROUP_NONE. */
static uint32_t
find_group(struct str token)
{
	const unsigned part = replay.boxes ? PERMANENT_BOX : PERMANENT_TABLE;
	char room[LIMIT_GROUP];
	const struct str name = token_name(token, room);
	uint32_t group = groups_find(name);

	if (name.len > 0 && group == GROUP_NONE &&
	    registered_groups_made(name) == token_made(token) &&
	    token_made(token) != 0) {
		group = groups_make(name);
		if (group != GROUP_NONE)
			registered_groups_begin(group);
	}
	return group != GROUP_NONE && permanence_stays(group, part) &&
		groups_history(group)->made == token_made(token) ?
	    group :
	    GROUP_NONE;
}

/* Takes "file TOKEN": the first after the one at hand that can be used. */
static void
take_file(uint32_t asker, struct str word, struct str token)
{
	uint32_t group;

	(void)asker;
	if (!replay.lists || !str_eq(word, STR("file")) ||
	    !token_is_valid(token) ||
	    str_casecmp(token, str_from(replay.groups.where)) <= 0)
		return;
	memcpy(replay.groups.where, token.at, token.len);
	replay.groups.where[token.len] = '\0';
	group = find_group(token);
	if (group == GROUP_NONE)
		return;
	replay.lists = false;
	replay.group = group;
	replay.groups.at = 0;
}

/* Takes "line TEXT" of a group's file. A line may come again. */
static void
take_line(uint32_t asker, struct str word, struct str text)
{
	bool good = str_eq(word, STR("line"));

	(void)asker;
	if (good)
		good = replay.boxes ? store_take_box(replay.group, text) :
				      store_take_table(replay.group, text);
	replay.faults += !good;
}

/* Reads where an answer goes on. Returns false if it does not. */
static bool
read_place(struct reader *reader, const struct journal_answer *answer)
{
	const uint64_t before = reader->at;

	return answer->more &&
	    str_to_number(answer->text, UINT64_MAX, &reader->at) &&
	    reader->at > before;
}

static void
end_groups(void)
{
	journal_ask_cancel(replay.groups.asker);
	replay.groups.asker = JOURNAL_NOBODY;
	if (replay.faults > 0)
		LOG_AT(LEVEL_ERR,
		    STR("store: {#faults} lines of tables and boxes are not "
			"used"),
		    DECIMAL(replay.faults));
	store_loaded();
	FOR_EACH_GROUP(group)
		groups_remove_if_empty(group);
	watch_no_wait(); /* a start goes on */
}

/* Goes on to the next file, or to the boxes, when an answer has ended. */
static void
go_on(const struct journal_answer *answer)
{
	struct reader *groups = &replay.groups;

	if (answer->code != CODE_OK) {
		replay.again = ticks_now() + AGAIN;
	} else if (!replay.lists) {
		replay.lists = !read_place(groups, answer);
	} else if (!answer->more && replay.boxes) {
		end_groups();
	} else if (!answer->more) {
		replay.boxes = true;
		groups->where[0] = '\0';
	}
}

static void
read_groups(void)
{
	struct reader *groups = &replay.groups;
	struct journal_answer answer;

	if (groups->asker == JOURNAL_NOBODY)
		groups->asker = journal_ask_ticket();
	while (groups->asker != JOURNAL_NOBODY && ticks_now() >= replay.again) {
		if (!journal_ask_has_asked(groups->asker))
			replay.asks_list = replay.lists;
		if (!journal_ask(groups->asker,
			replay.asks_list ?
			    WORDS(
				STR("list"), kind(), str_from(groups->where)) :
			    WORDS(STR("replay"), kind(),
				str_from(groups->where), DECIMAL(groups->at)),
			replay.asks_list ? take_file : take_line, &answer))
			return;
		/* A file was found: it is read before the list goes on. */
		if (!replay.asks_list || replay.lists || answer.code != CODE_OK)
			go_on(&answer);
	}
	if (replay.again > ticks_now())
		alarms_at(ALARM_HELPERS, replay.again);
}

static struct reader *
reader_of(uint32_t asker)
{
	struct reader *reader = replay.own;

	while (reader->asker != asker)
		reader++;
	return reader;
}

static void
take_own(uint32_t asker, struct str word, struct str text)
{
	const struct reader *reader = reader_of(asker);

	if (str_eq(word, STR("line")) && store_is_read(reader->client))
		(void)store_take_own(reader->client, text); /* or it stays */
}

static void
end_own(struct reader *reader)
{
	journal_ask_cancel(reader->asker);
	reader->asker = JOURNAL_NOBODY;
}

/* Begins to read another table, if any is to be read. */
static bool
begin_own(struct reader *reader)
{
	const uint32_t asker = journal_ask_ticket();
	const uint32_t client =
	    asker != JOURNAL_NOBODY ? store_next_account() : CLIENT_NONE;
	char room[TOKEN_MOST];
	struct str token;

	if (client == CLIENT_NONE) {
		if (asker != JOURNAL_NOBODY)
			journal_ask_cancel(asker);
		return false;
	}
	*reader = (struct reader) { .asker = asker, .client = client };
	token = record_account_token(identity_account(client), room);
	memcpy(reader->where, token.at, token.len);
	return true;
}

static void
read_own(struct reader *reader)
{
	struct journal_answer answer;

	do {
		if (!store_is_read(reader->client)) {
			end_own(reader); /* it has left or logged out */
			return;
		}
		if (!journal_ask(reader->asker,
			WORDS(STR("replay"), STR("tables"),
			    str_from(reader->where), DECIMAL(reader->at)),
			take_own, &answer))
			return;
	} while (answer.code == CODE_OK && read_place(reader, &answer));
	if (answer.code != CODE_OK)
		replay.again = ticks_now() + AGAIN;
	store_read_account(reader->client, answer.code == CODE_OK);
	keeper_client_wake(reader->client);
	end_own(reader);
}

bool
replay_is_awaited(void)
{
	if (store_is_loaded() || !config_wants_journal(config_now()))
		return false;
	if (replay.until == 0)
		replay.until = ticks_now() + config_now()->hold_time;
	alarms_at(ALARM_HELPERS, replay.until);
	return ticks_now() < replay.until;
}

void
replay_turn(void)
{
	if (!config_wants_journal(config_now()))
		return;
	if (!store_is_loaded() && account_feed_is_unknown())
		keeper_client_request_keeper();
	if (!store_is_loaded() && !account_feed_is_unknown() &&
	    journal_link_is_ready())
		read_groups();
	for (size_t i = 0; i < READERS; i++) {
		struct reader *reader = &replay.own[i];
		if (reader->asker != JOURNAL_NOBODY ||
		    (journal_link_is_ready() && ticks_now() >= replay.again &&
			begin_own(reader)))
			read_own(reader);
	}
}

static void
replay_init(void)
{
	for (size_t i = 0; i < READERS; i++)
		replay.own[i].asker = JOURNAL_NOBODY;
}

MODULE(replay) = { .init = replay_init };
