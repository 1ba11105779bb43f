/* The files that the journal writes: see journal_store.h. */
#include "helpers/journal/journal_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_scan.h"
#include "shared/io.h"

/*
 * Open files, and what may wait for each of them: two of the longest lines. By
 * its hash, each file has WAYS places.
 */
#define SETS ((size_t)125)
#define WAYS ((size_t)8)
#define SLOTS (SETS * WAYS)
#define WAITING ((size_t)9216)

/* Descriptors for all else. */
#define SPARE 24

/* With more files to be synced, the whole file system is. */
#define SYNCS 16

static struct {
	struct journal_slot *slot; /* SLOTS */
	uint64_t uses;
	size_t open, most; /* slots that are in use, and that may be */
	struct journal_slot *due[SLOTS]; /* those for which something waits */
	size_t dues;
	char *waiting; /* WAITING for each of them, and for a new file */
	uint64_t unsynced; /* bytes */
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
	self.open = 0;
	self.waiting = journal_map(self.waiting, (SLOTS + 1) * WAITING);
	self.slot = journal_map(self.slot, SLOTS * sizeof(struct journal_slot));
	if (self.waiting == NULL || self.slot == NULL)
		return false;
	for (size_t i = 0; i < SLOTS; i++)
		append_init(
		    &self.slot[i].file, self.waiting + i * WAITING, WAITING);
	self.dues = 0;
	self.unsynced = 0;
	return true;
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

static const char *
path_of(const struct journal_slot *slot)
{
	return journal_path(journal_name(&slot->name), slot->kind, slot->key);
}

static bool
fail_slot(const struct journal_slot *slot, int error)
{
	return journal_store_fail(path_of(slot), error);
}

bool
journal_store_write_one(struct journal_slot *slot)
{
	return append_write(&slot->file) || fail_slot(slot, errno);
}

bool
journal_store_write(void)
{
	bool good = true;

	for (size_t i = 0; i < self.dues; i++)
		good = journal_store_write_one(self.due[i]) && good;
	for (size_t i = 0; good && i < self.dues; i++)
		self.due[i]->is_due = false;
	self.dues = good ? 0 : self.dues;
	return good;
}

static bool
close_slot(struct journal_slot *slot)
{
	if (!journal_store_write_one(slot))
		return false;
	if (slot->file.is_dirty)
		journal_touched(path_of(slot));
	append_close(&slot->file);
	slot->name.len = 0;
	self.open--;
	return true;
}

/* Returns the slots in one of which it may be open. */
static struct journal_slot *
set_of(struct str token, enum journal_kind kind)
{
	const uint64_t hash = str_hash_add(STR_HASH_START, token) + kind;

	return &self.slot[hash % SETS * WAYS];
}

struct journal_slot *
journal_store_find(struct str token, enum journal_kind kind)
{
	struct journal_slot *set = set_of(token, kind);

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].kind == kind &&
		    str_eq(journal_name(&set[i].name), token))
			return &set[i];
	return NULL;
}

bool
journal_store_close(struct str token, enum journal_kind kind)
{
	struct journal_slot *slot = journal_store_find(token, kind);

	return slot == NULL || close_slot(slot);
}

void
journal_store_forget(struct str token)
{
	for (int kind = 0; kind < JOURNAL_KINDS; kind++) {
		struct journal_slot *slot =
		    journal_store_find(token, (enum journal_kind)kind);
		if (slot != NULL) {
			append_drop(&slot->file);
			(void)close_slot(slot); /* empty */
		}
	}
}

/* Returns a slot that is free, or was not used for longest, closed; or null. */
static struct journal_slot *
get_slot(struct str token, enum journal_kind kind)
{
	struct journal_slot *set = set_of(token, kind), *least = set;

	/* Where only few may be open, all are closed at times. */
	for (size_t i = 0; self.open >= self.most && i < SLOTS; i++)
		if (self.slot[i].name.len > 0 && !close_slot(&self.slot[i]))
			return NULL;
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].name.len == 0)
			return &set[i];
		if (set[i].used < least->used)
			least = &set[i];
	}
	return close_slot(least) ? least : NULL;
}

/* Makes the directory of records; false with errno. */
static bool
make_directory(struct str token)
{
	const char *path = journal_path(token, JOURNAL_RECORDS, 0);

	if (mkdirat(journal_state(), path, S_IRWXU) != 0)
		return false;
	journal_touched(path);
	journal_totals()->tokens++;
	return true;
}

/* Opens a file, and cuts off what no line is. */
static bool
open_file(
    struct append *file, struct str token, enum journal_kind kind, uint64_t key)
{
	const char *path = journal_path(token, kind, key);
	uint64_t cut;
	enum append_found found =
	    append_open(file, journal_state(), path, &cut);

	if (found == APPEND_FAILED && errno == ENOENT && make_directory(token))
		found = append_open(file, journal_state(),
		    journal_path(token, kind, key), &cut);
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
	slot = get_slot(token, kind);
	if (slot == NULL || !open_file(&slot->file, token, kind, key))
		return NULL;
	journal_name_set(&slot->name, token);
	self.open++;
	slot->kind = kind;
	slot->key = key;
	slot->last = 0;
	slot->used = ++self.uses;
	slot->is_closed = false;
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
	if (!append_add(&slot->file, pieces, count))
		return fail_slot(slot, errno);
	slot->used = ++self.uses;
	if (!slot->is_due)
		self.due[self.dues++] = slot;
	slot->is_due = true;
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
	append_init(&file, self.waiting + SLOTS * WAITING, WAITING);
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

/* Syncs the open files; false if that fails. */
static bool
sync_files(void)
{
	size_t dirty = 0;

	for (size_t i = 0; i < SLOTS; i++)
		dirty +=
		    self.slot[i].name.len > 0 && self.slot[i].file.is_dirty;
	if (journal_is_touched() || dirty > SYNCS) {
		if (!journal_sync_places())
			return journal_store_fail("history", errno);
#ifdef __linux__
		for (size_t i = 0; i < SLOTS; i++)
			self.slot[i].file.is_dirty = false;
#endif
	}
	for (size_t i = 0; i < SLOTS; i++)
		if (self.slot[i].name.len > 0 && self.slot[i].file.is_dirty &&
		    !append_sync(&self.slot[i].file))
			return fail_slot(&self.slot[i], errno);
	return true;
}

bool
journal_store_sync(void)
{
	const usec began = clock_mono();

	if (!sync_files())
		return false;
	self.unsynced = 0;
	self.syncs.count++;
	self.syncs.time += clock_mono() - began;
	return true;
}

uint64_t
journal_store_unsynced(void)
{
	return self.unsynced > 0 ? self.unsynced : journal_is_touched();
}

struct journal_syncs
journal_store_syncs(void)
{
	return self.syncs;
}
