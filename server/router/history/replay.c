/* Reading back tables and boxes: see replay.h. */
#include "router/history/replay.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "router/accounts/account_feed.h"
#include "router/asks.h"
#include "router/delivery/events.h"
#include "router/history/journal_link.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/table.h"
#include "router/work/store.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Time after which a journal that could not answer is asked again. */
#define AGAIN SEC

/* Not saved: what was not read is read by the next program. */
static struct {
	uint32_t file; /* that is read; STORE_NONE: none */
	uint64_t faults; /* lines that could not be used */
	usec until; /* ticks_now: a start waits until then; 0: not yet */
	usec again; /* ticks_now: no file is begun before then */
} replay = { .file = STORE_NONE };

/* A line "put KEY NUMBER NAME TEXT". */
struct put {
	struct row_texts texts;
	uint64_t number;
};

static bool
read_put(struct str rest, struct put *put)
{
	put->texts.key = str_word(&rest);
	if (!str_to_number(str_word(&rest), JOURNAL_ID_MOST, &put->number))
		return false;
	put->texts.name = str_word(&rest);
	put->texts.value = rest;
	return key_check(put->texts.key) == CODE_OK &&
	    name_check(put->texts.name) == CODE_OK &&
	    text_check(rest, LIMIT_TEXT) == CODE_OK;
}

static bool
take_row(uint32_t table, const struct put *put)
{
	if (put->number == 0 || put->texts.value.len > LIMIT_VALUE)
		return false;
	event_ids_pass(put->number);
	table_cut(table, put->texts.key);
	if (table_has_room(table, table_row_size(&put->texts), NULL) &&
	    table_restore(table, put->number, CLIENT_NONE, &put->texts) != NULL)
		return true;
	store_note_short(table);
	return false;
}

/* Returns the item of that ID that waits in the box, or ITEM_NONE. */
static uint32_t
find_waiting(uint32_t box, uint64_t id)
{
	const uint32_t item = boxes_lookup(id);

	return item != ITEM_NONE && boxes_item(item)->box == box &&
		boxes_item(item)->taker == TAKER_NONE ?
	    item :
	    ITEM_NONE;
}

static bool
take_item(uint32_t group, const struct put *put)
{
	const struct str name = put->texts.name, text = put->texts.value;
	uint64_t id;
	uint32_t item;

	if (!str_to_number(put->texts.key, JOURNAL_ID_MOST, &id) || id == 0 ||
	    put->number > UINT32_MAX || !boxes_make(group, CLIENT_NONE))
		return false;
	event_ids_pass(id);
	item = find_waiting(group, id);
	if (item == ITEM_NONE && boxes_lookup(id) == ITEM_NONE &&
	    boxes_sums()->bytes + boxes_size(name, text) <=
		config_now()->box_max &&
	    boxes_get(group)->waiting.count < BOX_ITEMS_MAX)
		item = boxes_add(group, id, name, text, CLIENT_NONE);
	if (item == ITEM_NONE)
		return false;
	boxes_item(item)->returned = (uint32_t)put->number;
	if (boxes_get(group)->posted < id)
		boxes_get(group)->posted = id;
	return true;
}

static bool
take_cut(uint32_t file, struct str key)
{
	uint64_t id;
	uint32_t item;

	if (!store_is_box(file)) {
		table_cut(file, key);
		return true;
	}
	if (!str_to_number(key, JOURNAL_ID_MOST, &id))
		return false;
	item = find_waiting(file - STORE_BOXES, id);
	if (item != ITEM_NONE)
		boxes_drop(item);
	return true;
}

/* Takes a line of a file. Returns whether it is used. */
static bool
take(uint32_t file, struct str line)
{
	struct str verb;
	struct put put;

	store_note_line(file, line.len);
	verb = str_word(&line);
	if (str_eq(verb, STR("cut")))
		return take_cut(file, line);
	if (!str_eq(verb, STR("put")) || !read_put(line, &put))
		return false;
	return !store_is_box(file) ? take_row(file, &put) :
				     take_item(file - STORE_BOXES, &put);
}

/* Takes "line TEXT". */
static void
take_file_line(uint32_t asker, struct str word, struct str text)
{
	(void)asker;
	replay.faults += !str_eq(word, STR("line")) || !take(replay.file, text);
}

/* Begins to read another file, if any is to be read. */
static bool
begin_replay(void)
{
	if (replay.file == STORE_NONE && ticks_now() >= replay.again)
		replay.file = store_next_unread();
	return replay.file != STORE_NONE;
}

/*
 * Returns false while it has to wait. A step that is repeated says the same
 * lines again, to the same end.
 */
static bool
read_file(void)
{
	struct asks_answer answer;
	char room[TOKEN_MOST];

	if (!asks_journal(ASKS_REPLAY,
		WORDS(store_is_box(replay.file) ? STR("box") : STR("table"),
		    store_token(replay.file, room)),
		take_file_line, &answer))
		return false;
	if (answer.code != CODE_OK)
		replay.again = ticks_now() + AGAIN;
	store_was_read(replay.file, answer.code == CODE_OK);
	replay.file = STORE_NONE;
	return true;
}

/* What the files of groups have is there. */
static void
end_groups(void)
{
	if (replay.faults > 0)
		LOG_AT(LEVEL_ERR,
		    STR("store: {faults} lines of tables and boxes are not "
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
	ticks_alarm(ALARM_HELPERS, replay.until);
	return ticks_now() < replay.until;
}

void
replay_turn(void)
{
	if (config_now()->state == NULL || account_feed_is_unknown())
		return;
	while (begin_replay() && read_file())
		continue;
	/* The last ID of the journal passes before the first event. */
	if (!store_is_loaded() && journal_link_is_ready() &&
	    store_end_loading())
		end_groups();
	if (replay.again > ticks_now())
		ticks_alarm(ALARM_HELPERS, replay.again);
}
