/* The indexes of all files of the history: see journal_indexes.h. */
#include "helpers/journal/read/journal_indexes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "shared/io.h"

#define ENDING JOURNAL_INDEX_ENDING
#define ENDING_NEW ".index.new"

/* How long it waits after it could not write an index. */
#define RETRY (10 * SEC)

/* How long it waits, after a text was erased, before it makes blocks again. */
#define ERASING (60 * SEC)

/* Lines of a file that are looked at in one part of the work. */
#define LINES 500

size_t
journal_indexes_room(void)
{
	return 2 * journal_index_size() + JOURNAL_INDEX_ROWS * sizeof(uint32_t);
}

void
journal_indexes_init(struct journal_indexes *indexes, void *room,
    const struct siphash_secret *secret)
{
	char *at = room;

	journal_index_init(&indexes->live, at, secret);
	at += journal_index_size();
	journal_index_init(&indexes->spare, at, secret);
	at += journal_index_size();
	indexes->order = (uint32_t *)(void *)at;
	journal_index_fds_init(&indexes->fds);
	indexes->ready = UINT64_MAX;
}

void
journal_indexes_close(struct journal_indexes *indexes, uint64_t key)
{
	if (indexes->blocks.key == key)
		indexes->blocks.key = 0;
	journal_index_fds_close(&indexes->fds, key);
}

/* Returns a descriptor of a file's index; -1 with errno. */
static int
open_index(struct journal_indexes *indexes, uint64_t key)
{
	return journal_index_fds_open(
	    &indexes->fds, indexes->files->directory, key);
}

/*
 * Writes an index and puts it in its place. False with errno: it is then made
 * again when it is needed, and that is why nobody has to be told.
 */
static bool
put_index(struct journal_indexes *indexes, struct journal_index *index,
    const struct journal_file *file)
{
	const int directory = indexes->files->directory;
	char new[JOURNAL_FILE_NAME], name[JOURNAL_FILE_NAME];
	int fd;
	bool written;

	(void)journal_file_name(file->key, ENDING_NEW, new);
	fd = journal_disk_new(directory, new);
	if (fd == -1)
		return false;
	written = !index->has_lost &&
	    journal_index_write(index, indexes->order, file->size, fd) &&
	    journal_disk_replace(directory, fd, new,
		journal_file_name(file->key, ENDING, name), false);
	io_close(&fd);
	if (written)
		return true;
	(void)unlinkat(directory, new, 0); /* the next one needs no room of it
					    */
	return false;
}

/* Notes that a file has no blocks, or only damaged ones. */
static void
miss_blocks(struct journal_indexes *indexes, struct journal_file *file)
{
	file->has_blocks = false;
	indexes->renews = clock_mono() + ERASING;
	if (indexes->blocks.key == file->key)
		indexes->blocks.key = 0;
}

/* Notes what the first line of an index says. */
static void
note_index(struct journal_indexes *indexes, struct journal_file *file, int fd)
{
	const struct journal_index_check *check = &indexes->check;

	file->has_index = true;
	file->index_length = check->length;
	file->has_blocks =
	    journal_index_has_blocks(fd, check->length, check->blocks);
	if (!file->has_blocks)
		miss_blocks(indexes, file);
	file->records = indexes->check.records;
	file->last_id = indexes->check.last_id;
}

static void
begin_making(struct journal_indexes *indexes)
{
	indexes->state = JOURNAL_INDEX_MAKE;
	indexes->at = indexes->last_id = 0;
	indexes->damaged = false;
	journal_indexes_close(indexes, indexes->key);
}

/* Makes the next index again that has no blocks, once it is time for that. */
static void
next_without_blocks(struct journal_indexes *indexes)
{
	const struct journal_files *files = indexes->files;
	const struct journal_file *newest = journal_files_newest(files);

	if (indexes->renews == 0 || clock_mono() < indexes->renews)
		return;
	for (size_t i = files->count; i-- > 0;) {
		const struct journal_file *file = &files->file[i];
		if (file->is_foreign || file->has_blocks || file == newest)
			continue;
		indexes->key = file->key;
		begin_making(indexes);
		return;
	}
	indexes->renews = 0;
}

/* Moves on to the newest file whose index is not ready. */
static void
next_file(struct journal_indexes *indexes)
{
	const struct journal_files *files = indexes->files;
	const struct journal_file *newest = journal_files_newest(files);

	indexes->state = JOURNAL_INDEX_IDLE;
	indexes->ready = newest == NULL ? UINT64_MAX : newest->key;
	for (size_t i = files->count; i-- > 0;) {
		const struct journal_file *file = &files->file[i];
		if (file->is_foreign || file == newest)
			continue;
		if (!file->has_index || !file->has_past) {
			indexes->key = file->key;
			indexes->state = JOURNAL_INDEX_CHECK;
			indexes->at = 0;
			return;
		}
		indexes->ready = file->key;
	}
	indexes->retry = 0; /* none of those that are left has failed */
	next_without_blocks(indexes);
}

