/* The files that are there, and those that are written: see journal_files.h. */
#define _GNU_SOURCE /* syncfs */
#include "helpers/journal/journal_files.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/helper.h"
#include "shared/crypto/secret.h"
#include "shared/crypto/siphash.h"
#include "shared/io.h"

/* Room for the name of a file with records. */
#define NAME (sizeof("/.") + DATE_TEXT + STR_DIGITS)
static_assert(
    sizeof("history/") + TOKEN_MOST + sizeof("/2026-01-01.") + STR_DIGITS <=
	JOURNAL_PATH,
    "a path fits, until the year 9999");

/* Open files, and descriptors for all else. */
#define SLOTS ((size_t)1000)
#define SPARE ((size_t)24)

/* Places for each hash, so that no two or three files want the same one. */
#define WAYS ((size_t)4)

/* Bytes that are written together. */
#define WAITING ((size_t)64 * 1024)

/* With more files to be synced, the whole file system is. */
#define SYNCS 16

static const struct {
	const char *place, *file;
} kinds[JOURNAL_KINDS] = {
	[JOURNAL_RECORDS] = { "history", "" },
	[JOURNAL_TABLE] = { "tables", "" },
	[JOURNAL_BOX] = { "boxes", "" },
	[JOURNAL_READ] = { "read", "" },
	[JOURNAL_MEMBERS] = { "history", "/members" },
	[JOURNAL_CLOSED] = { "history", "/closed" },
};

struct journal_files journal_files;

static struct {
	char path[JOURNAL_PATH];

	size_t most; /* of the slots that may be used: some times ways */
	size_t ways;
	uint64_t opened; /* files, ever */
	struct siphash_secret secret;
	/* By their names; and a file that is written anew has the last one. */
	struct journal_slot slot[SLOTS + 1];
	struct journal_slot *due; /* that whose records wait; or null */
	char waiting[WAITING]; /* for that */
	bool touched; /* names are not synced, or what was found at the start */
	int error; /* of a sync that has failed */
} self;

bool
journal_files_init(int state, size_t files)
{
	struct rlimit limit;

	for (int kind = 0; kind < JOURNAL_PLACES; kind++)
		if (mkdirat(state, kinds[kind].place, S_IRWXU) != 0 &&
		    errno != EEXIST)
			return false;
	/* Earlier versions kept messages for those who were away there. */
	if (unlinkat(state, "letters", AT_REMOVEDIR) != 0 && errno != ENOENT)
		HELPER_WARN(
		    STR("letters/ is of an earlier version, and "
			"nobody gets what is there: read and remove it"));
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return false;
	if (limit.rlim_max < files)
		files = (size_t)limit.rlim_max;
	self.most = files > SPARE ? files - SPARE : 1;
	if (self.most > SLOTS)
		self.most = SLOTS;
	self.ways = self.most < WAYS ? self.most : WAYS;
	self.most -= self.most % self.ways;
	return secret_draw(&self.secret, sizeof(self.secret));
}

void
journal_files_begin(int state)
{
	journal_files = (struct journal_files) { .state = state };
	/* One that is written to needs pages of its own. */
	for (size_t i = 0; i <= SLOTS; i++)
		if (self.slot[i].name.len > 0)
			self.slot[i].name.len = 0;
	self.due = NULL;
	self.error = 0;
	journal_touched(); /* what is there may not be synced: append.h */
}

uint64_t
journal_hash(struct str token)
{
	return siphash(
	    &self.secret, (const unsigned char *)token.at, token.len, false);
}

void
journal_list(struct disk_names *names, enum journal_kind place)
{
	disk_names_open(names, journal_files.state, kinds[place].place);
}

bool
journal_next(struct disk_names *names, struct str *token)
{
	while (disk_names_next(names, token))
		if (token_is_valid(*token))
			return true;
	return false;
}

