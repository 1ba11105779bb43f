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
	enum {
		KNOWN, /* it was read, or is not to be */
		UNREAD, /* it is to be: it stands in unread */
		READING /* replay.c reads it now */
	} phase;
	bool failed; /* it could not be read so far */
	bool lasts; /* of a group: when it was last begun */
	uint64_t made; /* of the group then */
	bool is_short; /* not all of it fitted: it is never written anew */
	size_t bytes, most; /* of its lines; with how many they are due */
};

/* The table of an account, for all its clients. */
struct account {
	uint32_t clients;
	char token[TOKEN_MOST];
	size_t len;
};

static struct store {
	struct file *file; /* by file */
	struct account *account; /* by table, from TABLES_OF_ACCOUNTS on */
	struct ring unread, due; /* files */
	uint32_t free; /* the account's table that may be free */
	size_t groups; /* their files that are to be read */
	bool anew; /* the lines at hand are those of a file that is */
	bool loaded; /* the files of groups were read */
	char *room; /* TOKEN_MOST bytes */
} store;

static struct account *
account_of(uint32_t table)
{
	return &store.account[table - TABLES_OF_ACCOUNTS];
}

bool
store_is_box(uint32_t file)
{
	return file >= BOXES;
}

static bool
is_of_account(uint32_t file)
{
	return file >= TABLES_OF_ACCOUNTS && file < BOXES;
}

struct str
store_token(uint32_t file, char room[TOKEN_MOST])
{
	const bool is_box = store_is_box(file);
	const uint32_t group = is_box ? file - BOXES : file;

	if (is_of_account(file))
		return (struct str) { account_of(file)->token,
			account_of(file)->len };
	return group < GROUPS_MAX && config_now()->state != NULL &&
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
	if (of->phase != KNOWN || (!is_of_account(file) && !store.loaded) ||
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
	if (table < GROUPS_MAX)
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
	if (of->phase != KNOWN)
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
	store.file[file].phase = UNREAD;
	(void)ring_add(&store.unread, FILES, file); /* or it is there */
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
		if (!begins || store.loaded || of->phase != KNOWN)
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
	uint32_t file;

	do
		file = ring_take(&store.unread, FILES);
	while (file != RING_NONE && store.file[file].phase != UNREAD);
	if (file != RING_NONE)
		store.file[file].phase = READING;
	return file;
}

static void
free_table(uint32_t table)
{
	store.file[table] = (struct file) { .phase = KNOWN };
	account_of(table)->len = 0;
}

void
store_was_read(uint32_t file, bool good)
{
	struct file *of = &store.file[file];

	of->failed = !good;
	if (is_of_account(file) && account_of(file)->clients == 0) {
		free_table(file);
	} else if (good) {
		of->phase = KNOWN;
		store.groups -= !is_of_account(file);
	} else {
		begin_reading(file);
	}
}

/*
 * Gives the client the table of its account: that of another client of it, or
 * one that no account has.
 */
void
store_logged_in(client_id client)
{
	const struct str account = clients_account(client);
	const struct str token = config_now()->state != NULL ?
	    record_account_token(account, store.room) :
	    STR("");
	uint32_t table = TABLE_NONE;

	if (token.len == 0 || table_of_client(client) >= TABLES_OF_ACCOUNTS)
		return;
	FOR_EACH_OF_ACCOUNT(other, account)
		if (table_of_client(other) >= TABLES_OF_ACCOUNTS)
			table = table_of_client(other);
	if (table == TABLE_NONE) {
		do {
			store.free = (store.free + 1) % CLIENTS_MAX;
			table = TABLES_OF_ACCOUNTS + store.free;
		} while (account_of(table)->len > 0);
		memcpy(account_of(table)->token, token.at, token.len);
		account_of(table)->len = token.len;
		begin_reading(table);
	}
	account_of(table)->clients++;
	table_give(client, table);
}

void
store_logs_out(client_id client)
{
	const uint32_t table = table_of_client(client);

	if (table < TABLES_OF_ACCOUNTS)
		return;
	table_give(client, TABLE_NONE);
	if (--account_of(table)->clients > 0)
		return;
	table_clear(table);
	if (store.file[table].phase != READING) /* else once it is read */
		free_table(table);
}

bool
store_must_wait(conn_id who)
{
	const uint32_t table = table_of_client(client_of(who));

	if (!is_of_account(table) || store.file[table].phase == KNOWN ||
	    store.file[table].failed)
		return false;
	slots_wait(conns_slot(who), ticks_mono() + config_now()->stall_time);
	return true;
}

bool
store_takes(uint32_t file, size_t len)
{
	if (is_of_account(file) && account_of(file)->clients == 0)
		return false;
	store.file[file].bytes += LINE + len;
	return true;
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

MODULE(
    store) = { TABLES(TABLE(store.file, FILES),
		   TABLE(store.account, CLIENTS_MAX), RING(store.unread, FILES),
		   RING(store.due, FILES), TABLE(store.room, TOKEN_MOST)),
	FIELDS_SECTION("store", saved, store), .leave = store_logs_out };