static void
check_next(struct journal_indexes *indexes, struct journal_file *file)
{
	const int fd = open_index(indexes, file->key);
	bool done = false;

	if (fd == -1 ||
	    (indexes->at == 0 &&
		!journal_index_check_begin(&indexes->check, fd, file->size)) ||
	    !journal_index_check_next(&indexes->check, fd, &done)) {
		begin_making(indexes);
		return;
	}
	indexes->at = indexes->check.at;
	/* One that takes the place of another is used at once. */
	if (done || file->has_index)
		note_index(indexes, file, fd);
	if (!done)
		return;
	indexes->state = JOURNAL_INDEX_LOAD;
	indexes->at = JOURNAL_INDEX_HEAD;
}

/*
 * Takes a row of an index with a gap or a past membership. Returns false at the
 * first row that has neither: those that do come first.
 */
static bool
load_row(
    struct journal_indexes *indexes, struct journal_file *file, struct str row)
{
	struct journal_index_hit hit;
	struct str key, group;
	uint32_t target;

	if (!journal_index_read_row(row, &key, &hit) ||
	    !str_skip(&key, STR("!")))
		return false;
	if (key.len == 0) {
		journal_gaps_add(indexes->gaps, hit.id, hit.at);
		file->has_damage = true;
		return true;
	}
	group = str_cut(&key, '!');
	target =
	    journal_targets_find_at(indexes->members->targets, group, hit.at);
	/* A target without records has no past. */
	if (target != JOURNAL_NONE)
		journal_members_was(
		    indexes->members, target, key, hit.id, hit.at);
	return true;
}

static void
load_next(struct journal_indexes *indexes, struct journal_file *file)
{
	char room[2 * JOURNAL_LINE];
	const int fd = open_index(indexes, file->key);
	const ssize_t count = fd == -1 ?
	    -1 :
	    journal_disk_read(fd, room, sizeof(room), indexes->at);
	struct str rest = { room, count < 0 ? 0 : (size_t)count };

	for (;;) {
		const struct str row = str_cut(&rest, '\n');
		if (rest.at == NULL && row.len > 0 && row.at > room)
			return; /* the rest of the row is read next */
		if (rest.at == NULL || !load_row(indexes, file, row))
			break;
		indexes->at += row.len + 1;
	}
	file->has_past = true;
	next_file(indexes);
}

/* Notes a gap in place of the damaged lines before the record of that ID. */
static void
note_damage(struct journal_indexes *indexes, uint64_t next_id)
{
	uint64_t from = indexes->last_id + 1;
	uint64_t to = next_id - 1;

	indexes->damaged = false;
	/* Lines of one ID, or of two neighbours: one event is not whole. */
	if (from > to)
		from = to = next_id;
	journal_index_gap(&indexes->spare, from, to);
}

/*
 * Returns the ID of the first line of the next file; without one, the last ID
 * here.
 */
static uint64_t
id_after(struct journal_indexes *indexes, const struct journal_file *file)
{
	const struct journal_files *files = indexes->files;
	struct journal_record record;
	size_t len;

	for (file++; file < files->file + files->count; file++)
		if (journal_view_read(indexes->view, file->key, 0,
			JOURNAL_FORTH, &record, &len) == JOURNAL_SEEN)
			return record.id;
	return indexes->last_id;
}

/* Puts the making of an index off. */
static void
make_later(struct journal_indexes *indexes)
{
	indexes->state = JOURNAL_INDEX_IDLE;
	indexes->retry = clock_mono() + RETRY;
}

/*
 * Takes the next line of the file whose index is being made. False at its end,
 * and if it cannot be read.
 */
static bool
make_line(struct journal_indexes *indexes)
{
	struct journal_record record;
	struct str line = journal_view_line(
	    indexes->view, indexes->key, indexes->at, JOURNAL_FORTH);
	const size_t len = line.len;

	if (len == 0)
		return false;
	if (line.at[len - 1] == '\n')
		line.len--;
	if (!journal_record_read(line, &record)) {
		indexes->damaged = true;
	} else {
		if (indexes->damaged)
			note_damage(indexes, record.id);
		journal_index_take(&indexes->spare, &record, indexes->at, len);
		indexes->last_id = record.id;
	}
	indexes->at += len;
	return true;
}

