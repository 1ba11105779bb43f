/* The keeper's records, and their tables in memory: see keeper_store.h. */
#include "helpers/keeper/keeper_store.h"

#include <assert.h>
#include <string.h>

#include "base/mem/limits.h"
#include "shared/crypto/base64.h"
#include "shared/names.h"
#include "shared/network.h"

static_assert(
    2 * LIMIT_GROUP + LIMIT_NAME + 4 * STR_DIGITS + LIMIT_TOPIC < STORE_TEXT,
    "a topic fits, the longest record");

static enum code
number_check(struct str word)
{
	uint64_t number;

	return str_to_number(word, UINT64_MAX, &number) ? CODE_OK :
							  CODE_BAD_TEXT;
}

static enum code
rounds_check(struct str word)
{
	uint64_t number;

	return str_to_number(word, STORE_ROUNDS, &number) && number > 0 ?
	    CODE_OK :
	    CODE_BAD_TEXT;
}

static enum code
base64_check(struct str word, size_t size)
{
	unsigned char bytes[SCRAM_KEY];
	size_t len;

	return base64_decode(word, bytes, size, &len) && len == size ?
	    CODE_OK :
	    CODE_BAD_TEXT;
}

static enum code
salt_check(struct str word)
{
	return base64_check(word, STORE_SALT);
}

static enum code
scram_key_check(struct str word)
{
	return base64_check(word, SCRAM_KEY);
}

enum code
store_letters_check(struct str word)
{
	if (str_eq(word, STR("-")))
		return CODE_OK;
	for (size_t i = 0; i < word.len; i++)
		if (str_lower(word.at[i]) < 'a' || str_lower(word.at[i]) > 'z')
			return CODE_BAD_TEXT;
	return word.len > 0 && word.len <= STORE_LETTERS ? CODE_OK :
							   CODE_BAD_TEXT;
}

static enum code
long_text_check(struct str text)
{
	return text_check(text, LIMIT_TOPIC);
}

/* As network_text writes it; else two lines could mean the same network. */
static enum code
network_check(struct str word)
{
	struct network network;

	return network_read(&network, word) == NULL &&
		str_eq(word, NETWORK_STR(&network)) ?
	    CODE_OK :
	    CODE_BAD_TEXT;
}

/* A word of a record. */
struct word {
	enum code (*check)(struct str word); /* null: no more */
	const char *wrong; /* said if it is */
	bool may_lack;
	bool is_rest; /* all that follows */
};

/* The kinds, and their words: those of the name come first. */
static const struct {
	struct str word;
	size_t name; /* words */
	struct word words[8];
} kinds[STORE_KINDS] = {
	[STORE_ACCOUNT] = { LIT("account"), 1,
	    { { name_spelling, "invalid account name" },
		{ number_check, "invalid time of creation" },
		{ rounds_check, "invalid number of rounds" },
		{ salt_check, "invalid salt" },
		{ scram_key_check, "invalid keys" },
		{ scram_key_check, "invalid keys" },
		{ store_letters_check, "invalid flags", true } } },
	[STORE_GROUP] = { LIT("group"), 1,
	    { { group_check, "invalid group name" },
		{ name_spelling, "invalid founder" },
		{ number_check, "invalid time of creation" },
		{ store_letters_check, "invalid modes" },
		{ number_check, "invalid limit" },
		{ group_key_check, "invalid key", true } } },
	[STORE_TOPIC] = { LIT("topic"), 1,
	    { { group_check, "invalid group name" },
		{ token_check, "invalid setter" },
		{ number_check, "invalid ID" },
		{ long_text_check, "invalid topic", false, true } } },
	[STORE_MASK] = { LIT("mask"), 3,
	    { { group_check, "invalid group name" },
		{ list_check, "invalid list" },
		{ long_text_check, "invalid mask" },
		{ token_check, "invalid setter" },
		{ number_check, "invalid ID" } } },
	[STORE_ROLE] = { LIT("role"), 2,
	    { { group_check, "invalid group name" },
		{ name_spelling, "invalid account name" },
		{ number_check, "invalid time of creation" },
		{ store_letters_check, "invalid role" } } },
	[STORE_BAN] = { LIT("ban"), 1,
	    { { network_check, "invalid network" },
		{ number_check, "invalid end time" },
		{ long_text_check, "invalid reason", true, true } } },
};

struct str
store_word(enum store_kind kind)
{
	return kinds[kind].word;
}

enum store_kind
store_kind_of(struct str word)
{
	size_t kind = 0;

	while (kind < STORE_KINDS && !str_eq(word, kinds[kind].word))
		kind++;
	return (enum store_kind)kind;
}

const char *
store_check(
    enum store_kind kind, struct str record, struct str *name, struct str *text)
{
	const struct word *word = kinds[kind].words;
	const char *start = record.at;

