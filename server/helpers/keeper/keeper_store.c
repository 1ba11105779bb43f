/* The keeper's records, in memory and in their file: see keeper_store.h. */
#include "helpers/keeper/keeper_store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram.h"
#include "shared/crypto/secret.h"
#include "shared/disk.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/network.h"

/* The first line of a file. */
#define HEAD "forkcast-accounts 2"

#define LETTERS 16 /* flags of an account, or modes of a group */

/* Another object could not take the place of this one, which has no name. */
#define OBJECT_MOST ((uint64_t)64 * 1024 * 1024)

/* A file with fewer lines that are out of date is not written anew. */
#define SMALL 1000

/* Memory for what waits to be appended, and for reading and writing a file. */
#define ROOM ((size_t)128 * 1024)

static_assert(
    2 * LIMIT_GROUP + LIMIT_NAME + 4 * STR_DIGITS + LIMIT_TOPIC < STORE_TEXT,
    "a topic fits, the longest record");

/* Letters, or "-" for none. */
static enum code
letters_check(struct str word)
{
	if (str_eq(word, STR("-")))
		return CODE_OK;
	for (size_t i = 0; i < word.len; i++)
		if (str_lower(word.at[i]) < 'a' || str_lower(word.at[i]) > 'z')
			return CODE_BAD_TEXT;
	return word.len > 0 && word.len <= LETTERS ? CODE_OK : CODE_BAD_TEXT;
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

/* A word of a record: a number, bytes in Base64, or what a function checks. */
struct word {
	const char *wrong; /* said if it is; null: no more */
	enum code (*check)(struct str word);
	uint64_t most, least; /* of a number; else 0 */
	size_t bytes; /* else 0 */
	bool may_lack;
	bool is_rest; /* all that follows */
};

/* The kinds, and their words: those of the name come first. */
static const struct {
	struct str word;
	size_t name; /* words */
	size_t most; /* records */
	size_t size; /* of each in memory, at most */
	struct word words[8];
} kinds[STORE_KINDS] = {
	[STORE_CLOAK] = { LIT("cloak"), 1, 1, 64,
	    { { "invalid key", .bytes = SCRAM_KEY } } },
	[STORE_ACCOUNT] = { LIT("account"), 1, ACCOUNTS_MAX, 216,
	    { { "invalid account name", name_spelling },
		{ "invalid time of creation", .most = UINT64_MAX },
		{ "invalid number of rounds", .most = STORE_ROUNDS,
		    .least = 1 },
		{ "invalid salt", .bytes = STORE_SALT },
		{ "invalid keys", .bytes = SCRAM_KEY },
		{ "invalid keys", .bytes = SCRAM_KEY },
		{ "invalid flags", letters_check, .may_lack = true } } },
	[STORE_GROUP] = { LIT("group"), 1, 10000, 200,
	    { { "invalid group name", group_check },
		{ "invalid founder", name_spelling },
		{ "invalid time of creation", .most = UINT64_MAX },
		{ "invalid modes", letters_check },
		{ "invalid limit", .most = UINT64_MAX },
		{ "invalid key", group_key_check, .may_lack = true },
		{ "invalid limit of lines", token_check, .may_lack = true } } },
	[STORE_TOPIC] = { LIT("topic"), 1, 10000, 576,
	    { { "invalid group name", group_check },
		{ "invalid setter", token_check },
		{ "invalid ID", .most = UINT64_MAX },
		{ "invalid topic", long_text_check, .is_rest = true } } },
	[STORE_MASK] = { LIT("mask"), 3, 65536, 384,
	    { { "invalid group name", group_check },
		{ "invalid list", list_check },
		{ "invalid mask", long_text_check },
		{ "invalid setter", token_check },
		{ "invalid ID", .most = UINT64_MAX } } },
	[STORE_ROLE] = { LIT("role"), 2, 65536, 160,
	    { { "invalid group name", group_check },
		{ "invalid account name", name_spelling },
		{ "invalid time of creation", .most = UINT64_MAX },
		{ "invalid role", letters_check } } },
	[STORE_BAN] = { LIT("ban"), 1, 1000, 480,
	    { { "invalid network", network_check },
		{ "invalid end time", .most = UINT64_MAX },
		{ "invalid reason", long_text_check, .may_lack = true,
		    .is_rest = true } } },
};

struct str
keeper_word(enum store_kind kind)
{
	return kinds[kind].word;
}

enum store_kind
keeper_kind_of(struct str word)
{
	size_t kind = 0;

	while (kind < STORE_KINDS && !str_eq(word, kinds[kind].word))
		kind++;
	return (enum store_kind)kind;
}

static bool
is_good(const struct word *word, struct str text)
{
	unsigned char bytes[SCRAM_KEY];
	uint64_t number;
	size_t len;

	if (word->bytes > 0)
		return base64_decode(text, bytes, word->bytes, &len) &&
		    len == word->bytes;
	if (word->most > 0)
		return str_to_number(text, word->most, &number) &&
		    number >= word->least;
	return word->check(text) == CODE_OK;
}

/*
 * Checks a record and sets its name, the first words. Returns null, or what is
 * wrong with it.
 */
static const char *
check(enum store_kind kind, struct str record, struct str *name)
{
	const struct word *word = kinds[kind].words;
	struct str left = record;

	if (record.len > STORE_TEXT)
		return "line too long";
	for (; word->wrong != NULL && left.at != NULL; word++) {
		const struct str rest = left, one = str_word(&left);
		if (!is_good(word, word->is_rest ? rest : one))
			return word->wrong;
		if (word->is_rest)
			left = (struct str) { NULL, 0 };
		if (word + 1 == kinds[kind].words + kinds[kind].name)
			*name = (struct str) { record.at,
				(size_t)(one.at + one.len - record.at) };
	}
	if (left.at != NULL)
		return "too many words";
	return word->wrong == NULL || word->may_lack ? NULL :
						       "words are missing";
}

static const char too_many[] = "too many records";

/* Makes the tables empty, in memory that is all zero, or had them before. */
static void
empty(struct store *store)
{
	char *at = store->memory;

	for (size_t kind = 0; kind < STORE_KINDS; kind++) {
		store->table[kind].at = (struct keeper_record **)(void *)at;
		at += kinds[kind].most * sizeof(struct keeper_record *);
		store->table[kind].records = at;
		at += kinds[kind].most * kinds[kind].size;
		store->table[kind].count = 0;
	}
	store->count = 0;
	assert(at <= (char *)store->memory + STORE_MEMORY - 2 * ROOM);
}

/* Returns the memory to read a file, or to write another one. */
static char *
other_room(const struct store *store)
{
	return (char *)store->memory + STORE_MEMORY - ROOM;
}

/*
 * Returns the place of the first record whose name does not come before that
 * one; it may be after the last.
 */
static size_t
find_place(const struct store *store, enum store_kind kind, struct str name)
{
	size_t low = 0, high = store->table[kind].count;

	while (low < high) {
		const size_t middle = (low + high) / 2;
		if (str_casecmp(
			keeper_name(store->table[kind].at[middle]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct keeper_record *
keeper_next(const struct store *store, struct store_place *place)
{
	while (place->kind < STORE_KINDS &&
	    place->number == store->table[place->kind].count)
		*place = (struct store_place) { .kind = place->kind + 1 };
	return place->kind < STORE_KINDS ?
	    store->table[place->kind].at[place->number++] :
	    NULL;
}

struct keeper_record *
keeper_find(const struct store *store, enum store_kind kind, struct str name)
{
	const size_t at = find_place(store, kind, name);

	return at < store->table[kind].count &&
		str_caseeq(keeper_name(store->table[kind].at[at]), name) ?
	    store->table[kind].at[at] :
	    NULL;
}

/*
 * Returns room for a record, in that place of the table. Of the places behind
 * the last record, those that ever had one have one that is free.
 */
static struct keeper_record *
insert(struct store *store, enum store_kind kind, size_t place)
{
	struct keeper_record **at = store->table[kind].at;
	const size_t last = store->table[kind].count++;
	struct keeper_record *record = at[last];

	store->count++;
	if (record == NULL)
		record = (struct keeper_record *)(void *)(store->table[kind]
							      .records +
		    last * kinds[kind].size);
	memmove(at + place + 1, at + place,
	    (last - place) * sizeof(struct keeper_record *));
	at[place] = record;
	return record;
}

/* Removes a record, which stays as it is until another one is put. */
static void
cut_at(struct store *store, enum store_kind kind, size_t place)
{
	struct keeper_record **at = store->table[kind].at;
	const size_t last = --store->table[kind].count;
	struct keeper_record *record = at[place];

	store->count--;
	memmove(at + place, at + place + 1,
	    (last - place) * sizeof(struct keeper_record *));
	at[last] = record;
}

/*
 * Puts a record, unless it is there already. A group needs its account, or the
 * next one of that name would have it; and a part its group. Returns null, or
 * why it cannot.
 */
static const char *
put(struct store *store, enum store_kind kind, struct str text, bool *changed)
{
	struct str name = STR(""), rest, founder;
	const char *wrong = check(kind, text, &name);
	struct keeper_record *record;

	if (wrong != NULL)
		return wrong;
	if (sizeof(*record) + text.len > kinds[kind].size)
		return "line too long";
	rest = text;
	(void)str_word(&rest);
	founder = str_word(&rest);
	if (kind == STORE_GROUP &&
	    keeper_find(store, STORE_ACCOUNT, founder) == NULL)
		return "no such account";
	rest = name;
	if (kind >= STORE_TOPIC && kind <= STORE_ROLE &&
	    keeper_find(store, STORE_GROUP, str_word(&rest)) == NULL)
		return "no such group";
	record = keeper_find(store, kind, name);
	if (record == NULL && store->table[kind].count == kinds[kind].most)
		return too_many;
	*changed = record == NULL || !str_eq(keeper_record(record), text);
	if (record == NULL)
		record = insert(store, kind, find_place(store, kind, name));
	*record = (struct keeper_record) { .name_len = (uint16_t)name.len,
		.len = (uint16_t)text.len };
	memcpy(record->at, text.at, text.len);
	return NULL;
}

/* Removes the record of that name, if there is one, and no other. */
static void
cut_one(struct store *store, enum store_kind kind, struct str name)
{
	if (keeper_find(store, kind, name) != NULL)
		cut_at(store, kind, find_place(store, kind, name));
}

/*
 * Removes a group and its parts, whose names begin with its name. No name has a
 * space, so that they are neighbours.
 */
static void
cut_group(struct store *store, struct str group)
{
	for (enum store_kind kind = STORE_TOPIC; kind <= STORE_ROLE; kind++) {
		const size_t first = find_place(store, kind, group);
		while (first < store->table[kind].count) {
			struct str name =
			    keeper_name(store->table[kind].at[first]);
			if (!str_caseeq(str_word(&name), group))
				break;
			cut_at(store, kind, first);
		}
	}
	cut_one(store, STORE_GROUP, group);
}

/*
 * Removes an account and its groups. Its roles in others count no more, for
 * they say when it was made.
 */
static void
cut_account(struct store *store, struct str name)
{
	for (size_t i = store->table[STORE_GROUP].count; i > 0; i--) {
		const struct keeper_record *group =
		    store->table[STORE_GROUP].at[i - 1];
		struct str rest = keeper_rest(group);
		if (str_caseeq(str_word(&rest), name)) /* its founder */
			cut_group(store, keeper_name(group));
	}
	cut_one(store, STORE_ACCOUNT, name);
}

/*
 * Makes the change of a line in memory, and says whether it is one. What a line
 * cuts need not be there.
 */
static const char *
alter(struct store *store, struct str line, bool *changed)
{
	const struct str word = str_word(&line);
	const bool cuts = str_eq(word, STR("cut"));
	const enum store_kind kind =
	    keeper_kind_of(cuts ? str_word(&line) : word);

	if (kind == STORE_KINDS)
		return "unknown record";
	if (!cuts)
		return put(store, kind, line, changed);
	*changed = keeper_find(store, kind, line) != NULL;
	if (kind == STORE_ACCOUNT)
		cut_account(store, line);
	else if (kind == STORE_GROUP)
		cut_group(store, line);
	else
		cut_one(store, kind, line);
	return NULL;
}

enum code
keeper_change(struct store *store, struct str line)
{
	bool changed;
	const char *wrong = alter(store, line, &changed);

	if (wrong != NULL)
		return wrong == too_many ? CODE_TOO_MANY : CODE_BAD_TEXT;
	if (changed) {
		(void)APPEND_ADD(&store->out, line, STR("\n")); /* has room */
		store->lines++;
	}
	return CODE_OK;
}

bool
keeper_has_room(const struct store *store)
{
	const struct buf *waiting = &store->out.waiting;

	return buf_most(waiting) - buf_len(waiting) >= STORE_LINE;
}

/* The file. */

static bool
refuse_file(struct error *why, const char *what)
{
	return error_set(why, EX_CONFIG, "cannot read the accounts: %s", what);
}

/* Takes all whole lines read so far; false with *why if one is wrong. */
static bool
take_file_lines(struct store *store, struct buf *buf, struct error *why)
{
	struct str line;
	enum line_found found;
	const char *wrong;
	bool changed;

	while ((found = buf_line(buf, &line)) == LINE_WHOLE) {
		if (++store->lines == 1 && !str_eq(line, STR(HEAD)))
			return refuse_file(why,
			    "not a file of this version; move the file "
			    "\"" STORE_FILE "\" away, or restore a copy");
		wrong = store->lines > 1 ? alter(store, line, &changed) : NULL;
		if (wrong != NULL)
			return error_set(why, EX_CONFIG,
			    "accounts, line %zu: %s; correct that line, or "
			    "restore the file from a copy",
			    store->lines, wrong);
		buf_drop_line(buf, line);
	}
	return (found == LINE_NONE && !buf->skipping) ||
	    error_set(why, EX_CONFIG, "accounts, line %zu: line too long",
		store->lines + 1);
}

/* Reads the file from its beginning into the store. */
static bool
read_all(struct store *store, int fd, struct error *why)
{
	struct buf buf;
	ssize_t count;
	char *room;

	empty(store);
	store->lines = 0;
	buf_init(&buf, other_room(store), ROOM);
	if (lseek(fd, 0, SEEK_SET) != 0)
		return refuse_file(why, strerror(errno));
	do {
		const size_t size = buf_room(&buf, &room);
		count = io_read(fd, room, size);
		if (count < 0)
			return refuse_file(why, strerror(errno));
		buf_filled(&buf, (size_t)count);
		if (!take_file_lines(store, &buf, why))
			return false;
	} while (count > 0);
	if (store->lines == 0)
		return refuse_file(why,
		    "the file is empty; restore it from a copy, or remove it "
		    "to start without accounts");
	return store->table[STORE_CLOAK].count > 0 ||
	    refuse_file(
		why, "the file has no line \"cloak\"; restore it from a copy");
}

bool
keeper_look(struct store *store, uid_t owner, bool *is_there, struct error *why)
{
	struct stat info;
	bool good;
	int fd;

	*is_there =
	    fstatat(store->fd, STORE_FILE, &info, AT_SYMLINK_NOFOLLOW) == 0;
	if (!*is_there)
		return errno == ENOENT || refuse_file(why, strerror(errno));
	if (!S_ISREG(info.st_mode) || info.st_uid != owner ||
	    (info.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) !=
		(S_IRUSR | S_IWUSR))
		return error_set(why, EX_CONFIG,
		    "cannot read the accounts: not a file of the server's user "
		    "alone; run chown %ld and chmod 600 on it",
		    (long)owner);
	fd = openat(store->fd, STORE_FILE,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	if (fd == -1)
		return refuse_file(why, strerror(errno));
	good = read_all(store, fd, why);
	io_close(&fd);
	return good;
}

/* Adds all that the store has to a file, and writes it. */
static bool
write_all(struct append *out, const struct store *store)
{
	struct store_place place = { .number = 0 };
	const struct keeper_record *record;
	bool good = APPEND_ADD(out, STR(HEAD "\n"));

	while (good && (record = keeper_next(store, &place)) != NULL)
		good = APPEND_ADD(out, keeper_word(place.kind), STR(" "),
		    keeper_record(record), STR("\n"));
	return good && append_write(out);
}

/* Writes the store to a new file, which takes the place of any other. */
static bool
rewrite(struct store *store)
{
	struct append fresh;
	int error;

	store->lines = store->count; /* or it is tried again much later */
	append_init(&fresh, other_room(store), ROOM);
	if (append_begin_anew(&fresh, store->fd, STORE_FILE) &&
	    write_all(&fresh, store) &&
	    append_replace(&fresh, store->fd, STORE_FILE)) {
		append_close(&store->out);
		store->out.fd = fresh.fd;
		store->out.size = store->saved = fresh.size;
		return true;
	}
	error = errno;
	(void)unlinkat(store->fd, STORE_FILE APPEND_NEW, 0);
	append_close(&fresh);
	errno = error;
	return false;
}

/* Makes a file, with a new key. */
static bool
make_file(struct store *store)
{
	char text[BASE64_TEXT(SCRAM_KEY)];
	unsigned char key[SCRAM_KEY];
	bool changed;

	if (!secret_draw(key, sizeof(key)) ||
	    put(store, STORE_CLOAK, base64_text(key, sizeof(key), text),
		&changed) != NULL)
		return false;
	return store->is_object ? write_all(&store->out, store) :
				  rewrite(store);
}

bool
keeper_open(struct store *store, bool expects, struct error *why)
{
	struct stat info;
	bool is_there;

	append_init(&store->out, other_room(store) - ROOM, ROOM);
	empty(store);
	if (fstat(store->fd, &info) != 0)
		return refuse_file(why, strerror(errno));
	store->is_object = !S_ISDIR(info.st_mode);
	if (store->is_object) {
		if (!append_take(&store->out, store->fd))
			return refuse_file(why, strerror(errno));
		/* One that was torn while it was made is made anew. */
		is_there = store->out.size > strlen(HEAD "\n");
		if (!is_there)
			store->out.size = 0;
		else if (!read_all(store, store->fd, why))
			return false;
	} else if (!keeper_look(store, geteuid(), &is_there, why)) {
		return false;
	} else if (!is_there && expects) {
		return refuse_file(why, strerror(ENOENT));
	}
	/* What is found is promised, too: see append.h. */
	if (!is_there ? !make_file(store) :
			!store->is_object &&
		    (!append_open(&store->out, store->fd, STORE_FILE) ||
			!append_sync(&store->out) ||
			!disk_sync_name(store->fd, STORE_FILE)))
		return refuse_file(why, strerror(errno));
	store->saved = store->out.size;
	return true;
}

bool
keeper_reload(struct store *store)
{
	struct error why;

	buf_drop(&store->out.waiting, buf_len(&store->out.waiting));
	return read_all(store, store->out.fd, &why);
}

/*
 * Returns whether more can be written: the path leads to this very file, which
 * nobody else has changed. Otherwise the next server would not find what is
 * written now, or what somebody else has written would be lost. Nobody else has
 * an object. False with errno.
 */
static bool
can_save(struct store *store)
{
	const char *path = store->path;

	errno = ENOSPC;
	if (store->is_object)
		return store->out.size < OBJECT_MOST;
	if (append_is_there(&store->out, path != NULL ? AT_FDCWD : store->fd,
		path != NULL ? path : STORE_FILE))
		return true;
	store->is_lost = errno == ESTALE;
	return false;
}

/* Writes the file anew, too, if most of its lines are out of date. */
bool
keeper_save(struct store *store)
{
	int error;

	if (buf_len(&store->out.waiting) == 0)
		return true;
	if (can_save(store) && append_write(&store->out) &&
	    append_sync(&store->out)) {
		store->saved = store->out.size;
		if (!store->is_object &&
		    store->lines > 2 * store->count + SMALL)
			(void)rewrite(store); /* or later */
		return true;
	}
	/* Some of the lines may be in the file. */
	error = errno;
	store->out.size = store->saved;
	if (ftruncate(store->out.fd, (off_t)store->saved) != 0)
		store->is_lost = true;
	errno = error;
	return false;
}