/* Ends the making of an index: it is checked and loaded as any other. */
static void
end_making(struct journal_indexes *indexes, struct journal_file *file)
{
	if (indexes->damaged)
		note_damage(indexes, id_after(indexes, file));
	if (!put_index(indexes, &indexes->spare, file)) {
		make_later(indexes);
		return;
	}
	journal_indexes_close(indexes, file->key);
	indexes->retry = 0;
	indexes->state = JOURNAL_INDEX_CHECK;
	indexes->at = 0;
	check_next(indexes, file);
}

static void
make_next(struct journal_indexes *indexes, struct journal_file *file)
{
	if (indexes->at == 0)
		journal_index_empty(&indexes->spare);
	for (size_t i = 0; i < LINES; i++)
		if (!make_line(indexes)) {
			if (journal_view_has_failed())
				make_later(indexes);
			else
				end_making(indexes, file);
			return;
		}
}

void
journal_indexes_begin(void *of, uint64_t key)
{
	struct journal_indexes *indexes = of;

	(void)key;
	journal_index_empty(&indexes->live);
	indexes->live_end = 0;
	indexes->ready = UINT64_MAX;
	indexes->state = JOURNAL_INDEX_IDLE;
	indexes->retry = 0;
}

void
journal_indexes_line(
    void *of, const struct journal_record *record, uint64_t at, size_t len)
{
	struct journal_indexes *indexes = of;

	journal_index_take(&indexes->live, record, at, len);
	indexes->live_end = at + len;
}

void
journal_indexes_end(void *of, uint64_t key, uint64_t size)
{
	struct journal_indexes *indexes = of;
	struct journal_file *file = journal_files_find(indexes->files, key);

	if (file == NULL)
		return;
	if (size == indexes->live_end)
		(void)put_index(indexes, &indexes->live, file);
	file->has_past = true;
}

void
journal_indexes_renew(struct journal_indexes *indexes, uint64_t key)
{
	struct journal_file *file = journal_files_find(indexes->files, key);
	char name[JOURNAL_FILE_NAME];

	if (file == NULL || file == journal_files_newest(indexes->files))
		return;
	journal_indexes_close(indexes, key);
	file->has_index = file->has_damage = false;
	indexes->ready = UINT64_MAX;
	indexes->state = JOURNAL_INDEX_IDLE;
	/* If it stays, it is found to be wrong again. */
	(void)unlinkat(
	    indexes->files->directory, journal_file_name(key, ENDING, name), 0);
}

/* Returns whether it is not too early for the next attempt. */
static bool
may_begin(struct journal_indexes *indexes)
{
	return indexes->retry == 0 || clock_mono() >= indexes->retry;
}

/* Returns whether it has to wait for the spare index. */
static bool
is_barred(const struct journal_indexes *indexes)
{
	return indexes->is_lent && indexes->state == JOURNAL_INDEX_MAKE;
}

bool
journal_indexes_need_work(const struct journal_indexes *indexes)
{
	if (is_barred(indexes))
		return false;
	return indexes->state != JOURNAL_INDEX_IDLE ||
	    (indexes->ready == UINT64_MAX && indexes->files->count > 0) ||
	    (indexes->retry != 0 && clock_mono() >= indexes->retry) ||
	    (indexes->retry == 0 && indexes->renews != 0 &&
		clock_mono() >= indexes->renews);
}

bool
journal_indexes_work(struct journal_indexes *indexes)
{
	struct journal_file *file;

	if (is_barred(indexes))
		return false;
	if (indexes->state == JOURNAL_INDEX_IDLE && may_begin(indexes))
		next_file(indexes);
	if (indexes->state == JOURNAL_INDEX_IDLE)
		return false;
	file = journal_files_find(indexes->files, indexes->key);
	if (file == NULL)
		next_file(indexes);
	else if (indexes->state == JOURNAL_INDEX_CHECK)
		check_next(indexes, file);
	else if (indexes->state == JOURNAL_INDEX_LOAD)
		load_next(indexes, file);
	else
		make_next(indexes, file);
	return indexes->state != JOURNAL_INDEX_IDLE;
}

uint64_t
journal_indexes_before(struct journal_indexes *indexes, uint64_t key)
{
	struct journal_record row;
	size_t len;

	return journal_view_read(indexes->view, key, 0, JOURNAL_FORTH, &row,
		   &len) == JOURNAL_SEEN &&
		row.verb == JOURNAL_HISTORY ?
	    row.id :
	    0;
}

/* Searches an index on disk. */
static enum journal_found
search(struct journal_indexes *indexes, const struct journal_file *file,
    struct str where, uint64_t id, struct journal_index_hit *hit)
{
	const int fd = open_index(indexes, file->key);
	char key[JOURNAL_WHERE];
	bool failed = fd == -1;