	if (record.len > STORE_TEXT)
		return "line too long";
	for (; word->check != NULL && record.at != NULL; word++) {
		const struct str rest = record, one = str_word(&record);
		if (word->check(word->is_rest ? rest : one) != CODE_OK)
			return word->wrong;
		if (word->is_rest)
			record = (struct str) { NULL, 0 };
		if (word + 1 == kinds[kind].words + kinds[kind].name &&
		    record.at != NULL) {
			*text = record;
			*name = (struct str) { start,
				(size_t)(record.at - 1 - start) };
		}
	}
	if (record.at != NULL)
		return "too many words";
	return word->check == NULL || word->may_lack ? NULL :
						       "words are missing";
}

static void
read_bytes(struct str word, void *bytes, size_t size)
{
	size_t len;

	(void)base64_decode(word, bytes, size, &len); /* it was checked */
}

void
store_account_read(
    struct str name, struct str text, struct store_account *account)
{
	struct str flags;

	*account = (struct store_account) { .name_len = name.len };
	memcpy(account->name, name.at, name.len);
	(void)str_to_number(str_word(&text), UINT64_MAX, &account->made);
	(void)str_to_number(str_word(&text), UINT64_MAX, &account->rounds);
	read_bytes(str_word(&text), account->salt, STORE_SALT);
	read_bytes(str_word(&text), account->keys.stored, SCRAM_KEY);
	read_bytes(str_word(&text), account->keys.server, SCRAM_KEY);
	flags = str_word(&text);
	if (flags.len == 0 || str_eq(flags, STR("-")))
		return;
	account->flags_len = flags.len;
	memcpy(account->flags, flags.at, flags.len);
}

static void
put_bytes(struct buf *line, const void *bytes, size_t size)
{
	char text[BASE64_TEXT(SCRAM_KEY)]; /* the longest */

	(void)BUF_CAT(line, STR(" "), base64_text(bytes, size, text));
}

void
store_account_write(const struct store_account *account, struct buf *line)
{
	(void)BUF_CAT(line, (struct str) { account->name, account->name_len },
	    STR(" "), DECIMAL(account->made), STR(" "),
	    DECIMAL(account->rounds)); /* all of it fits */
	put_bytes(line, account->salt, sizeof(account->salt));
	put_bytes(line, account->keys.stored, sizeof(account->keys.stored));
	put_bytes(line, account->keys.server, sizeof(account->keys.server));
	if (account->flags_len > 0)
		(void)BUF_CAT(line, STR(" "),
		    (struct str) { account->flags, account->flags_len });
}

const char store_too_many[] = "too many records";

/* The most records of each kind, and the size of each in memory. */
static const struct {
	size_t most;
	size_t size;
} limits[STORE_KINDS] = {
	[STORE_ACCOUNT] = { ACCOUNTS_MAX, 216 },
	[STORE_GROUP] = { 10000, 200 },
	[STORE_TOPIC] = { 10000, 576 },
	[STORE_MASK] = { 65536, 384 },
	[STORE_ROLE] = { 65536, 160 },
	[STORE_BAN] = { 1000, 480 },
};

void
store_init(struct store *store, void *memory)
{
	char *at = memory;

	*store = (struct store) { .has_cloak = false };
	for (size_t kind = 0; kind < STORE_KINDS; kind++) {
		store->table[kind].at = (struct store_record **)(void *)at;
		at += limits[kind].most * sizeof(struct store_record *);
		store->table[kind].records = at;
		at += limits[kind].most * limits[kind].size;
	}
	assert(at <= (char *)memory + STORE_MEMORY);
}

/*
 * Returns the place of the first record whose name does not come before that
 * one; it may be after the last.
 */
