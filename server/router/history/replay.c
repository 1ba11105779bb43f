/* Reading back tables and boxes: see replay.h. */
#include "router/history/replay.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/history/journal_ask.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/table.h"
#include "router/verbs/accounts/account_feed.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/accounts/registered_groups.h"
#include "router/verbs/accounts/registrations.h"
#include "router/verbs/work/store.h"

/* Files that are read at a time. */
#define READERS 8

/* Time after which a journal that could not answer is asked again. */
#define AGAIN SEC

/* A file that is read, line by line. */
struct reader {
	uint32_t asker; /* JOURNAL_NOBODY: idle */
	uint32_t file;
	uint64_t at; /* the place in it from which it goes on */
};

/* Not saved: what was not read is read by the next program. */
static struct {
	bool begun; /* groups that exist, and clients' accounts, are noted */
	bool loaded;
	uint32_t row; /* the registration that is next */
	uint64_t faults; /* lines that could not be used */
	usec until; /* ticks_now: a start waits until then; 0: not yet */
	usec again; /* ticks_now: no file is begun before then */
	struct reader reader[READERS];
} replay;

/* Takes "line TEXT". */
static void
take_line(uint32_t asker, struct str word, struct str text)
{
	const struct reader *reader = replay.reader;

	while (reader->asker != asker)
		reader++;
	replay.faults +=
	    !str_eq(word, STR("line")) || !store_take(reader->file, text);
}

/* Begins to read another file, if any is to be read. */
static bool
begin(struct reader *reader)
{
	if (store_unread() == 0 || ticks_now() < replay.again)
		return false;
	*reader = (struct reader) { .asker = journal_ask_ticket() };
	if (reader->asker != JOURNAL_NOBODY)
		reader->file = store_next_unread();
	return reader->asker != JOURNAL_NOBODY;
}

/* Runs what waits for the table of an account. */
static void
wake(uint32_t table)
{
	FOR_EACH_CLIENT(client)
		if (table_of_client(client) == table)
			keeper_client_wake(client);
}

/* Reads where an answer goes on. Returns false if it does not. */
static bool
goes_on(struct reader *reader, const struct journal_answer *answer)
{
	const uint64_t before = reader->at;

	return answer->code == CODE_OK && answer->more &&
	    str_to_number(answer->text, UINT64_MAX, &reader->at) &&
	    reader->at > before;
}

/* A question that is repeated says the same lines again, to the same end. */
static void
read_file(struct reader *reader)
{
	struct journal_answer answer;
	char room[TOKEN_MOST];

	do {
		if (!journal_ask(reader->asker,
			WORDS(STR("replay"),
			    store_is_box(reader->file) ? STR("boxes") :
							 STR("tables"),
			    store_token(reader->file, room),
			    DECIMAL(reader->at)),
			take_line, &answer))
			return;
	} while (goes_on(reader, &answer));
	journal_ask_cancel(reader->asker);
	reader->asker = JOURNAL_NOBODY;
	if (answer.code != CODE_OK)
		replay.again = ticks_now() + AGAIN;
	store_was_read(reader->file, answer.code == CODE_OK);
	wake(reader->file);
}

/* Notes what is to be read now that the accounts are known. */
static void
begin_all(void)
{
	replay.begun = true;
	FOR_EACH_CLIENT(client)
		store_logged_in(client);
	replay.loaded = store_is_loaded();
	if (!replay.loaded)
		FOR_EACH_GROUP(group)
			store_read_group(group);
}

/* Has the files of some more registered groups read. */
static void
list_groups(void)
{
	while (replay.row < registrations_ever() && store_unread() < READERS) {
		const struct registration *entry =
		    registrations_get(replay.row++);
		const struct str name = registration_name(entry);
		uint32_t group;
		if (entry->name_len == 0 || entry->is_new ||
		    groups_find(name) != GROUP_NONE)
			continue;
		group = groups_make(name);
		if (group == GROUP_NONE)
			continue;
		registered_groups_begin(group);
		store_read_group(group);
	}
	if (replay.row >= registrations_ever())
		store_listed();
}

static void
end_all(void)
{
	replay.loaded = true;
	if (replay.faults > 0)
		LOG_AT(LEVEL_ERR,
		    STR("store: {#faults} lines of tables and boxes are not "
			"used"),
		    DECIMAL(replay.faults));
	FOR_EACH_GROUP(group)
		groups_remove_if_empty(group);
	watch_no_wait(); /* a start goes on */
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
	if (account_feed_is_unknown()) {
		if (!replay.begun)
			keeper_client_request_keeper();
		return;
	}
	if (!replay.begun)
		begin_all();
	if (!replay.loaded)
		list_groups();
	for (size_t i = 0; i < READERS; i++) {
		struct reader *reader = &replay.reader[i];
		if (reader->asker != JOURNAL_NOBODY || begin(reader))
			read_file(reader);
	}
	if (!replay.loaded && store_is_loaded())
		end_all();
	if (store_unread() > 0 && replay.again > ticks_now())
		alarms_at(ALARM_HELPERS, replay.again);
}

static void
replay_init(void)
{
	for (size_t i = 0; i < READERS; i++)
		replay.reader[i].asker = JOURNAL_NOBODY;
}

MODULE(replay) = { .init = replay_init };