/* Writes the name of a file with records, "/DATE.ID", and returns it. */
static const char *
name_of_day(uint64_t key, char room[NAME])
{
	char date[DATE_TEXT];
	struct str time = str_date(key, date);
	const struct str day = str_cut(&time, 'T');

	(void)snprintf(room, NAME, "/%.*s.%llu", (int)day.len,
	    day.len > 0 ? day.at : "", (unsigned long long)key);
	return room;
}

/* Reads such a name, without '/'; returns 0 if it is none. */
static uint64_t
read_key(struct str name)
{
	struct str digits = name;
	char room[NAME];
	uint64_t key;

	(void)str_cut(&digits, '.');
	return str_to_number(digits, JOURNAL_NEW - 1, &key) &&
		str_eq(str_from(name_of_day(key, room) + 1), name) ?
	    key :
	    0;
}

const char *
journal_path(struct str token, enum journal_kind kind, uint64_t key)
{
	char name[NAME];

	(void)snprintf(self.path, sizeof(self.path), "%s/%.*s%s%s",
	    kinds[kind].place, (int)token.len, token.at, kinds[kind].file,
	    key == JOURNAL_NEW ? APPEND_NEW :
		key != 0       ? name_of_day(key, name) :
				 "");
	return self.path;
}

bool
journal_was_new(int directory, struct str name)
{
	const struct str end = STR(APPEND_NEW);

	if (name.len <= end.len ||
	    !str_eq(
		(struct str) { name.at + name.len - end.len, end.len }, end))
		return false;
	(void)unlinkat(directory, name.at, 0); /* or the next time */
	return true;
}

/* Notes a name in a directory of records: see journal_look. */
static void
look_at_name(
    struct journal_sum *sum, uint64_t than, int directory, struct str name)
{
	const uint64_t key = read_key(name);
	struct stat info;

