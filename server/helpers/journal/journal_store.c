/* The files that the journal writes: see journal_files.h. */
#define _GNU_SOURCE /* syncfs */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_scan.h"
#include "shared/io.h"

/* Open files, and descriptors for all else. */
#define SLOTS ((size_t)1000)
#define SPARE 24

/* Bytes that wait to be written. */
#define WAITING ((size_t)64 * 1024)

/* With more files to be synced, the whole file system is. */
#define SYNCS 16

static struct {
	struct journal_slot *slot; /* SLOTS */
	uint64_t hash[SLOTS]; /* of their names and kinds; 0: it is free */
	size_t most; /* of them that may be used */
	uint64_t uses;
	struct journal_slot *due; /* that for which something waits; or null */
	char *room; /* WAITING for that, and for a new file */
	uint64_t unsynced; /* bytes */
	bool touched; /* names are not synced */
	int error; /* of a sync that has failed */
	struct journal_syncs syncs;
	struct journal_failure failure;
} self;

bool
journal_store_init(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return false;
	self.most = SLOTS;
	if (limit.rlim_max < SLOTS + SPARE)
		self.most =
		    limit.rlim_max > SPARE ? (size_t)limit.rlim_max - SPARE : 1;
	self.room = journal_map(self.room, 2 * WAITING);
	self.slot = journal_map(self.slot, SLOTS * sizeof(struct journal_slot));
	memset(self.hash, 0, sizeof(self.hash));
	self.due = NULL;
	self.unsynced = 0;
	self.touched = false;
	self.error = 0;
	return self.room != NULL && self.slot != NULL;
}

bool
journal_store_fail(const char *path, int error)
{
	(void)snprintf(self.failure.path, sizeof(self.failure.path), "%s",
	    path); /* fits */
	self.failure.reason = error == EPERM ?
	    "not a file of mode 0600 of this user" :
	    strerror(error);
	return false;
}

const struct journal_failure *
journal_store_failure(void)
{
	return &self.failure;
}

static bool
fail_slot(const struct journal_slot *slot, int error)
{
	return journal_store_fail(
	    journal_path(journal_name(&slot->name), slot->kind, slot->key),
	    error);
}

bool
journal_store_write(void)
{
	if (self.due != NULL && !append_write(&self.due->file))
		return fail_slot(self.due, errno);
	self.due = NULL;
	return true;
}

static bool
close_slot(struct journal_slot *slot)
{
	if (self.due == slot && !journal_store_write())
		return false;
	if (slot->file.is_dirty)
		journal_touched(journal_path(
		    journal_name(&slot->name), slot->kind, slot->key));
	append_close(&slot->file);
	slot->file.is_dirty = false;
	self.hash[slot - self.slot] = 0;
	return true;
}

static uint64_t
hash_of(struct str token, enum journal_kind kind)
{
	return (str_hash_add(STR_HASH_START, token) + kind) | 1;
}

struct journal_slot *
journal_store_find(struct str token, enum journal_kind kind)
{
	const uint64_t hash = hash_of(token, kind);

	for (size_t i = 0; i < self.most; i++)
		if (self.hash[i] == hash && self.slot[i].kind == kind &&
		    str_eq(journal_name(&self.slot[i].name), token))
			return &self.slot[i];
	return NULL;
}

bool
journal_store_close(struct str token, enum journal_kind kind)
{
	struct journal_slot *slot = journal_store_find(token, kind);

	return slot == NULL || close_slot(slot);
}

/* Returns a slot that is free, or was not used for longest, closed; or null. */
static struct journal_slot *
get_slot(void)
{
	size_t least = 0;

	for (size_t i = 0; i < self.most && self.hash[least] != 0; i++)
		if (self.hash[i] == 0 ||
		    self.slot[i].used < self.slot[least].used)
			least = i;
	return self.hash[least] == 0 || close_slot(&self.slot[least]) ?
	    &self.slot[least] :
	    NULL;
}

/* Opens a file, and cuts off what no line is. */
static bool
open_file(
    struct append *file, struct str token, enum journal_kind kind, uint64_t key)
{
	const int state = journal_state();
	const char *path = journal_path(token, kind, key);
	uint64_t cut;
	enum append_found found = append_open(file, state, path, &cut);

	if (found == APPEND_FAILED && errno == ENOENT) {
		path = journal_path(token, JOURNAL_RECORDS, 0);
		if (mkdirat(state, path, S_IRWXU) == 0) {
			journal_touched(path);
			journal_totals()->tokens++;
			path = journal_path(token, kind, key);
			found = append_open(file, state, path, &cut);
		}
	}
	if (found != APPEND_OPEN)
		return journal_store_fail(
		    path, found == APPEND_FOREIGN ? EPERM : errno);
	if (cut > 0)
		JOURNAL_WARN(str_from(path),
		    STR(": the last line was not whole; cut off"));
	if (file->is_new)
		journal_touched(path);
	return true;
}