	for (size_t i = 0; i < where.len; i++)
		key[i] = (char)str_lower(where.at[i]);
	if (!failed &&
	    journal_index_search(fd, file->index_length,
		(struct str) { key, where.len }, id, hit, &failed))
		return JOURNAL_FOUND;
	if (!failed)
		return JOURNAL_ABSENT;
	journal_indexes_renew(indexes, file->key);
	return JOURNAL_LATER;
}

enum journal_found
journal_indexes_find(struct journal_indexes *indexes, uint64_t key,
    struct str where, uint64_t id, struct journal_index_hit *hit)
{
	const struct journal_file *newest =
	    journal_files_newest(indexes->files);
	const struct journal_file *file =
	    journal_files_find(indexes->files, key);

	if (file == newest)
		return file != NULL &&
			journal_index_find(&indexes->live, where, id, hit) ?
		    JOURNAL_FOUND :
		    JOURNAL_ABSENT;
	if (file == NULL || file->is_foreign)
		return JOURNAL_ABSENT;
	if (key < indexes->ready)
		return indexes->retry != 0 ? JOURNAL_NEVER : JOURNAL_LATER;
	return search(indexes, file, where, id, hit);
}

/* Begins with the blocks of another target, or of another file. */
static bool
seek_blocks(struct journal_indexes *indexes, const struct journal_file *file,
    int fd, struct str where)
{
	struct journal_blocks *blocks = &indexes->blocks;
	struct journal_index_hit hit;
	bool failed;

	if (blocks->key == file->key &&
	    str_eq((struct str) { blocks->where, blocks->len }, where))
		return true;
	blocks->key = 0;
	if (!journal_index_search(
		fd, file->index_length, where, UINT64_MAX, &hit, &failed))
		return false;
	memcpy(blocks->where, where.at, where.len);
	blocks->len = where.len;
	blocks->start = JOURNAL_INDEX_HEAD + file->index_length +
	    hit.first_block * JOURNAL_BLOCK_LINE;
	blocks->count = hit.blocks;
	blocks->first = blocks->read = blocks->last = 0;
	blocks->key = file->key;
	return true;
}

bool
journal_indexes_block(struct journal_indexes *indexes, uint64_t key,
    struct str where, uint64_t at, struct journal_block *block)
{
	struct journal_file *file = journal_files_find(indexes->files, key);
	bool failed;
	int fd;

	if (file == NULL)
		return false;
	if (file == journal_files_newest(indexes->files))
		return journal_index_block(&indexes->live, where, at, block);
	if (key < indexes->ready || !file->has_index || !file->has_blocks)
		return false;
	fd = open_index(indexes, key);
	if (fd == -1 || !seek_blocks(indexes, file, fd, where))
		return false;
	if (journal_blocks_find(&indexes->blocks, fd, at, block, &failed))
		return true;
	if (failed)
		miss_blocks(indexes, file);
	return false;
}

/* Cuts the blocks off an index; removes one that has not been checked. */
static bool
cut_blocks(struct journal_indexes *indexes, struct journal_file *file)
{
	const int directory = indexes->files->directory;
	char name[JOURNAL_FILE_NAME];
	int fd;
	bool good;

	journal_indexes_close(indexes, file->key);
	(void)journal_file_name(file->key, ENDING, name);
	if (!file->has_index)
		return unlinkat(directory, name, 0) == 0 ?
		    fsync(directory) == 0 :
		    errno == ENOENT;
	fd = journal_disk_open(directory, name, O_RDWR);
	if (fd == -1)
		return errno == ENOENT;
	good = journal_disk_cut(fd, JOURNAL_INDEX_HEAD + file->index_length);
	io_close(&fd);
	return good;
}

bool
journal_indexes_erase(struct journal_indexes *indexes, uint64_t key,
    const struct journal_record *record)
{
	struct journal_file *file = journal_files_find(indexes->files, key);

	if (file == NULL)
		return true;
	if (file == journal_files_newest(indexes->files)) {
		if (record != NULL)
			journal_index_erase(&indexes->live, record);
		else
			journal_index_erase_all(&indexes->live);
		return true;
	}
	if ((!file->has_index || file->has_blocks) &&
	    !cut_blocks(indexes, file))
		return false;
	miss_blocks(indexes, file);
	if (indexes->state == JOURNAL_INDEX_IDLE || indexes->key != key)
		return true;
	indexes->state = JOURNAL_INDEX_IDLE; /* it begins anew */
	if (!file->has_index)
		indexes->ready = UINT64_MAX;
	return true;
}
