/* What outlasts the server: see store.h. */
#include "router/verbs/work/store.h"

#include "base/config/config.h"
#include "base/data/list.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/record.h"
#include "router/delivery/unstored.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/model/permanence.h"
#include "router/model/slots.h"
#include "router/model/table.h"
#include "router/verbs/work/key_subscriptions.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The highest ID that is believed, of the year 2255. */
#define ID_MOST UINT64_C(9000000000000000)

/* A file is written anew when it is over that, and that many times what is in
 * use. */
#define ANEW_FROM ((size_t)64 * 1024)
#define ANEW_TIMES 4

/* The bytes of a line beside its texts, about. */
#define LINE ((size_t)64)

enum { TABLE_FILE, BOX_FILE, FILES };

static const struct {
	struct str change, anew, whole;
	unsigned part;
} kinds[FILES] = {
	{ LIT("table"), LIT("table-anew"), LIT("table-whole"),
	    PERMANENT_TABLE },
	{ LIT("box"), LIT("box-anew"), LIT("box-whole"), PERMANENT_BOX },
};

/* A group's lines: how many bytes, and with how many they are due. */
struct file {
	size_t bytes, most;
	bool due;
};

/* Of a client's own table. */
struct own {
	enum { KNOWN, WAITS, IS_READ } phase;
	uint64_t since; /* rows below that ID were there before the login */
	usec until; /* ticks_mono: its commands wait no longer */
};

static struct store {
	struct file *files[FILES]; /* by group */
	struct own *own; /* by client */
	struct ring waiting; /* clients */
	bool any_due;
	bool loaded;
	char *where; /* TOKEN_MOST bytes */
} store;

bool
store_is_loaded(void)
{
	return store.loaded;
}

/* Returns the token of a client's account; empty: its table does not last. */
static struct str
own_token(uint32_t client)
{
	return config_wants_journal(config_now()) ?
	    record_account_token(identity_account(client), store.where) :
	    STR("");
}

static bool
lasts(uint32_t group, int file)
{
	return permanence_stays(group, kinds[file].part) &&
	    config_wants_journal(config_now());
}

/* Logs a line of the token at hand. */
static bool
say(struct str where, struct str kind, struct words words)
{
	return unstored_add(&(const struct unstored_line) {
	    .where = where, .kind = kind, .rest = words });
}

static void
set_due(uint32_t group, int file)
{
	store.files[file][group].due = store.any_due = true;
	watch_no_wait();
}

/* Logs a change of a group, whose texts have so many bytes. */
static bool
change(uint32_t group, int file, size_t bytes, struct words words)
{
	struct file *of = &store.files[file][group];

	if (!store.loaded || !unstored_has_room(1) ||
	    !say(record_group_token(group, store.where), kinds[file].change,
		words))
		return false;
	of->bytes += LINE + bytes;
	if (of->bytes > ANEW_FROM && of->bytes > of->most)
		set_due(group, file);
	return true;
}

void
store_must(uint32_t group, bool logged)
{
	for (int file = 0; !logged && file < FILES; file++)
		if (group < GROUPS_MAX && lasts(group, file))
			set_due(group, file);
}

bool
store_put_row(const struct row *row)
{
	const struct words words = WORDS(STR("put"), row_key(row),
	    DECIMAL(row->id), row_name(row), row_value(row));

	if (holds_find_lock(row->table, row_key(row)) != LOCK_NONE)
		return true;
	if (row->table < GROUPS_MAX)
		return !lasts(row->table, TABLE_FILE) ||
		    change(row->table, TABLE_FILE, row_size(row), words);
	return own_token(row->table - GROUPS_MAX).len == 0 ||
	    say(own_token(row->table - GROUPS_MAX), kinds[TABLE_FILE].change,
		words);
}