struct journal_slot *
journal_store_open(struct str token, enum journal_kind kind, uint64_t key)
{
	struct journal_slot *slot = journal_store_find(token, kind);

	if (slot != NULL && slot->key == key)
		return slot;
	if (slot != NULL && !close_slot(slot))
		return NULL;
	slot = get_slot();
	if (slot == NULL)
		return NULL;
	append_init(&slot->file, self.room, WAITING);
	if (!open_file(&slot->file, token, kind, key))
		return NULL;
	journal_name_set(&slot->name, token);
	self.hash[slot - self.slot] = hash_of(token, kind);
	slot->kind = kind;
	slot->key = key;
	slot->last = 0;
	slot->used = ++self.uses;
	if (kind == JOURNAL_RECORDS)
		journal_totals()->files += slot->file.is_new;
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
		return fail_slot(slot, errno);
	slot->used = ++self.uses;
	self.due = slot;
	self.unsynced += len;
	if (slot->kind == JOURNAL_RECORDS)
		journal_totals()->bytes += len;
	return true;
}

bool
journal_store_blank(int fd, uint64_t at, size_t len)
{
	char text[256];
	size_t done = 0;

	memset(text, '-', sizeof(text));
	text[1] = ' ';
	while (done < len) {
		/* What follows the first part has no space. */
		const size_t skip = done > 0 ? 2 : 0;
		const size_t most = sizeof(text) - skip;
		const ssize_t count = pwrite(fd, text + skip,
		    len - done < most ? len - done : most, (off_t)(at + done));
		if (count <= 0 && errno != EINTR)
			return false;
		done += count > 0 ? (size_t)count : 0;
	}
	return true;
}

bool
journal_store_filter(const char *path,
    bool (*stays)(const void *of, struct str line), const void *of)
{
	const int state = journal_state();
	struct journal_scan scan;
	struct append file;
	struct str line;
	bool good;

	if (!journal_scan_open(&scan, path))
		return scan.error == 0;
	append_init(&file, self.room + WAITING, WAITING);
	good = append_begin_anew(&file, state, path);
	while (good && journal_scan_line(&scan, &line))
		good = !stays(of, line) || APPEND_ADD(&file, line, STR("\n"));
	good = good && scan.error == 0 && append_replace(&file, state, path) &&
	    (file.size > 0 || unlinkat(state, path, 0) == 0);
	append_close(&file);
	journal_scan_close(&scan);
	journal_touched(path);
	return good;
}

#ifdef __linux__

void
journal_touched(const char *path)
{
	(void)path;
	self.touched = true;
}

/* Syncs all that was ever written; false with errno. */
static bool
sync_all(void)
{
	static const char *const places[JOURNAL_PLACES] = { "history", "tables",
		"boxes", "letters" };
	struct stat info = { 0 }, last;
	bool good = true;

	/* The places may be on several file systems. */
	for (size_t i = 0; good && i < COUNT(places); i++) {
		int fd = openat(journal_state(), places[i],
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		last = info;
		good = fd != -1 && fstat(fd, &info) == 0 &&
		    ((i > 0 && info.st_dev == last.st_dev) || syncfs(fd) == 0);
		io_close(&fd);
	}
	for (size_t i = 0; good && i < self.most; i++)
		self.slot[i].file.is_dirty = false;
	return good;
}

#else

/* Syncs the file, if it is there, and its directory. */
void
journal_touched(const char *path)
{
	char room[JOURNAL_PATH];

	(void)snprintf(room, sizeof(room), "%s", path); /* fits */
	self.touched = true;
	for (char *end = room; end != NULL; end = strrchr(room, '/')) {
		if (end != room)
			*end = '\0';
		int fd = openat(journal_state(), room, O_RDONLY | O_CLOEXEC);
		if (fd != -1 && fsync(fd) != 0 && errno != EINVAL)
			self.error = errno;
		io_close(&fd);
	}
}

static bool
sync_all(void)
{
	errno = self.error;
	return self.error == 0;
}

#endif

bool
journal_store_sync(void)
{
	const usec began = clock_mono();
	size_t dirty = 0;

	for (size_t i = 0; i < self.most; i++)
		dirty += self.slot[i].file.is_dirty;
	if ((self.touched || dirty > SYNCS) && !sync_all())
		return journal_store_fail("history", errno);
	for (size_t i = 0; i < self.most; i++)
		if (self.slot[i].file.is_dirty &&
		    !append_sync(&self.slot[i].file))
			return fail_slot(&self.slot[i], errno);
	self.touched = false;
	self.unsynced = 0;
	self.syncs.count++;
	self.syncs.time += clock_mono() - began;
	return true;
}

uint64_t
journal_store_unsynced(void)
{
	return self.unsynced > 0 ? self.unsynced : self.touched;
}

struct journal_syncs
journal_store_syncs(void)
{
	return self.syncs;
}