	sum->closed = sum->closed || str_eq(name, STR("closed"));
	sum->members = sum->members || str_eq(name, STR("members"));
	if (journal_was_new(directory, name) || key == 0)
		return;
	if ((key < than || than == 0) && key > sum->before)
		sum->before = key;
	if (key > than && (key < sum->after || sum->after == 0))
		sum->after = key;
	if (than != 0 ||
	    fstatat(directory, name.at, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(info.st_mode))
		return;
	sum->files++;
	sum->bytes += (uint64_t)info.st_size;
}

struct journal_sum
journal_look(struct str token, uint64_t key)
{
	struct journal_sum sum = { .files = 0 };
	struct disk_names names;
	struct str name;

	disk_names_open(&names, journal_files.state,
	    journal_path(token, JOURNAL_RECORDS, 0));
	while (disk_names_next(&names, &name))
		look_at_name(&sum, key, names.fd, name);
	sum.error = names.error == ENOENT ? 0 : names.error;
	return sum;
}

/* Removes the directory of records, if it is one, and has nothing in it. */
static bool
remove_directory(struct str token)
{
	const char *path = journal_path(token, JOURNAL_RECORDS, 0);

	if (unlinkat(journal_files.state, path, AT_REMOVEDIR) != 0)
		return errno == ENOENT || errno == ENOTDIR ||
		    errno == ENOTEMPTY || errno == EEXIST;
	journal_touched();
	journal_files.tokens--;
	return true;
}

bool
journal_remove_file(struct str token, uint64_t key)
{
	const char *path;
	struct stat info;

	journal_store_close(token, JOURNAL_RECORDS);
	path = journal_path(token, JOURNAL_RECORDS, key);
	if (fstatat(journal_files.state, path, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT;
	if (unlinkat(journal_files.state, path, 0) != 0)
		return false;
	journal_touched();
	journal_files.bytes -= (uint64_t)info.st_size;
	return remove_directory(token);
}

bool
journal_remove(struct str token)
{
	const char *path;
	struct journal_sum sum;

	while ((sum = journal_look(token, 0)).after != 0)
		if (!journal_remove_file(token, sum.after))
			return false;
	errno = sum.error;
	if (errno != 0 && errno != ENOTDIR)
		return false;
	for (int kind = JOURNAL_RECORDS + 1; kind < JOURNAL_KINDS; kind++) {
		journal_store_close(token, (enum journal_kind)kind);
		path = journal_path(token, (enum journal_kind)kind, 0);
		if (unlinkat(journal_files.state, path, 0) == 0)
			journal_touched();
		else if (errno != ENOENT && errno != ENOTDIR)
			return false;
	}
	return remove_directory(token);
}

bool
journal_store_fail(const char *path, int error)
{
	(void)snprintf(
	    journal_files.failed, sizeof(journal_files.failed), "%s", path);
	journal_files.reason = error == EPERM ?
	    "not a file of mode 0600 of this user" :
	    error == ESTALE ?
	    "somebody else has replaced, moved, removed or changed it" :
	    strerror(error);
	return false;
}

static const char *
path_of(const struct journal_slot *slot)
{
	return journal_path(journal_name(&slot->name), slot->kind, slot->key);
}

bool
journal_store_write(void)
{
	if (self.due != NULL && !append_write(&self.due->file))
		return journal_store_fail(path_of(self.due), errno);
	self.due = NULL;
	return true;
}

/* Notes that what is written may be lost: the next sync fails. */
static bool
lose(const char *path, int error)
{
	self.error = error; /* the system reports it only once */
	return journal_store_fail(path, error);
}

/* Returns whether all that was written to the file is found at its path. */
static bool
is_at_path(const struct journal_slot *slot)
{
	const char *path = path_of(slot);

	return append_is_there(&slot->file, journal_files.state, path) ||
	    lose(path, ESTALE);
}

static void
close_slot(struct journal_slot *slot)
{
	if (slot->file.is_dirty && is_at_path(slot))
		journal_touched();
	append_close(&slot->file);
	slot->name.len = 0;
}

/* Returns whether it is the open file of that kind. */
static bool
is_of(const struct journal_slot *slot, struct str token, enum journal_kind kind)
{
	return slot->kind == kind && str_eq(journal_name(&slot->name), token);
}

/*
 * Returns the place of a file among those that are open, or that of one that
 * gives way to it.
 */
static struct journal_slot *
slot_of(struct str token, enum journal_kind kind, uint64_t key)
{
	const uint64_t hash = journal_hash(token);
	struct journal_slot *first =
	    &self.slot[(hash + (unsigned)kind) * self.ways % self.most];
	struct journal_slot *oldest = first;

	if (key == JOURNAL_NEW)
		return &self.slot[self.most];
	for (size_t i = 0; i < self.ways; i++)
		if (is_of(&first[i], token, kind))
			return &first[i];
		else if (oldest->name.len > 0 &&
		    (first[i].name.len == 0 ||
			first[i].opened < oldest->opened))
			oldest = &first[i];
	return oldest;
}

struct journal_slot *
journal_store_find(struct str token, enum journal_kind kind)
{
	struct journal_slot *slot = slot_of(token, kind, JOURNAL_NEW);

	if (!is_of(slot, token, kind))
		slot = slot_of(token, kind, 0);
	return is_of(slot, token, kind) ? slot : NULL;
}

void
journal_store_close(struct str token, enum journal_kind kind)
{
	struct journal_slot *slot = journal_store_find(token, kind);

	if (slot != NULL)
		close_slot(slot);
}

/* Opens a file, and cuts off what no line is. */
static bool
open_file(
    struct append *file, struct str token, enum journal_kind kind, uint64_t key)
{
	const char *path = journal_path(token, kind, key);
	bool good = key == JOURNAL_NEW ?
	    append_begin_anew(
		file, journal_files.state, journal_path(token, kind, 0)) :
	    append_open(file, journal_files.state, path);

	if (!good && errno == ENOENT) {
		path = journal_path(token, JOURNAL_RECORDS, 0);
		if (mkdirat(journal_files.state, path, S_IRWXU) == 0) {
			journal_touched();
			journal_files.tokens++;
			path = journal_path(token, kind, key);
			good = append_open(file, journal_files.state, path);
		}
	}
	if (!good)
		return journal_store_fail(path, errno);
	if (file->is_dirty)
		HELPER_WARN(str_from(path),
		    STR(": the last line was not whole; cut off"));
	if (file->size == 0)
		journal_touched(); /* it may have been made */
	return true;
}

struct journal_slot *
journal_store_open(struct str token, enum journal_kind kind, uint64_t key)
{
	struct journal_slot *slot = slot_of(token, kind, key);

	if (is_of(slot, token, kind) && slot->key == key)
		return slot;
	if (!journal_store_write())
		return NULL;
	if (slot->name.len > 0)
		close_slot(slot);
	append_init(&slot->file, self.waiting, WAITING);
	if (!open_file(&slot->file, token, kind, key))
		return NULL;
	journal_name_set(&slot->name, token);
	slot->kind = kind;
	slot->key = key;
	slot->last = 0;
	slot->opened = ++self.opened;
	return slot;
}

bool
journal_store_add(
    struct journal_slot *slot, const struct str *pieces, size_t count)
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += pieces[i].len;
	/* What waits has its room only while it is alone. */
	if (self.due != slot && !journal_store_write())
		return false;
	if (!append_add(&slot->file, pieces, count))
		return journal_store_fail(path_of(slot), errno);
	self.due = slot;
	if (slot->kind != JOURNAL_RECORDS && !append_write(&slot->file)) {
		self.due = NULL;
		buf_drop(&slot->file.waiting, buf_len(&slot->file.waiting));
		return journal_store_fail(path_of(slot), errno);
	}
	journal_files.unsynced += len;
	if (slot->kind == JOURNAL_RECORDS)
		journal_files.bytes += len;
	return true;
}

bool
journal_store_over(int fd, uint64_t at, struct str text)
{
	if (!disk_write(fd, at, text))
		return false;
	journal_touched();
	return true;
}

void
journal_touched(void)
{
	self.touched = true;
	journal_files.unsynced += journal_files.unsynced == 0;
}

/* Elsewhere than on Linux the system may answer before it has done that. */
static bool
sync_system(int fd)
{
#ifdef __linux__
	return syncfs(fd) == 0;
#else
	(void)fd;
	sync();
	return true;
#endif
}

/* Syncs all that was ever written, by anybody; false with errno. */
static bool
sync_all(void)
{
	struct stat info = { 0 }, last;
	bool good = true;

	/* The places may be on several file systems. */
	for (size_t i = 0; good && i < JOURNAL_PLACES; i++) {
		int fd = openat(journal_files.state, kinds[i].place,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		last = info;
		good = fd != -1 && fstat(fd, &info) == 0 &&
		    ((i > 0 && info.st_dev == last.st_dev) || sync_system(fd));
		io_close(&fd);
	}
	return good;
}

bool
journal_store_sync(bool wanted)
{
	size_t dirty = 0;
	bool all;

	for (size_t i = 0; i <= self.most; i++)
		dirty += self.slot[i].file.is_dirty;
	all = wanted && (self.touched || dirty > SYNCS);
	if (self.error == 0 && all && !sync_all())
		return lose("history", errno);
	for (size_t i = 0; self.error == 0 && i <= self.most; i++) {
		struct journal_slot *slot = &self.slot[i];
		if (slot->file.is_dirty &&
		    (all || !wanted || append_sync(&slot->file) ||
			lose(path_of(slot), errno)) &&
		    is_at_path(slot))
			slot->file.is_dirty = !wanted;
	}
	if (self.error != 0)
		return false;
	self.touched = self.touched && !wanted;
	journal_files.unsynced = 0;
	return true;
}
