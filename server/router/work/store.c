/* What outlasts the server: see store.h. */
#include "router/work/store.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/asks.h"
#include "router/delivery/events.h"
#include "router/delivery/record.h"
#include "router/model/groups.h"
#include "router/model/table.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/token.h"

/* A file is written anew when it is over that, and that many times what is in
 * use. */
#define ANEW_FROM ((size_t)64 * 1024)
#define ANEW_TIMES 4

/*
 * Files have numbers: those of tables that of the group; then those of boxes,
 * by group.
 */
#define BOXES GROUPS_MAX
#define FILES (BOXES + GROUPS_MAX)

/* The bytes of a line beside its texts, about. */
#define LINE ((size_t)64)

/* Time after which a journal that could not answer is asked again. */
#define AGAIN SEC

struct file {
	bool unread; /* it is to be read, or is read now */
	bool lasts; /* when its group was last begun */
	uint64_t made; /* of the group then */
	bool is_short; /* not all of it fitted: it is never written anew */
	size_t bytes, most; /* of its lines; with how many they are due */
};

static struct store {
	struct file *file; /* by file */
	struct ring unread, due; /* files */
	bool anew; /* the lines at hand are those of a file that is */
	bool loaded; /* all files were read */
	char *room; /* TOKEN_MOST bytes */
	/* Of reading, not saved: the next program reads what was not read. */
	size_t left; /* files that are to be read, or are read now */
	uint32_t reading; /* the file; RING_NONE: none */
	uint64_t faults; /* lines that could not be used */
	usec until; /* ticks_now: a start waits until then; 0: not yet */
	usec again; /* ticks_now: no file is begun before then */
} store = { .reading = RING_NONE };

static bool
is_of_box(uint32_t file)
{
	return file >= BOXES;
}

/* Returns the token of a file; empty: it does not last. */
static struct str
token_of(uint32_t file, char room[TOKEN_MOST])
{
	const uint32_t group = is_of_box(file) ? file - BOXES : file;

	return config_now()->state != NULL && groups_lasts(group) ?
	    record_group_token(group, room) :
	    STR("");
}

bool
store_is_loaded(void)
{
	return store.loaded;
}

/*
 * Logs a line of that kind: a change, or where the file that is written anew
 * begins and ends.
 */
static bool
say_line(uint32_t file, bool must, struct str table, struct str box,
    struct words words)
{
	return record_add(
	    &(const struct unstored_line) { .where = token_of(file, store.room),
		.kind = is_of_box(file) ? box : table,
		.rest = words,
		.must = must });
}

static void
set_due(uint32_t file)
{
	(void)ring_add(&store.due, FILES, file); /* or it is there */
	watch_no_wait();
}

/* Logs a change of a file, if that lasts. */
static bool
add_to(uint32_t file, struct words words)
{
	struct file *of = &store.file[file];

	if (token_of(file, store.room).len == 0)
		return true;
	if (of->unread || !store.loaded ||
	    !say_line(file, store.anew, STR("table"), STR("box"), words))
		return false;
	of->bytes += LINE;
	for (size_t i = 0; i < words.count; i++)
		of->bytes += words.at[i].len;
	if (of->bytes > ANEW_FROM && of->bytes > of->most && !of->is_short)
		set_due(file);
	return true;
}

void
store_must(uint32_t table, bool logged)
{
	if (logged)
		return;
	set_due(table);
	set_due(BOXES + table);
}

bool
store_put_row(const struct row *row)
{
	return add_to(row->table,
	    WORDS(STR("put"), row_key(row), DECIMAL(row->id), row_name(row),
		row_value(row)));
}

bool
store_cut_row(uint32_t table, struct str key)
{
	return add_to(table, WORDS(STR("cut"), key));
}

/*
 * An item under way is stored as it will come back: its taker does not outlast
 * the server.
 */
bool
store_put_item(const struct item *item, bool taken)
{
	const uint64_t returned =
	    (uint64_t)item->returned + (taken && item->returned < UINT32_MAX);

	return add_to(BOXES + item->box,
	    WORDS(STR("put"), DECIMAL(item->id), DECIMAL(returned),
		boxes_name(item), boxes_text(item)));
}

bool
store_cut_item(const struct item *item)
{
	return add_to(BOXES + item->box, WORDS(STR("cut"), DECIMAL(item->id)));
}

static bool
put_items(const struct list *items, bool taken)
{
	bool good = true;

	for (uint32_t number = list_first(items); good && number != ITEM_NONE;
	     number = boxes_next_item(number))
		good = store_put_item(boxes_item(number), taken);
	return good;
}

static bool
put_taken(const struct list *takers)
{
	bool good = true;

	for (uint32_t taker = list_first(takers); good && taker != TAKER_NONE;
	     taker = boxes_next_taker(taker))
		good = put_items(&boxes_taker(taker)->held, true);
	return good;
}

