/* What outlasts the server: see store.h. */
#include "router/work/store.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/delivery/record.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/model/table.h"

/* A file is written anew when it is over that, and that many times what is in
 * use. */
#define ANEW_FROM ((size_t)64 * 1024)
#define ANEW_TIMES 4

#define BOXES STORE_BOXES
#define FILES (BOXES + GROUPS_MAX)

/* The bytes of a line beside its texts, about. */
#define LINE ((size_t)64)

struct file {
	bool unread; /* it is to be read, or replay.c reads it now */
	bool lasts; /* of a group: when it was last begun */
	uint64_t made; /* of the group then */
	bool is_short; /* not all of it fitted: it is never written anew */
	size_t bytes, most; /* of its lines; with how many they are due */
};

static struct store {
	struct file *file; /* by file */
	struct ring unread, due; /* files */
	size_t groups; /* their files that are to be read */
	bool anew; /* the lines at hand are those of a file that is */
	bool loaded; /* the files of groups were read */
	char *room; /* TOKEN_MOST bytes */
} store;

bool
store_is_box(uint32_t file)
{
	return file >= BOXES;
}

struct str
store_token(uint32_t file, char room[TOKEN_MOST])
{
	const bool is_box = store_is_box(file);
	const uint32_t group = is_box ? file - BOXES : file;

	return config_now()->state != NULL &&
		groups_part_stays(
		    group, is_box ? PERMANENT_BOX : PERMANENT_TABLE) ?
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
	return record_add(&(const struct unstored_line) {
	    .where = store_token(file, store.room),
	    .kind = store_is_box(file) ? box : table,
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

	if (store_token(file, store.room).len == 0)
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

	if (store_token(file, store.room).len == 0)
		return true;
	if (of->unread)
		return false;
	of->bytes = 0;
	of->most = SIZE_MAX;
	of->is_short = false;
	store.anew = true;
	good =
	    say_line(file, true, STR("table-anew"), STR("box-anew"), NO_WORDS);
	if (store_is_box(file)) {
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
		const bool lasts = store_token(files[i], store.room).len > 0;
		const bool begins = lasts && !(of->lasts && of->made == made);
		of->lasts = lasts;
		of->made = made;
		if (begins && store.loaded)
			set_due(files[i]);
		if (!begins || store.loaded || of->unread)
			continue;
		store.groups++;
		begin_reading(files[i]);
	}
}

bool
store_end_loading(void)
{
	store.loaded = store.groups == 0;
	return store.loaded;
}

uint32_t
store_next_unread(void)
{
	return ring_take(&store.unread, FILES);
}

void
store_was_read(uint32_t file, bool good)
{
	if (good) {
		store.file[file].unread = false;
		store.groups--;
	} else {
		begin_reading(file);
	}
}

void
store_note_line(uint32_t file, size_t len)
{
	store.file[file].bytes += LINE + len;
}

void
store_note_short(uint32_t file)
{
	store.file[file].is_short = true;
}

/* The sizes of the files are not saved: each is written anew when it grows. */
static const struct field saved[] = {
	FIELD(BOOL, struct store, loaded),
};

MODULE(store) = { TABLES(TABLE(store.file, FILES), RING(store.unread, FILES),
		      RING(store.due, FILES), TABLE(store.room, TOKEN_MOST)),
	FIELDS_SECTION("store", saved, store) };
