/* The keeper's records: see keeper_store.h. */
#include "helpers/keeper_store.h"

#include <assert.h>
#include <stdalign.h>
#include <stddef.h>

#include "shared/crypto/base64.h"
#include "shared/names.h"

#define HEAD STR("forkcast-accounts 1")
#define CLOAK STR("cloak")
#define END STR("end")

/* The letter of a mode that older programs do not know (model/modes.c). */
#define NEW_LETTER 'u'

/* Length of a checksum's text. */
#define SUM BASE64_TEXT(SHA256_SIZE)

/* The longest texts of an account and of a group. */
#define ACCOUNT_TEXT                                      \
	(2 * (STR_DIGITS + 1) + BASE64_TEXT(STORE_SALT) + \
	    2 * (1 + BASE64_TEXT(SCRAM_KEY)) + 1 + STORE_FLAGS)
#define LETTERS 16
#define KEY 23
#define GROUP_TEXT                                                       \
	(LIMIT_NAME + 3 * (1 + STR_DIGITS) + 1 + LETTERS + 1 + KEY + 1 + \
	    LIMIT_GROUP)

/* Words of a group's text before its key, and what may come after that. */
#define BEFORE_KEY 4
#define FORMER_WORDS 2

/* Takes the next word as a number up to most. */
static bool
take_number(struct str *rest, uint64_t most, uint64_t *number)
{
	return str_to_number(str_word(rest), most, number);
}

/* Takes the next word as exactly size bytes, in Base64. */
static bool
take_bytes(struct str *rest, void *bytes, size_t size)
{
	size_t len;

	return base64_decode(str_word(rest), bytes, size, &len) && len == size;
}

bool
store_set_flags(struct store_account *account, struct str word)
{
	account->flags_len = 0;
	if (str_eq(word, STR("-")))
		return true;
	for (size_t i = 0; i < word.len; i++)
		if (str_lower(word.at[i]) < 'a' || str_lower(word.at[i]) > 'z')
			return false;
	if (word.len == 0 || word.len > STORE_FLAGS)
		return false;
	memcpy(account->flags, word.at, word.len);
	account->flags_len = (uint8_t)word.len;
	return true;
}

/* Words of an account's text before its flags. */
#define BEFORE_FLAGS 5

struct str
store_flags(const struct store_record *record)
{
	struct str rest = store_text(record);

	for (size_t i = 0; i < BEFORE_FLAGS; i++)
		(void)str_word(&rest);
	return rest;
}

/* Reads the text of an account: returns null, or what is wrong. */
static const char *
read_account(struct str rest, struct store_account *account)
{
	uint64_t rounds;

	if (!take_number(&rest, UINT64_MAX, &account->made))
		return "invalid time of creation";
	if (!take_number(&rest, STORE_ROUNDS, &rounds) || rounds == 0)
		return "invalid number of rounds";
	account->rounds = (uint32_t)rounds;
	if (!take_bytes(&rest, account->salt, sizeof(account->salt)))
		return "invalid salt";
	if (!take_bytes(
		&rest, account->keys.stored, sizeof(account->keys.stored)) ||
	    !take_bytes(
		&rest, account->keys.server, sizeof(account->keys.server)))
		return "invalid keys";
	account->flags_len = 0;
	if (rest.at != NULL && !store_set_flags(account, str_word(&rest)))
		return "invalid flags";
	return rest.at == NULL ? NULL : "too many words for an account";
}

static const char *
check_account(struct str name, struct str rest)
{
	struct store_account account;

	return name_spelling(name) != CODE_OK ? "invalid account name" :
						read_account(rest, &account);
}

/* Returns whether the word is letters of modes; "-" stands for none. */
static bool
are_letters(struct str word)
{
	if (str_eq(word, STR("-")))
		return true;
	for (size_t i = 0; i < word.len; i++)
		if (str_lower(word.at[i]) < 'a' || str_lower(word.at[i]) > 'z')
			return false;
	return word.len > 0 && word.len <= LETTERS;
}