/* Writes the file anew. Returns false if that is to be tried again. */
static bool
write_anew(uint32_t file, bool (*is_held)(const struct row *row))
{
	struct file *of = &store.file[file];
	const struct box *box;
	const struct row *row;
	bool good;

	if (token_of(file, store.room).len == 0)
		return true;
	if (of->unread)
		return false;
	of->bytes = 0;
	of->most = SIZE_MAX;
	of->is_short = false;
	store.anew = true;
	good =
	    say_line(file, true, STR("table-anew"), STR("box-anew"), NO_WORDS);
	if (is_of_box(file)) {
		box = boxes_get(file - BOXES);
		good = good &&
		    (!groups_get(file - BOXES)->has_box ||
			(put_items(&box->waiting, false) &&
			    put_taken(&box->ready) && put_taken(&box->spent)));
	} else {
		for (size_t i = 0; good && (row = table_at(file, i)) != NULL;
		     i++)
			good = is_held(row) || store_put_row(row);
	}
	good = good &&
	    say_line(
		file, true, STR("table-whole"), STR("box-whole"), NO_WORDS);
	store.anew = false;
	of->most = ANEW_TIMES * of->bytes;
	return good;
}

/* What cannot be written now is tried again in the next turn. */
void
store_turn(bool (*is_held)(const struct row *row))
{
	size_t count = store.due.count;
	uint32_t file;

	while (count-- > 0 && store.loaded && record_is_short()) {
		file = ring_take(&store.due, FILES);
		if (!write_anew(file, is_held))
			(void)ring_add(&store.due, FILES, file);
	}
}

static void
begin_reading(uint32_t file)
{
	store.file[file].unread = true;
	(void)ring_add(&store.unread, FILES, file);
	watch_no_wait();
}

void
store_begin_group(uint32_t group)
{
	const uint32_t files[] = { group, BOXES + group };
	const uint64_t made = groups_get(group)->history.made;

	for (size_t i = 0; i < COUNT(files); i++) {
		struct file *of = &store.file[files[i]];
		const bool lasts = token_of(files[i], store.room).len > 0;
		const bool begins = lasts && !(of->lasts && of->made == made);
		of->lasts = lasts;
		of->made = made;
		if (begins && store.loaded)
			set_due(files[i]);
		if (!begins || store.loaded || of->unread)
			continue;
		store.left++;
		begin_reading(files[i]);
	}
}

/* Reading back: a line "put KEY NUMBER NAME TEXT". */
struct put {
	struct row_texts texts;
	uint64_t number;
};

static bool
read_put(struct str rest, struct put *put)
{
	put->texts.key = str_word(&rest);
	if (!str_to_number(str_word(&rest), EVENT_ID_MOST, &put->number))
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
	store.file[table].is_short = true;
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

	if (!str_to_number(put->texts.key, EVENT_ID_MOST, &id) || id == 0 ||
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

	if (!is_of_box(file)) {
		table_cut(file, key);
		return true;
	}
	if (!str_to_number(key, EVENT_ID_MOST, &id))
		return false;
	item = find_waiting(file - BOXES, id);
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

	store.file[file].bytes += LINE + line.len;
	verb = str_word(&line);
	if (str_eq(verb, STR("cut")))
		return take_cut(file, line);
	if (!str_eq(verb, STR("put")) || !read_put(line, &put))
		return false;
	return !is_of_box(file) ? take_row(file, &put) :
				  take_item(file - BOXES, &put);
}

/* Takes "line TEXT". */
static void
take_file_line(uint32_t asker, struct str word, struct str text)
{
	(void)asker;
	store.faults +=
	    !str_eq(word, STR("line")) || !take(store.reading, text);
}

/*
 * Reads the next file, if one is to be read and it is time. Returns false while
 * that has to wait. A step that is repeated says the same lines again, to the
 * same end.
 */
static bool
read_file(void)
{
	struct asks_answer answer;
	char room[TOKEN_MOST];

	if (store.reading == RING_NONE && ticks_now() >= store.again)
		store.reading = ring_take(&store.unread, FILES);
	if (store.reading == RING_NONE ||
	    !asks_journal(ASKS_REPLAY,
		WORDS(is_of_box(store.reading) ? STR("box") : STR("table"),
		    token_of(store.reading, room)),
		take_file_line, &answer))
		return false;
	if (answer.code == CODE_OK) {
		store.file[store.reading].unread = false;
		store.left--;
	} else {
		store.again = ticks_now() + AGAIN;
		begin_reading(store.reading);
	}
	store.reading = RING_NONE;
	return true;
}

/* What the files have is there. */
static void
end_reading(void)
{
	store.loaded = true;
	if (store.faults > 0)
		LOG_AT(LEVEL_ERR,
		    STR("store: {faults} lines of tables and boxes are not "
			"used"),
		    DECIMAL(store.faults));
	FOR_EACH_GROUP(group)
		groups_remove_if_empty(group);
	watch_no_wait(); /* a start goes on */
}

bool
store_is_awaited(void)
{
	if (store.loaded || config_now()->state == NULL)
		return false;
	if (store.until == 0)
		store.until = ticks_now() + config_now()->hold_time;
	ticks_alarm(ALARM_HELPERS, store.until);
	return ticks_now() < store.until;
}

void
store_read(bool may_end)
{
	if (config_now()->state == NULL)
		return;
	while (read_file())
		continue;
	if (!store.loaded && may_end && store.left == 0)
		end_reading();
	if (store.again > ticks_now())
		ticks_alarm(ALARM_HELPERS, store.again);
}

/* The sizes of the files are not saved: each is written anew when it grows. */
static const struct field saved[] = {
	FIELD(BOOL, struct store, loaded),
};

MODULE(store) = { TABLES(TABLE(store.file, FILES), RING(store.unread, FILES),
		      RING(store.due, FILES), TABLE(store.room, TOKEN_MOST)),
	FIELDS_SECTION("store", saved, store) };