bool
store_cut_row(uint32_t table, struct str key)
{
	const struct words words = WORDS(STR("cut"), key);

	if (table < GROUPS_MAX)
		return !lasts(table, TABLE_FILE) ||
		    change(table, TABLE_FILE, key.len, words);
	return own_token(table - GROUPS_MAX).len == 0 ||
	    say(own_token(table - GROUPS_MAX), kinds[TABLE_FILE].change, words);
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

	return !lasts(item->box, BOX_FILE) ||
	    change(item->box, BOX_FILE, item_text(item).len,
		WORDS(STR("item"), DECIMAL(item->id), DECIMAL(returned),
		    item_name(item), item_text(item)));
}

bool
store_cut_item(const struct item *item)
{
	return !lasts(item->box, BOX_FILE) ||
	    change(
		item->box, BOX_FILE, 0, WORDS(STR("gone"), DECIMAL(item->id)));
}

static bool
put_box(uint32_t group)
{
	const struct box *box = boxes_get(group);

	return !lasts(group, BOX_FILE) ||
	    change(group, BOX_FILE, 0,
		WORDS(STR("box"), box_role_word(groups_box_role(group)),
		    DECIMAL(box->made), DECIMAL(box->posted),
		    DECIMAL(box->took)));
}

void
store_put_box(uint32_t group)
{
	store_must(group, put_box(group));
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

static bool
put_all(uint32_t group, int file)
{
	const struct box *box = boxes_get(group);
	const struct row *row;
	bool good = true;

	if (file == BOX_FILE)
		return put_box(group) &&
		    (!box->there ||
			(put_items(&box->waiting, false) &&
			    put_taken(&box->ready) && put_taken(&box->spent)));
	for (size_t i = 0; good && (row = table_at(group, i)) != NULL; i++)
		good = store_put_row(row);
	return good;
}

/* Returns how many lines the file would have. */
static size_t
count_lines(uint32_t group, int file)
{
	const struct box *box = boxes_get(group);

	return 3 +
	    (file == BOX_FILE ? box->waiting.count + box->taken :
				table_count(group));
}

/* Writes the file anew. Returns false if there is no room now. */
static bool
write_anew(uint32_t group, int file)
{
	struct file *of = &store.files[file][group];

	if (!unstored_has_room(count_lines(group, file)) ||
	    !say(record_group_token(group, store.where), kinds[file].anew,
		NO_WORDS))
		return false;
	of->bytes = 0;
	of->most = SIZE_MAX;
	if (!put_all(group, file) ||
	    !say(record_group_token(group, store.where), kinds[file].whole,
		NO_WORDS))
		return false;
	of->most = ANEW_TIMES * of->bytes;
	return true;
}

void
store_begin_group(uint32_t group)
{
	for (int file = 0; store.loaded && file < FILES; file++)
		if (lasts(group, file))
			set_due(group, file);
}

void
store_turn(void)
{
	if (!store.any_due || !store.loaded || !unstored_is_short())
		return;
	store.any_due = false;
	FOR_EACH_GROUP(group)
		for (int file = 0; file < FILES; file++) {
			struct file *of = &store.files[file][group];
			if (of->due && lasts(group, file) &&
			    !write_anew(group, file))
				store.any_due = true;
			else
				of->due = false;
		}
}

void
store_loaded(void)
{
	store.loaded = true;
}

void
store_logged_in(uint32_t client)
{
	struct own *own = &store.own[client];

	if (own_token(client).len == 0)
		return;
	*own = (struct own) { .phase = WAITS,
		.since = event_ids_next_number(),
		.until = ticks_mono() + config_now()->hold_time };
	(void)ring_add(&store.waiting, CLIENTS_MAX, client); /* or is there */
	watch_no_wait();
}

/* Tells those who hear of a key of the client's table. */
static void
tell(uint32_t client, struct str key, const struct row *row)
{
	const uint32_t table = table_of_client(client);
	const struct str id = event_ids_next(), title = clients_title(client);

	if (clients_name(client).len == 0)
		return;
	subscriptions_find(table, key);
	if (row != NULL)
		subscriptions_notify(table,
		    WORDS(STR("set"), id, title, key, row_name(row),
			row_value(row)));
	else
		subscriptions_notify(table,
		    WORDS(STR("cut"), id, title, key, clients_name(client)));
}

void
store_logs_out(uint32_t client)
{
	const struct own *own = &store.own[client];
	const uint32_t table = table_of_client(client);
	const struct row *row;
	size_t at = 0;

	while (own_token(client).len > 0 && (row = table_at(table, at)) != NULL)
		if (holds_find_lock(table, row_key(row)) == LOCK_NONE &&
		    (own->phase == KNOWN || row->id >= own->since)) {
			tell(client, row_key(row), NULL);
			table_cut(table, row_key(row));
		} else {
			at++;
		}
	store.own[client] = (struct own) { .phase = KNOWN };
}

bool
store_must_wait(uint32_t client)
{
	const struct own *own = &store.own[client];

	if (own->phase == KNOWN || ticks_mono() >= own->until)
		return false;
	slots_get(clients_slot(client))->up.not_before = own->until;
	return true;
}

uint32_t
store_next_account(void)
{
	uint32_t client;

	while ((client = ring_take(&store.waiting, CLIENTS_MAX)) != RING_NONE) {
		if (store.own[client].phase != WAITS)
			continue;
		store.own[client].phase = IS_READ;
		return client;
	}
	return CLIENT_NONE;
}

bool
store_is_read(uint32_t client)
{
	return store.own[client].phase == IS_READ;
}

/* Rows from before the login are the account's now. */
void
store_read_account(uint32_t client, bool good)
{
	struct own *own = &store.own[client];
	const uint32_t table = table_of_client(client);
	const struct row *row;

	if (!good) {
		own->phase = WAITS;
		(void)ring_add(&store.waiting, CLIENTS_MAX, client);
		return;
	}
	for (size_t i = 0; (row = table_at(table, i)) != NULL; i++)
		if (row->id >= own->since)
			tell(client, row_key(row), row);
		else
			(void)store_put_row(row); /* or it is lost with it */
	own->phase = KNOWN;
}

/* Reads an ID, and makes those of events greater. */
static bool
read_id(struct str word, uint64_t *id)
{
	if (!str_to_number(word, ID_MOST, id) || *id == 0)
		return false;
	event_ids_pass(*id);
	return true;
}

/* Reads "KEY ID NAME VALUE". */
static bool
read_row(struct str rest, struct row_texts *texts, uint64_t *id)
{
	texts->key = str_word(&rest);
	if (!read_id(str_word(&rest), id))
		return false;
	texts->name = str_word(&rest);
	texts->value = rest;
	return key_check(texts->key) == CODE_OK &&
	    name_check(texts->name) == CODE_OK &&
	    text_check(texts->value, LIMIT_VALUE) == CODE_OK;
}

/* Returns whether the table has room for the row. */
static bool
has_room(uint32_t table, const struct row_texts *texts)
{
	return table_bytes() + table_row_size(texts) <=
	    config_now()->table_max &&
	    table_count(table) < config_now()->table_keys;
}

bool
store_take_table(uint32_t group, struct str line)
{
	const struct str verb = str_word(&line);
	struct row_texts texts;
	uint64_t id;

	store.files[TABLE_FILE][group].bytes += LINE + line.len;
	if (str_eq(verb, STR("cut"))) {
		table_cut(group, line);
		return true;
	}
	if (!str_eq(verb, STR("put")) || !read_row(line, &texts, &id))
		return false;
	table_cut(group, texts.key);
	return has_room(group, &texts) &&
	    table_restore(group, id, CLIENT_NONE, &texts) != NULL;
}

/* Takes "ID RETURNED NAME TEXT". */
static bool
take_item(uint32_t group, struct str rest)
{
	uint64_t id, returned;
	const bool has_numbers = read_id(str_word(&rest), &id) &&
	    str_to_number(str_word(&rest), UINT32_MAX, &returned);
	const struct str name = str_word(&rest);
	uint32_t item;

	if (!has_numbers || name_check(name) != CODE_OK ||
	    text_check(rest, LIMIT_TEXT) != CODE_OK ||
	    (!boxes_get(group)->there &&
		(boxes_count() >= BOXES_MAX ||
		    !boxes_make(group, CLIENT_NONE))))
		return false;
	item = boxes_find_waiting(group, id);
	if (item == ITEM_NONE && !boxes_has(id) &&
	    boxes_bytes() + boxes_size(name, rest) <= config_now()->box_max &&
	    boxes_get(group)->waiting.count < BOX_ITEMS_MAX)
		item = boxes_add(group, id, name, rest, CLIENT_NONE);
	if (item == ITEM_NONE)
		return false;
	boxes_item(item)->returned = (uint32_t)returned;
	if (boxes_get(group)->posted < id)
		boxes_get(group)->posted = id;
	return true;
}

/* Takes the rest of a box's line, as far as it is there and valid. */
static bool
take_box(uint32_t group, struct str rest)
{
	struct box *box = boxes_get(group);
	uint64_t *const times[] = { &box->made, &box->posted, &box->took };
	enum box_role role;

	if (!box_role_find(str_word(&rest), &role))
		return false;
	groups_set_box_role(group, role);
	for (size_t i = 0; i < COUNT(times); i++)
		(void)str_to_number(str_word(&rest), ID_MOST,
		    times[i]); /* else it stays as it is */
	return true;
}

bool
store_take_box(uint32_t group, struct str line)
{
	const struct str verb = str_word(&line);
	uint64_t id = 0;
	uint32_t item;

	store.files[BOX_FILE][group].bytes += LINE + line.len;
	if (str_eq(verb, STR("item")))
		return take_item(group, line);
	if (str_eq(verb, STR("box")))
		return take_box(group, line);
	if (!str_eq(verb, STR("gone")) || !str_to_number(line, ID_MOST, &id))
		return false;
	item = boxes_find_waiting(group, id);
	if (item != ITEM_NONE)
		boxes_drop(item);
	return true;
}

/* A key that the client has had before its login stays as it is. */
bool
store_take_own(uint32_t client, struct str line)
{
	const uint32_t table = table_of_client(client);
	const struct str verb = str_word(&line);
	struct row_texts texts = { .key = line };
	const struct row *old;
	struct row *row;
	uint64_t id;
	const bool puts = str_eq(verb, STR("put"));

	if (!puts && !str_eq(verb, STR("cut")))
		return false;
	if (puts && !read_row(line, &texts, &id))
		return false;
	old = table_find(table, texts.key);
	if ((old != NULL && old->id < store.own[client].since) ||
	    holds_find_lock(table, texts.key) != LOCK_NONE)
		return true;
	table_cut(table, texts.key);
	if (!puts)
		return true;
	if (table_make(table, texts.key, client, texts.value, &row) != CODE_OK)
		return false;
	table_drop(row);
	row = table_remake(table, client, &texts);
	if (row != NULL)
		table_put(table, row, event_ids_next_number());
	return row != NULL;
}

/* It has rows from before its login only if those are not read yet. */
static void
store_leave(uint32_t client)
{
	const uint32_t table = table_of_client(client);
	const struct row *row;

	for (size_t i = 0; store.own[client].phase != KNOWN &&
	     (row = table_at(table, i)) != NULL;
	     i++)
		if (row->id < store.own[client].since)
			(void)store_put_row(row); /* or it is lost with it */
	store.own[client] = (struct own) { .phase = KNOWN };
}

static const struct field saved[] = {
	FIELD(BOOL, struct store, loaded),
};

static void
store_save(struct state *state)
{
	fields_put(state, FIELDS(saved), &store);
}

/* The sizes of the files are not known: each is written anew when it grows. */
static void
store_load(struct state *state)
{
	while (state_next(state))
		fields_get(state, FIELDS(saved), &store);
}

MODULE(store) = { TABLES(TABLE(store.files[TABLE_FILE], GROUPS_MAX),
		      TABLE(store.files[BOX_FILE], GROUPS_MAX),
		      TABLE(store.own, CLIENTS_MAX),
		      TABLE(store.waiting.has, CLIENTS_MAX),
		      TABLE(store.waiting.row, CLIENTS_MAX),
		      TABLE(store.where, TOKEN_MOST)),
	SECTION("store", store, 0), .leave = store_leave };