static size_t
place_of(const struct store *store, enum store_kind kind, struct str name)
{
	size_t low = 0, high = store->table[kind].count;

	while (low < high) {
		const size_t middle = (low + high) / 2;
		if (str_casecmp(
			store_name(store->table[kind].at[middle]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct store_record *
store_next(const struct store *store, struct store_place *place)
{
	while (place->kind < STORE_KINDS &&
	    place->number == store->table[place->kind].count)
		*place = (struct store_place) { .kind = place->kind + 1 };
	return place->kind < STORE_KINDS ?
	    store->table[place->kind].at[place->number++] :
	    NULL;
}

struct store_record *
store_find(const struct store *store, enum store_kind kind, struct str name)
{
	const size_t at = place_of(store, kind, name);

	return at < store->table[kind].count &&
		str_caseeq(store_name(store->table[kind].at[at]), name) ?
	    store->table[kind].at[at] :
	    NULL;
}

bool
store_account(
    const struct store *store, struct str name, struct store_account *account)
{
	const struct store_record *found =
	    store_find(store, STORE_ACCOUNT, name);

	if (found != NULL)
		store_account_read(
		    store_name(found), store_text(found), account);
	return found != NULL;
}

size_t
store_count(const struct store *store)
{
	size_t count = 0;

	for (size_t kind = 0; kind < STORE_KINDS; kind++)
		count += store->table[kind].count;
	return count;
}

/*
 * Returns room for a record, in that place of the table. Of the places behind
 * the last record, those that ever had one have one that is free.
 */
static struct store_record *
insert(struct store *store, enum store_kind kind, size_t place)
{
	struct store_record **at = store->table[kind].at;
	const size_t last = store->table[kind].count++;
	struct store_record *record = at[last];

	if (record == NULL)
		record =
		    (struct store_record *)(void *)(store->table[kind].records +
			last * limits[kind].size);
	memmove(at + place + 1, at + place,
	    (last - place) * sizeof(struct store_record *));
	at[place] = record;
	return record;
}

/* Removes a record, which stays as it is until another one is put. */
static void
cut_at(struct store *store, enum store_kind kind, size_t place)
{
	struct store_record **at = store->table[kind].at;
	const size_t last = --store->table[kind].count;
	struct store_record *record = at[place];

	memmove(at + place, at + place + 1,
	    (last - place) * sizeof(struct store_record *));
	at[last] = record;
}

/*
 * Returns the place of the first part of that kind. No name has a space, so
 * that the parts of a group are neighbours.
 */
static size_t
first_part(const struct store *store, enum store_kind kind, struct str group)
{
	char room[LIMIT_GROUP + 1];
	struct buf name;

	buf_init(&name, room, sizeof(room));
	(void)BUF_CAT(&name, group, kind == STORE_TOPIC ? STR("") : STR(" "));
	return place_of(store, kind, buf_str(&name));
}

/* Returns whether a part of the group is in that place. */
static bool
is_part(const struct store *store, enum store_kind kind, size_t place,
    struct str group)
{
	struct str name;

	if (place == store->table[kind].count)
		return false;
	name = store_name(store->table[kind].at[place]);
	return str_caseeq(str_word(&name), group);
}

void
store_tell(struct store *store, struct store_record *record)
{
	record->told = ++store->told;
}

const struct store_record *
store_untold(const struct store *store, struct str group, enum store_kind *kind)
{
	const struct store_record *itself =
	    store_find(store, STORE_GROUP, group);

	for (*kind = STORE_TOPIC; itself != NULL && *kind <= STORE_ROLE;
	     (*kind)++)
		for (size_t i = first_part(store, *kind, group);
		     is_part(store, *kind, i, group); i++)
			if (store->table[*kind].at[i]->told < itself->told)
				return store->table[*kind].at[i];
	return NULL;
}

/* Puts a checked record. Returns null, or why it cannot. */
static const char *
put(struct store *store, enum store_kind kind, struct str name, struct str text)
{
	const size_t len = name.len + 1 + text.len;
	struct store_record *record = store_find(store, kind, name);

	if (sizeof(*record) + len > limits[kind].size)
		return "line too long";
	if (record == NULL && store->table[kind].count == limits[kind].most)
		return store_too_many;
	if (record == NULL)
		record = insert(store, kind, place_of(store, kind, name));
	*record = (struct store_record) { .name_len = (uint16_t)name.len,
		.len = (uint16_t)len };
	memcpy(record->at, name.at, name.len);
	record->at[name.len] = ' ';
	memcpy(record->at + name.len + 1, text.at, text.len);
	return NULL;
}

/* Removes the record of that name, if there is one, and no other. */
static void
cut_one(struct store *store, enum store_kind kind, struct str name)
{
	if (store_find(store, kind, name) != NULL)
		cut_at(store, kind, place_of(store, kind, name));
}

static void
cut_group(struct store *store, struct str name)
{
	for (enum store_kind kind = STORE_TOPIC; kind <= STORE_ROLE; kind++) {
		const size_t first = first_part(store, kind, name);
		while (is_part(store, kind, first, name))
			cut_at(store, kind, first);
	}
	cut_one(store, STORE_GROUP, name);
}

/*
 * Removes an account and its groups. Its roles in others count no more, for
 * they say when it was made.
 */
static void
cut_account(struct store *store, struct str name)
{
	for (size_t i = store->table[STORE_GROUP].count; i > 0; i--) {
		const struct store_record *group =
		    store->table[STORE_GROUP].at[i - 1];
		struct str text = store_text(group);
		if (str_caseeq(str_word(&text), name)) /* its founder */
			cut_group(store, store_name(group));
	}
	cut_one(store, STORE_ACCOUNT, name);
}

const char *
store_change(struct store *store, struct str line)
{
	const struct str word = str_word(&line);
	enum store_kind kind = store_kind_of(word);
	struct str name, text;
	const char *wrong;
	size_t len;

	if (str_eq(word, STR("cloak"))) {
		if (store->has_cloak ||
		    !base64_decode(line, store->cloak, STORE_CLOAK, &len) ||
		    len != STORE_CLOAK)
			return "invalid or duplicate cloak";
		store->has_cloak = true;
		return NULL;
	}
	if (str_eq(word, STR("cut"))) {
		kind = store_kind_of(str_word(&line));
		if (kind == STORE_KINDS || line.len == 0)
			return "nothing that can be cut";
		if (kind == STORE_ACCOUNT)
			cut_account(store, line);
		else if (kind == STORE_GROUP)
			cut_group(store, line);
		else
			cut_one(store, kind, line);
		return NULL;
	}
	if (kind == STORE_KINDS)
		return "unknown record";
	wrong = store_check(kind, line, &name, &text);
	return wrong != NULL ? wrong : put(store, kind, name, text);
}