static bool
is_key(struct str word)
{
	return token_check(word) == CODE_OK && word.len <= KEY;
}

/* Returns the words of a text. */
static size_t
count_words(struct str text)
{
	size_t count = 0;

	while (text.at != NULL) {
		(void)str_word(&text);
		count++;
	}
	return count;
}

/* Returns whether a group's text has a former name at its end. */
static bool
has_former(struct str text)
{
	return count_words(text) >= BEFORE_KEY + FORMER_WORDS;
}

static const char *
check_group(struct str name, struct str rest)
{
	const size_t words = count_words(rest);
	uint64_t number;

	if (group_check(name) != CODE_OK)
		return "invalid group name";
	if (name_spelling(str_word(&rest)) != CODE_OK)
		return "invalid founder";
	if (!take_number(&rest, UINT64_MAX, &number))
		return "invalid time of creation";
	if (!are_letters(str_word(&rest)))
		return "invalid modes";
	if (!take_number(&rest, UINT32_MAX, &number))
		return "invalid limit";
	if ((words == BEFORE_KEY + 1 ||
		words == BEFORE_KEY + 1 + FORMER_WORDS) &&
	    !is_key(str_word(&rest)))
		return "invalid key";
	if (words >= BEFORE_KEY + FORMER_WORDS &&
	    (group_check(str_word(&rest)) != CODE_OK ||
		!take_number(&rest, UINT64_MAX, &number)))
		return "invalid former name";
	return rest.at == NULL ? NULL : "too many words for a group";
}

/*
 * Returns whether the name is written as network_text writes it; otherwise two
 * lines could mean the same network.
 */
static bool
is_network(struct str name)
{
	struct network network;

	return network_read(&network, name) == NULL &&
	    str_eq(name, NETWORK_STR(&network));
}

static const char *
check_ban(struct str name, struct str rest)
{
	uint64_t until;

	if (!is_network(name))
		return "invalid network";
	if (!take_number(&rest, UINT64_MAX, &until))
		return "invalid end time";
	return rest.at == NULL || text_check(rest, LIMIT_TOPIC) == CODE_OK ?
	    NULL :
	    "invalid reason";
}

/* The tables; check returns null, or what is wrong with a record. */
static const struct {
	struct str word;
	size_t text; /* at most, after the name */
	size_t most;
	const char *(*check)(struct str name, struct str text);
} kinds[STORE_KINDS] = {
	[STORE_ACCOUNT] = { LIT("account"), ACCOUNT_TEXT, STORE_ACCOUNTS,
	    check_account },
	[STORE_GROUP] = { LIT("group"), GROUP_TEXT, STORE_GROUPS, check_group },
	[STORE_BAN] = { LIT("ban"), STORE_TEXT, STORE_BANS, check_ban },
};

static_assert(ACCOUNT_TEXT <= STORE_TEXT && GROUP_TEXT <= STORE_TEXT, "");

/* Returns how many bytes a record takes in its table. */
static size_t
size_of(enum store_kind kind)
{
	const size_t size =
	    offsetof(struct store_record, text) + kinds[kind].text;

	return (size + alignof(uint64_t) - 1) / alignof(uint64_t) *
	    alignof(uint64_t);
}

size_t
store_size(void)
{
	size_t size = 0;

	for (size_t kind = 0; kind < STORE_KINDS; kind++)
		size += size_of((enum store_kind)kind) * kinds[kind].most;
	return size;
}

void
store_init(struct store *store, void *memory)
{
	char *at = memory;

	*store = (struct store) { .has_cloak = false };
	for (size_t kind = 0; kind < STORE_KINDS; kind++) {
		store->table[kind].at = at;
		at += size_of((enum store_kind)kind) * kinds[kind].most;
	}
}

