/* What the keeper keeps: see keeper_store.h. */
#include "helpers/keeper_store.h"

#include <stdalign.h>

#include "shared/base64.h"
#include "shared/names.h"

#define HEAD STR("forkcast-accounts 1")
#define CLOAK STR("cloak ")
#define END STR("end ")

/* The text of a sum. */
#define SUM BASE64_TEXT(SHA256_SIZE)

/* What each table holds. */
static const struct {
	struct str word;
	size_t size; /* of a record */
	size_t most;
} kinds[STORE_KINDS] = {
	[STORE_ACCOUNT] = { { "account ", 8 }, sizeof(struct store_account),
	    STORE_ACCOUNTS },
	[STORE_GROUP] = { { "group ", 6 }, sizeof(struct store_group),
	    STORE_GROUPS },
	[STORE_BAN] = { { "ban ", 4 }, sizeof(struct store_ban), STORE_BANS },
};

size_t
store_size(void)
{
	size_t size = 0;

	for (size_t kind = 0; kind < STORE_KINDS; kind++)
		size += kinds[kind].size * kinds[kind].most;
	return size;
}

void
store_init(struct store *store, void *memory)
{
	char *at = memory;

	*store = (struct store) { .has_cloak = false };
	for (size_t kind = 0; kind < STORE_KINDS; kind++) {
		store->table[kind].at = at;
		at += kinds[kind].size * kinds[kind].most;
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

static unsigned char
folded(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Below 0, 0 or above, as memcmp(3), without regard to ASCII case. */
static int
compare(struct str one, struct str other)
{
	const size_t least = one.len < other.len ? one.len : other.len;

	for (size_t i = 0; i < least; i++)
		if (folded(one.at[i]) != folded(other.at[i]))
			return folded(one.at[i]) - folded(other.at[i]);
	return (one.len > other.len) - (one.len < other.len);
}

static char *
row(const struct store *store, enum store_kind kind, size_t number)
{
	return store->table[kind].at + number * kinds[kind].size;
}

/* The first record whose name is not before that one: maybe behind the last. */
static size_t
place(const struct store *store, enum store_kind kind, struct str name)
{
	size_t low = 0, high = store->table[kind].count;

	while (low < high) {
		const size_t middle = (low + high) / 2;
		const void *at = row(store, kind, middle);
		if (compare(store_str(at), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const void *
store_at(const struct store *store, enum store_kind kind, size_t number)
{
	return number < store->table[kind].count ? row(store, kind, number) :
						   NULL;
}

const void *
store_find(const struct store *store, enum store_kind kind, struct str name)
{
	const void *found = store_at(store, kind, place(store, kind, name));

	return found != NULL && str_same(store_str(found), name) ? found : NULL;
}

/* Moves what stands from there on by a record, up or down. */
static void
move(struct store *store, enum store_kind kind, size_t from, size_t to)
{
	const size_t behind = store->table[kind].count - from;

	memmove(row(store, kind, to), row(store, kind, from),
	    behind * kinds[kind].size);
	store->table[kind].count = to + behind;
}

bool
store_put(struct store *store, enum store_kind kind,
    const union store_record *record, union store_record *old)
{
	const struct str name = store_str(&record->name);
	const size_t number = place(store, kind, name);
	const void *found = store_find(store, kind, name);

	old->name.len = 0;
	if (found != NULL)
		memcpy(old, found, kinds[kind].size);
	else if (store->table[kind].count == kinds[kind].most)
		return false;
	else
		move(store, kind, number, number + 1);
	memcpy(row(store, kind, number), record, kinds[kind].size);
	return true;
}

void
store_cut(struct store *store, enum store_kind kind, struct str name,
    union store_record *old)
{
	const size_t number = place(store, kind, name);
	const void *found = store_find(store, kind, name);

	old->name.len = 0;
	if (found == NULL)
		return;
	memcpy(old, found, kinds[kind].size);
	move(store, kind, number + 1, number);
}

void
store_expire(struct store *store, uint64_t now)
{
	for (size_t i = store->table[STORE_BAN].count; i > 0; i--) {
		const struct store_ban *ban = store_at(store, STORE_BAN, i - 1);
		if (ban->until != 0 && ban->until <= now)
			move(store, STORE_BAN, i, i - 1);
	}
}

void
store_undo(struct store *store, enum store_kind kind, struct str name,
    const union store_record *old)
{
	union store_record other;

	if (old->name.len == 0)
		store_cut(store, kind, name, &other);
	else
		(void)store_put(
		    store, kind, old, &other); /* it had its place */
}

/* The next word is a number up to most. */
static bool
take_number(struct str *rest, uint64_t most, uint64_t *number)
{
	return str_to_number(str_word(rest), most, number);
}

/* The next word is so many bytes. */
static bool
take_bytes(struct str *rest, void *bytes, size_t size)
{
	size_t len;

	return base64_decode(str_word(rest), bytes, size, &len) && len == size;
}

/* Rest begins behind the name, whose place is taken as it is. */
static const char *
scan_account(struct str rest, struct store_account *account)
{
	uint64_t rounds;

	if (name_spelling(store_str(&account->name)) != CODE_OK)
		return "invalid account name";
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
	return rest.at == NULL ? NULL : "too many words for an account";
}

/* "-" stands for none. */
static bool
take_letters(struct str *rest, struct store_group *group)
{
	struct str letters = str_word(rest);

	if (str_eq(letters, STR("-")))
		letters.len = 0;
	else if (letters.len == 0)
		return false;
	if (letters.len > sizeof(group->letters))
		return false;
	for (size_t i = 0; i < letters.len; i++)
		if (folded(letters.at[i]) < 'a' || folded(letters.at[i]) > 'z')
			return false;
	group->letters_len = (uint8_t)letters.len;
	memcpy(group->letters, letters.at, letters.len);
	return true;
}

/* It may be left out; with the space. */
static bool
take_key(struct str *rest, struct store_group *group)
{
	struct str key;

	if (rest->at == NULL)
		return true;
	key = str_word(rest);
	if (token_check(key) != CODE_OK || key.len > sizeof(group->key))
		return false;
	group->key_len = (uint8_t)key.len;
	memcpy(group->key, key.at, key.len);
	return true;
}

static const char *
scan_group(struct str rest, struct store_group *group)
{
	uint64_t limit;

	if (group_check(store_str(&group->name)) != CODE_OK)
		return "invalid group name";
	if (!store_set_name(&group->founder, str_word(&rest)) ||
	    name_spelling(store_str(&group->founder)) != CODE_OK)
		return "invalid founder";
	if (!take_number(&rest, UINT64_MAX, &group->made))
		return "invalid time of creation";
	if (!take_letters(&rest, group))
		return "invalid modes";
	if (!take_number(&rest, UINT32_MAX, &limit))
		return "invalid limit";
	group->limit = (uint32_t)limit;
	if (!take_key(&rest, group))
		return "invalid key";
	return rest.at == NULL ? NULL : "too many words for a group";
}

/* As network_text has it, or two lines could mean the same. */
static bool
is_network(struct str name)
{
	char text[NETWORK_TEXT];
	struct network network;

	if (name.len >= sizeof(text))
		return false;
	memcpy(text, name.at, name.len);
	text[name.len] = '\0';
	if (network_parse(&network, text) != NULL)
		return false;
	network_text(&network, text);
	return str_eq(name, str_from(text));
}

static const char *
scan_ban(struct str rest, struct store_ban *ban)
{
	if (!is_network(store_str(&ban->name)))
		return "invalid network";
	if (!take_number(&rest, UINT64_MAX, &ban->until))
		return "invalid end time";
	if (rest.at == NULL)
		return NULL;
	if (text_check(rest, sizeof(ban->reason)) != CODE_OK)
		return "invalid reason";
	ban->reason_len = (uint16_t)rest.len;
	memcpy(ban->reason, rest.at, rest.len);
	return NULL;
}

const char *
store_scan(enum store_kind kind, struct str text, union store_record *record)
{
	struct store_name name;

	memset(record, 0, sizeof(*record));
	if (!store_set_name(&name, str_word(&text)))
		return "name too long";
	record->name = name;
	switch (kind) {
	case STORE_ACCOUNT:
		return scan_account(text, &record->account);
	case STORE_GROUP:
		return scan_group(text, &record->group);
	default:
		return scan_ban(text, &record->ban);
	}
}

static void
print_bytes(struct buf *line, const void *bytes, size_t size)
{
	char text[BASE64_TEXT(SCRAM_KEY)];
	size_t len;

	(void)base64_encode(bytes, size, text, sizeof(text), &len); /* fits */
	(void)BUF_CAT(line, STR(" "), (struct str) { text, len });
}

static void
print_number(struct buf *line, uint64_t number)
{
	char digits[STR_DIGITS];

	(void)BUF_CAT(line, STR(" "), str_number(number, digits));
}

static void
print_account(const struct store_account *account, struct buf *line)
{
	print_number(line, account->made);
	print_number(line, account->rounds);
	print_bytes(line, account->salt, sizeof(account->salt));
	print_bytes(line, account->keys.stored, sizeof(account->keys.stored));
	print_bytes(line, account->keys.server, sizeof(account->keys.server));
}

static void
print_group(const struct store_group *group, struct buf *line)
{
	const struct str letters = { group->letters, group->letters_len };

	(void)BUF_CAT(line, STR(" "), store_str(&group->founder));
	print_number(line, group->made);
	(void)BUF_CAT(line, STR(" "), letters.len > 0 ? letters : STR("-"));
	print_number(line, group->limit);
	if (group->key_len > 0)
		(void)BUF_CAT(line, STR(" "),
		    (struct str) { group->key, group->key_len });
}

static void
print_ban(const struct store_ban *ban, struct buf *line)
{
	print_number(line, ban->until);
	if (ban->reason_len > 0)
		(void)BUF_CAT(line, STR(" "),
		    (struct str) { ban->reason, ban->reason_len });
}

void
store_print(enum store_kind kind, const void *record, struct buf *line)
{
	(void)BUF_CAT(line, store_str(record)); /* it has the room */
	switch (kind) {
	case STORE_ACCOUNT:
		print_account(record, line);
		break;
	case STORE_GROUP:
		print_group(record, line);
		break;
	default:
		print_ban(record, line);
		break;
	}
}

static bool
begins(struct str line, struct str word)
{
	return line.len >= word.len && memcmp(line.at, word.at, word.len) == 0;
}

static struct str
behind(struct str line, struct str word)
{
	return (struct str) { line.at + word.len, line.len - word.len };
}

/* They come sorted, or one could be there twice. */
static const char *
read_record(struct store *store, enum store_kind kind, struct str text)
{
	const size_t count = store->table[kind].count;
	union store_record record, old;
	const char *wrong = store_scan(kind, text, &record);

	if (wrong != NULL)
		return wrong;
	if (count > 0 &&
	    compare(store_str((const void *)row(store, kind, count - 1)),
		store_str(&record.name)) >= 0)
		return "duplicate, or out of order";
	return store_put(store, kind, &record, &old) ? NULL :
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

/* Ends the sum: its text. */
static struct str
sum_text(struct sha256 *sum, char room[SUM])
{
	unsigned char digest[SHA256_SIZE];
	size_t len;

	sha256_end(sum, digest);
	(void)base64_encode(digest, sizeof(digest), room, SUM, &len); /* fits */
	return (struct str) { room, len };
}

/* Behind the count is the sum of all that stands before it, or nothing. */
static const char *
read_end(struct store_reading *reading, struct str line)
{
	struct str text = behind(line, END);
	const struct str number = str_word(&text);
	char room[SUM];
	uint64_t count;

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

const char *
store_read(struct store *store, struct store_reading *reading, struct str line)
{
	const bool first = reading->lines++ == 0;

	if (first)
		sha256_begin(&reading->sum);
	if (reading->ended)
		return "text after the end";
	if (!first && begins(line, END))
		return read_end(reading, line);
	sha256_add(&reading->sum, line.at, line.len);
	sha256_add(&reading->sum, "\n", 1);
	if (first)
		return str_eq(line, HEAD) ? NULL : "not a file of accounts";
	reading->records++;
	if (begins(line, CLOAK))
		return read_cloak(store, behind(line, CLOAK));
	for (unsigned kind = 0; kind < STORE_KINDS; kind++)
		if (begins(line, kinds[kind].word))
			return read_record(store, (enum store_kind)kind,
			    behind(line, kinds[kind].word));
	return "unknown record";
}

/* The steps of a writer, but for a table each. */
enum { WRITE_HEAD, WRITE_CLOAK, WRITE_TABLES };
enum { WRITE_END = WRITE_TABLES + STORE_KINDS, WRITE_NOTHING };

static void
write_cloak(const struct store *store, struct buf *line)
{
	(void)BUF_CAT(line, STR("cloak"));
	print_bytes(line, store->cloak, sizeof(store->cloak));
	(void)BUF_CAT(line, STR("\n"));
}

/* Adds what is behind the first bytes. */
static void
sum_from(struct sha256 *sum, const struct buf *line, size_t from)
{
	const struct str text = buf_str(line);

	sha256_add(sum, text.at + from, text.len - from);
}

static void
write_end(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	const size_t before = buf_len(line);
	char digits[STR_DIGITS], room[SUM];

	(void)BUF_CAT(line, END, str_number(writing->records, digits));
	if (!store->for_older) {
		(void)BUF_CAT(line, STR(" "));
		sum_from(&writing->sum, line, before);
		(void)BUF_CAT(line, sum_text(&writing->sum, room));
	}
	(void)BUF_CAT(line, STR("\n"));
}

/* The next of its table; false: it was the last. */
static bool
write_record(const struct store *store, struct store_writing *writing,
    enum store_kind kind, struct buf *line)
{
	const void *record = store_at(store, kind, writing->number);

	if (record == NULL) {
		writing->number = 0;
		return false;
	}
	(void)BUF_CAT(line, kinds[kind].word);
	store_print(kind, record, line);
	(void)BUF_CAT(line, STR("\n"));
	writing->number++;
	writing->records++;
	return true;
}

static bool
write_next(
    const struct store *store, struct store_writing *writing, struct buf *line)
{
	while (writing->step >= WRITE_TABLES && writing->step < WRITE_END) {
		if (write_record(store, writing,
			(enum store_kind)(writing->step - WRITE_TABLES), line))
			return true;
		writing->step++;
	}
	if (writing->step == WRITE_CLOAK && !store->has_cloak) {
		writing->step++;
		return write_next(store, writing, line);
	}
	switch (writing->step++) {
	case WRITE_HEAD:
		return BUF_CAT(line, HEAD, STR("\n"));
	case WRITE_CLOAK:
		write_cloak(store, line);
		writing->records++;
		return true;
	case WRITE_END:
		write_end(store, writing, line);
		return true;
	default:
		writing->step = WRITE_NOTHING;
		return false;
	}
}

/* The last line has seen to its own sum. */
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
