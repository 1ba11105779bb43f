/* Reading back tables and boxes: see replay.h. */
#include "router/history/replay.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "router/accounts/account_feed.h"
#include "router/asks.h"
#include "router/history/journal_link.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/table.h"
#include "router/work/store.h"

/* Time after which a journal that could not answer is asked again. */
#define AGAIN SEC

/* Not saved: what was not read is read by the next program. */
static struct {
	bool begun; /* the accounts of clients are noted */
	uint32_t asker; /* our ticket; ASKS_NOBODY: none yet */
	uint32_t file; /* that is read; STORE_NONE: none */
	uint64_t at; /* the place in it from which it goes on */
	uint64_t faults; /* lines that could not be used */
	usec until; /* ticks_now: a start waits until then; 0: not yet */
	usec again; /* ticks_now: no file is begun before then */
} replay = { .asker = ASKS_NOBODY, .file = STORE_NONE };

/* Takes "line TEXT". */
static void
take_line(uint32_t asker, struct str word, struct str text)
{
	(void)asker;
	replay.faults +=
	    !str_eq(word, STR("line")) || !store_take(replay.file, text);
}

/* Begins to read another file, if any is to be read. */
static bool
begin(void)
{
	if (replay.asker == ASKS_NOBODY)
		replay.asker = asks_ticket();
	if (replay.file == STORE_NONE && ticks_now() >= replay.again) {
		replay.file = store_next_unread();
		replay.at = 0;
	}
	return replay.file != STORE_NONE && replay.asker != ASKS_NOBODY;
}

/* Runs what waits for the table of an account. */
static void
wake(uint32_t table)
{
	FOR_EACH_CLIENT(client)
		if (table_of_client(client) == table)
			asks_wake(client);
}

/* Reads where an answer goes on. Returns false if it does not. */
static bool
goes_on(const struct asks_answer *answer)
{
	const uint64_t before = replay.at;

	return answer->code == CODE_OK && answer->more &&
	    str_to_number(answer->text, UINT64_MAX, &replay.at) &&
	    replay.at > before;
}

/*
 * Returns false while it has to wait. A question that is repeated says the same
 * lines again, to the same end.
 */
static bool
read_file(void)
{
	struct asks_answer answer;
	char room[TOKEN_MOST];

	do {
		if (!asks_journal(replay.asker,
			WORDS(STR("replay"),
			    store_is_box(replay.file) ? STR("boxes") :
							STR("tables"),
			    store_token(replay.file, room), DECIMAL(replay.at)),
			take_line, &answer))
			return false;
	} while (goes_on(&answer));
	if (answer.code != CODE_OK)
		replay.again = ticks_now() + AGAIN;
	store_was_read(replay.file, answer.code == CODE_OK);
	wake(replay.file);
	replay.file = STORE_NONE;
	return true;
}

/* What the files of groups have is there. */
static void
end_groups(void)
{
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
	if (store_is_loaded() || config_now()->state == NULL)
		return false;
	if (replay.until == 0)
		replay.until = ticks_now() + config_now()->hold_time;
	alarms_at(ALARM_HELPERS, replay.until);
	return ticks_now() < replay.until;
}

void
replay_turn(void)
{
	if (config_now()->state == NULL)
		return;
	if (account_feed_is_unknown()) {
		if (!store_is_loaded())
			asks_want(ASKS_KEEPER);
		return;
	}
	if (!replay.begun)
		FOR_EACH_CLIENT(client)
			store_logged_in(client);
	replay.begun = true;
	while (begin() && read_file())
		continue;
	/* The last ID of the journal passes before the first event. */
	if (!store_is_loaded() && journal_link_is_ready() &&
	    store_end_loading())
		end_groups();
	if (replay.again > ticks_now())
		alarms_at(ALARM_HELPERS, replay.again);
}
