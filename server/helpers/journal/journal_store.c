/* The files that the journal writes: see journal_store.h. */
#include "helpers/journal/journal_store.h"

#include <errno.h>

/* Open files, and what may wait for each of them. */
#define SLOTS 64
#define WAITING ((size_t)16 * 1024)

/* With more files to be synced, the whole file system is. */
#define SYNCS 16

static struct {
	struct journal_slot slot[SLOTS];
	uint64_t uses;
	uint64_t unsynced; /* bytes */
	int error; /* of another sync that has failed */
	struct journal_syncs syncs;
} self;

size_t
journal_store_room(void)
{
	return SLOTS * WAITING;
}

void
journal_store_init(char *room)
{
	for (size_t i = 0; i < SLOTS; i++) {
		self.slot[i].dir = NULL;
		append_init(&self.slot[i].file, room + i * WAITING, WAITING);
	}
}

struct journal_slot *
journal_store_find(struct journal_dir *dir, enum journal_kind kind)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (self.slot[i].dir == dir && self.slot[i].kind == kind)
			return &self.slot[i];
	return NULL;
}

/* Writes what waits for a file. */
static bool
write_one(struct journal_slot *slot)
{
	const uint64_t before = slot->file.size;
	const bool good = append_write(&slot->file);

	self.unsynced += slot->file.size - before;
	if (slot->kind == JOURNAL_RECORDS)
		slot->dir->bytes += slot->file.size - before;
	return good;
}

bool
journal_store_close(struct journal_slot *slot)
{
	if (slot == NULL)
		return true;
	if (!write_one(slot))
		return false;
	if (slot->file.is_dirty)
		journal_touched(slot->file.fd);
	append_close(&slot->file);
	slot->dir = NULL;
	return true;
}

/* Returns a slot that is free, or was not used for longest; null with errno. */
static struct journal_slot *
get_slot(void)
{
	struct journal_slot *least = &self.slot[0];

	for (size_t i = 0; i < SLOTS; i++) {
		struct journal_slot *slot = &self.slot[i];
		if (slot->dir == NULL)
			return slot;
		if (slot->used < least->used)
			least = slot;
	}
	return journal_store_close(least) ? least : NULL;
}

struct journal_slot *
journal_store_open(struct journal_dir *dir, enum journal_kind kind,
    int directory, const char *name, bool anew, uint64_t *cut)
{
	struct journal_slot *slot = get_slot();
	enum append_found found;

	if (slot == NULL)
		return NULL;
	found = !anew ? append_open(&slot->file, directory, name, cut) :
	    append_begin_anew(&slot->file, directory, name) ? APPEND_OPEN :
							      APPEND_FAILED;
	if (found != APPEND_OPEN) {
		errno = found == APPEND_FOREIGN ? EPERM : errno;
		return NULL;
	}
	slot->dir = dir;
	slot->kind = kind;
	slot->used = ++self.uses;
	if (slot->file.is_new)
		journal_touched(directory);
	return slot;
}

void
journal_store_forget(struct journal_dir *dir)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (self.slot[i].dir == dir) {
			append_drop(&self.slot[i].file);
			(void)journal_store_close(&self.slot[i]); /* empty */
		}
}

bool
journal_store_add(
    struct journal_slot *slot, const struct str *pieces, size_t count)
{
	slot->used = ++self.uses;
	return buf_cat(&slot->file.waiting, pieces, count) ||
	    (write_one(slot) && buf_cat(&slot->file.waiting, pieces, count));
}

void
journal_store_fail(int error)
{
	self.error = error;
}

bool
journal_store_write(void)
{
	bool good = true;
	int error = 0;

	for (size_t i = 0; i < SLOTS; i++)
		if (self.slot[i].dir != NULL &&
		    buf_len(&self.slot[i].file.waiting) > 0 &&
		    !write_one(&self.slot[i])) {
			error = errno;
			good = false;
		}
	errno = error;
	return good;
}

/* Syncs the open files; false if that fails. */
static bool
sync_files(void)
{
	size_t dirty = 0;

	for (size_t i = 0; i < SLOTS; i++)
		dirty += self.slot[i].dir != NULL && self.slot[i].file.is_dirty;
	if (journal_is_touched() || dirty > SYNCS) {
		if (!journal_sync_places())
			return false;
#ifdef __linux__
		for (size_t i = 0; i < SLOTS; i++)
			self.slot[i].file.is_dirty = false;
#endif
	}
	for (size_t i = 0; i < SLOTS; i++)
		if (self.slot[i].dir != NULL && self.slot[i].file.is_dirty &&
		    !append_sync(&self.slot[i].file))
			return false;
	return true;
}

bool
journal_store_sync(void)
{
	const usec began = clock_mono();

	errno = self.error;
	if (self.error != 0 || !sync_files())
		return false;
	self.unsynced = 0;
	self.syncs.count++;
	self.syncs.time += clock_mono() - began;
	return true;
}

uint64_t
journal_store_unsynced(void)
{
	if (self.error != 0)
		return UINT64_MAX;
	return self.unsynced > 0 ? self.unsynced : journal_is_touched();
}

struct journal_syncs
journal_store_syncs(void)
{
	return self.syncs;
}