bool
store_set_name(struct store_name *name, struct str to)
{
	if (to.len > sizeof(name->at))
		return false;
	*name = (struct store_name) { .len = (uint8_t)to.len };
	if (to.len > 0)
		memcpy(name->at, to.at, to.len);
	return true;
}

static char *
row(const struct store *store, enum store_kind kind, size_t number)
{
	return store->table[kind].at + number * size_of(kind);
}

/*
 * Returns the place of the first record whose name does not come before that
 * one; it may be after the last.
 */
static size_t
place(const struct store *store, enum store_kind kind, struct str name)
{
	size_t low = 0, high = store->table[kind].count;

	while (low < high) {
		const size_t middle = (low + high) / 2;
		const void *at = row(store, kind, middle);
		if (str_casecmp(store_str(at), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct store_record *
store_at(const struct store *store, enum store_kind kind, size_t number)
{
	return number < store->table[kind].count ?
	    (const void *)row(store, kind, number) :
	    NULL;
}

const struct store_record *
store_find(const struct store *store, enum store_kind kind, struct str name)
{
	const struct store_record *found =
	    store_at(store, kind, place(store, kind, name));

	return found != NULL && str_caseeq(store_str(&found->name), name) ?
	    found :
	    NULL;
}

/* Moves the records from there to the end by one record, up or down. */
static void
move(struct store *store, enum store_kind kind, size_t from, size_t to)
{
	const size_t behind = store->table[kind].count - from;

	memmove(row(store, kind, to), row(store, kind, from),
	    behind * size_of(kind));
	store->table[kind].count = to + behind;
}

bool
store_set(struct store *store, enum store_kind kind, struct str name,
    const struct store_record *record, struct store_record *old)
{
	const size_t number = place(store, kind, name);
	const struct store_record *found = store_find(store, kind, name);
	const size_t before = found != NULL, after = record != NULL;

	old->name.len = 0;
	if (before > 0)
		memcpy(old, found, size_of(kind));
	if (after > before && store->table[kind].count == kinds[kind].most)
		return false;
	if (after != before)
		move(store, kind, number + before, number + after);
	if (after > 0)
		memcpy(row(store, kind, number), record, size_of(kind));
	return true;
}

void
store_expire(struct store *store, uint64_t now)
{
	for (size_t i = store->table[STORE_BAN].count; i > 0; i--) {
		uint64_t until = 0;
		(void)str_to_number(
		    store_first(store_at(store, STORE_BAN, i - 1)), UINT64_MAX,
		    &until); /* always a number */
		if (until != 0 && until <= now)
			move(store, STORE_BAN, i, i - 1);
	}
}

const char *
store_scan(enum store_kind kind, struct str text, struct store_record *record)
{
	const struct str name = str_word(&text);
	const char *wrong;

	memset(record, 0, sizeof(*record));
	if (!store_set_name(&record->name, name))
		return "name too long";
	wrong = kinds[kind].check(name, text);
	if (wrong == NULL && text.len > kinds[kind].text)
		return "line too long";
	if (wrong != NULL)
		return wrong;
	record->len = (uint16_t)text.len;
	memcpy(record->text, text.at, text.len);
	return NULL;
}

bool
store_account(
    const struct store *store, struct str name, struct store_account *account)
{
	const struct store_record *found =
	    store_find(store, STORE_ACCOUNT, name);

	if (found == NULL)
		return false;
	account->name = found->name;
	account->is_new = found->is_new;
	return read_account(store_text(found), account) == NULL;
}

static void
print_bytes(struct buf *line, const void *bytes, size_t size)
{
	char text[BASE64_TEXT(SCRAM_KEY)]; /* the longest */

	(void)BUF_CAT(line, STR(" "), base64_text(bytes, size, text));
}

void
store_record_of(
    const struct store_account *account, struct store_record *record)
{
	struct buf text;

	*record = (struct store_record) { .name = account->name,
		.is_new = account->is_new };
	buf_init(&text, record->text, sizeof(record->text));
	(void)BUF_CAT(&text, DECIMAL(account->made), STR(" "),
	    DECIMAL(account->rounds)); /* all of it fits */
	print_bytes(&text, account->salt, sizeof(account->salt));
	print_bytes(&text, account->keys.stored, sizeof(account->keys.stored));
	print_bytes(&text, account->keys.server, sizeof(account->keys.server));
	if (account->flags_len > 0)
		(void)BUF_CAT(&text, STR(" "),
		    (struct str) { account->flags, account->flags_len });
	record->len = (uint16_t)buf_len(&text);
}

/*
 * Adds a record from its line. Records must be sorted, which reveals
 * duplicates.
 */
static const char *
read_record(struct store *store, enum store_kind kind, struct str text)
{
	const size_t count = store->table[kind].count;
	struct store_record record, old;
	const char *wrong = store_scan(kind, text, &record);

	if (wrong != NULL)
		return wrong;
	if (count > 0 &&
	    str_casecmp(store_str((const void *)row(store, kind, count - 1)),
		store_str(&record.name)) >= 0)
		return "duplicate, or out of order";
	return store_set(store, kind, store_str(&record.name), &record, &old) ?
	    NULL :
	    "too many records";
}

static const char *
read_cloak(struct store *store, struct str text)
{
	if (store->has_cloak || !take_bytes(&text, store->cloak, STORE_CLOAK) ||
	    text.at != NULL)
		return "invalid or duplicate cloak";
	store->has_cloak = true;
	return NULL;
}

/* Ends the checksum and returns its text. */
static struct str
sum_text(struct sha256 *sum, char room[SUM])
{
	unsigned char digest[SHA256_SIZE];

	sha256_end(sum, digest);
	return base64_text(digest, sizeof(digest), room);
}

/*
 * Reads the last line: the number of records, and a checksum of everything
 * before it, or nothing.
 */
static const char *
read_end(struct store_reading *reading, struct str line)
{
	struct str text = line;
	char room[SUM];
	struct str number;
	uint64_t count;

	(void)str_word(&text); /* END */
	number = str_word(&text);
	if (text.at != NULL) {
		sha256_add(&reading->sum, line.at, (size_t)(text.at - line.at));
		reading->has_changed =
		    !str_eq(text, sum_text(&reading->sum, room));
		if (reading->has_changed)
			return "wrong checksum";
	}
	if (!str_to_number(number, SIZE_MAX, &count) ||
	    count != reading->records)
		return "wrong number of records: some are missing";
	reading->ended = true;
	return NULL;
}

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
store_read(struct store *store, struct store_reading *reading, struct str line)
{
	const bool first = reading->lines++ == 0;
	struct str text = line;
	const struct str word = str_word(&text);
	const enum store_kind kind = store_kind_of(word);

	if (first)
		sha256_begin(&reading->sum);
	if (reading->ended)
		return "text after the end";
	if (!first && str_eq(word, END))
		return read_end(reading, line);
	sha256_add(&reading->sum, line.at, line.len);
	sha256_add(&reading->sum, "\n", 1);
	if (first)
		return str_eq(line, HEAD) ? NULL : "not a file of accounts";
	reading->records++;
	if (str_eq(word, CLOAK))
		return read_cloak(store, text);
	return kind != STORE_KINDS ? read_record(store, kind, text) :
				     "unknown record";
}

/* The steps of a writer; each table has one, beginning with WRITE_TABLES. */
enum { WRITE_HEAD, WRITE_CLOAK, WRITE_TABLES };
enum { WRITE_END = WRITE_TABLES + STORE_KINDS, WRITE_NOTHING };

static bool
write_cloak(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	(void)BUF_CAT(line, CLOAK);
	print_bytes(line, store->cloak, sizeof(store->cloak));
	writing->records++;
	return BUF_CAT(line, STR("\n"));
}

/* Adds the line, from that byte on, to the checksum. */
static void
sum_from(struct sha256 *sum, const struct buf *line, size_t from)
{
	const struct str text = buf_str(line);

	sha256_add(sum, text.at + from, text.len - from);
}

static bool
write_end(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	const size_t before = buf_len(line);
	char room[SUM];

	(void)BUF_CAT(line, END, STR(" "), DECIMAL(writing->records));
	if (!store->for_older) {
		(void)BUF_CAT(line, STR(" "));
		sum_from(&writing->sum, line, before);
		(void)BUF_CAT(line, sum_text(&writing->sum, room));
	}
	return BUF_CAT(line, STR("\n"));
}

/* Adds the letters of modes that older programs know, or "-". */
static void
put_old_letters(struct buf *line, struct str letters)
{
	const size_t before = buf_len(line);

	for (size_t i = 0; i < letters.len; i++)
		if (letters.at[i] != NEW_LETTER)
			(void)BUF_CAT(line, (struct str) { letters.at + i, 1 });
	if (buf_len(line) == before)
		(void)BUF_CAT(line, STR("-"));
}

/* Returns the text of a group without its former name. */
static struct str
without_former(struct str text)
{
	const size_t words = count_words(text);
	struct str rest = text;

	if (!has_former(text))
		return text;
	for (size_t i = FORMER_WORDS; i < words; i++)
		(void)str_word(&rest);
	return (struct str) { text.at, (size_t)(rest.at - 1 - text.at) };
}

/* Adds the text of a record in the older form; it fits. */
static void
put_old_text(
    struct buf *line, enum store_kind kind, const struct store_record *record)
{
	struct str text = store_text(record);
	const struct str flags = store_flags(record);

	if (kind == STORE_ACCOUNT && flags.len > 0) {
		text.len -= 1 + flags.len;
	} else if (kind == STORE_GROUP) {
		text = without_former(text);
		(void)BUF_CAT(line, str_word(&text), STR(" ")); /* founder */
		(void)BUF_CAT(line, str_word(&text), STR(" ")); /* made */
		put_old_letters(line, str_word(&text));
		(void)BUF_CAT(line, STR(" "));
	}
	(void)BUF_CAT(line, text, STR("\n"));
}

/* Writes the next record of a table. Returns false if there are no more. */
static bool
write_record(const struct store *store, struct store_writing *writing,
    enum store_kind kind, struct buf *line)
{
	const struct store_record *record =
	    store_at(store, kind, writing->number);

	if (record == NULL) {
		writing->number = 0;
		return false;
	}
	(void)BUF_CAT(line, kinds[kind].word, STR(" "),
	    store_str(&record->name), STR(" "));
	if (store->for_older)
		put_old_text(line, kind, record);
	else
		(void)BUF_CAT(line, store_text(record), STR("\n"));
	writing->number++;
	writing->records++;
	return true;
}

static bool
write_next(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	const unsigned step = writing->step;

	if (step == WRITE_NOTHING)
		return false;
	if (step >= WRITE_TABLES && step < WRITE_END &&
	    write_record(
		store, writing, (enum store_kind)(step - WRITE_TABLES), line))
		return true;
	writing->step++;
	if (step == WRITE_HEAD)
		return BUF_CAT(line, HEAD, STR("\n"));
	if (step == WRITE_CLOAK && store->has_cloak)
		return write_cloak(store, writing, line);
	return step == WRITE_END ? write_end(store, writing, line) :
				   write_next(store, writing, line);
}

/* Adds each line to the checksum, except the last, which contains it. */
bool
store_write(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	const size_t before = buf_len(line);
	bool more;

	if (writing->step == WRITE_HEAD)
		sha256_begin(&writing->sum);
	more = write_next(store, writing, line);
	if (writing->step <= WRITE_END)
		sum_from(&writing->sum, line, before);
	return more;
}
