/* Recovery: see journal_load.h. */
#include "helpers/journal/write/journal_load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "helpers/journal/write/journal_header.h"
#include "shared/io.h"

/* A file that is being read. */
struct loading {
	struct journal_past *past;
	struct journal_loaded *loaded;
	struct journal_scan scan;
	uint64_t whole; /* the records before here are whole */
	uint64_t joined; /* the records of an ID are all there, up to here */
};

static bool
refuse(uint64_t key, const char *what, struct error *why)
{
	char name[JOURNAL_FILE_NAME];

	return error_set(why, EX_CONFIG, "cannot read the history: %s: %s",
	    journal_file_name(key, "", name), what);
}

static struct journal_scan
scan_of(struct journal_past *past, uint64_t key, char *room)
{
	return (struct journal_scan) {
		.files = &past->files, .key = key, .room = room
	};
}

/* Reads the next line that is whole. False if there is none. */
static bool
next_whole(struct loading *loading, struct journal_record *record, uint64_t *at)
{
	enum line_found found;
	struct str line;

	while ((found = journal_scan_next(&loading->scan, &line, at)) !=
	    LINE_NONE) {
		if (found == LINE_WHOLE && journal_record_read(line, record))
			return true;
		loading->loaded->damaged++;
	}
	return false;
}

/* Tells the watcher of a row of the header. */
static void
tell_row(struct loading *loading, const struct journal_record *row, uint64_t at)
{
	journal_past_line(
	    loading->past, row, at, (size_t)(loading->scan.at - at));
}

/*
 * Reads the header. Returns whether it is whole; then, or if it has ended
 * without that, the next line is the first record.
 */
static bool
read_header(struct loading *loading, bool takes)
{
	struct journal_record row;
	uint64_t at, lines = 0, count;

	while (next_whole(loading, &row, &at)) {
		if (takes && row.verb == JOURNAL_RECORDS)
			tell_row(loading, &row, at);
		if (row.verb == JOURNAL_RECORDS)
			return str_to_number(row.rest, UINT64_MAX, &count) &&
			    count == lines;
		if (!journal_verb_is_row(row.verb)) {
			loading->scan.at = at;
			break;
		}
		lines++;
		if (takes) {
			(void)journal_past_take_row(
			    loading->past, &row); /* it costs itself */
			tell_row(loading, &row, at);
		}
	}
	return false;
}

/*
 * Returns whether all records of this one's ID are there: the last of them has
 * no '+'. The scan is then where it was.
 */
static bool
is_joined(struct loading *loading, const struct journal_record *first)
{
	const uint64_t id = first->id, start = loading->scan.at;
	struct journal_record record;
	uint64_t at;
	struct str line;
	bool more = first->more;

	while (more &&
	    journal_scan_next(&loading->scan, &line, &at) == LINE_WHOLE &&
	    journal_record_read(line, &record) && record.id == id)
		more = record.more;
	if (!more)
		loading->joined = loading->scan.at;
	loading->scan.at = start;
	return !more;
}

/* Takes a record, if it is in its place. */
static void
take_record(
    struct loading *loading, const struct journal_record *record, uint64_t at)
{
	const bool is_first = at >= loading->joined;
	const size_t len = (size_t)(loading->scan.at - at);
	char copy[JOURNAL_LINE];
	struct journal_record own = *record;

	if (is_first && record->id <= loading->past->last_id) {
		loading->loaded->damaged++;
		return;
	}
	if (is_first && record->more) {
		/* To look ahead moves what the record points to. */
		memcpy(copy, record->body.at, record->body.len);
		(void)journal_record_read_body(
		    (struct str) { copy, record->body.len }, &own);
		if (!is_joined(loading, record)) {
			loading->loaded->damaged++;
			return;
		}
	}
	journal_past_take(loading->past, &own, loading->scan.key, at, len);
	loading->whole = loading->scan.at;
}

/* Notes that records before the one of that ID are damaged. */
static void
note_gap(
    struct journal_past *past, const struct journal_file *file, uint64_t id)
{
	const uint64_t from = file->last_id + 1;

	/* Records of one ID, or of two neighbours: one event is not whole. */
	if (file->last_id != 0)
		journal_gaps_add(&past->gaps, from < id ? from : id,
		    from < id ? id - 1 : id);
}

static void
read_records(struct loading *loading)
{
	struct journal_file *file =
	    journal_files_find(&loading->past->files, loading->scan.key);
	struct journal_record record;
	uint64_t at, before, damaged = loading->loaded->damaged;

	while (next_whole(loading, &record, &at)) {
		const uint64_t id = record.id;
		before = loading->whole;
		take_record(loading, &record, at);
		if (loading->whole == before)
			continue;
		if (loading->loaded->damaged != damaged)
			note_gap(loading->past, file, id);
		file->records++;
		if (file->first_id == 0)
			file->first_id = id;
		file->last_id = id;
		damaged = loading->loaded->damaged;
	}
	/* The tail is not damage. */
	loading->loaded->damaged = damaged;
}

/*
 * Reads a file; the newest one is watched. Returns false with *why if that is
 * not possible.
 */
static bool
load_file(struct loading *loading, bool is_newest, struct error *why)
{
	const struct journal_watcher watcher = loading->past->watcher;

	if (!is_newest)
		loading->past->watcher =
		    (struct journal_watcher) { .of = NULL };
	journal_past_begin(loading->past, loading->scan.key);
	loading->loaded->continues = read_header(loading, true);
	loading->loaded->header = loading->whole = loading->scan.at;
	read_records(loading);
	loading->past->watcher = watcher;
	journal_targets_synced(&loading->past->targets);
	return loading->scan.error == 0 ||
	    refuse(loading->scan.key, strerror(loading->scan.error), why);
}

/* Returns whether the file has a whole line; if not, it is none of ours. */
static bool
has_line(struct journal_past *past, struct journal_file *file, char *room,
    struct journal_loaded *loaded)
{
	struct journal_loaded none = { .key = 0 };
	struct loading loading = { past, &none, scan_of(past, file->key, room),
		0, 0 };
	struct journal_record record;
	uint64_t at;

	if (next_whole(&loading, &record, &at) || loading.scan.error != 0)
		return true;
	file->is_foreign = true;
	loaded->foreign++;
	return false;
}

/* Returns the file before that one which is ours; null if there is none. */
static struct journal_file *
file_before(const struct journal_files *files, const struct journal_file *file)
{
	while (file-- > files->file)
		if (!file->is_foreign)
			return &files->file[file - files->file];
	return NULL;
}

/* Returns the file to begin with: the last one whose header is whole. */
static struct journal_file *
first_to_read(struct journal_past *past, struct journal_file *file, char *room)
{
	struct journal_file *before;

	for (;; file = before) {
		struct journal_loaded none = { .key = 0 };
		struct loading loading = { past, &none,
			scan_of(past, file->key, room), 0, 0 };
		if (read_header(&loading, false))
			return file;
		before = file_before(&past->files, file);
		if (before == NULL)
			return file;
	}
}

/* Returns whether the file of a tail is there. */
static bool
has_cut(const struct journal_files *files, uint64_t key)
{
	char name[JOURNAL_FILE_NAME];
	struct stat info;

	return fstatat(files->directory, journal_file_name(key, ".cut", name),
		   &info, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Keeps the tail in a file of its own, which may have others already. */
static bool
keep_tail(struct journal_files *files, uint64_t key, uint64_t from, char *room)
{
	char name[JOURNAL_FILE_NAME];
	const int fd = journal_files_open(files, key);
	const bool had = has_cut(files, key);
	const bool good = fd != -1 &&
	    journal_disk_keep(files->directory, fd, from,
		journal_file_name(key, ".cut", name), room, JOURNAL_SCAN_ROOM);
	const int error = errno;

	/* If it could not be copied whole, the file is still there. */
	files->cuts += !had && has_cut(files, key);
	errno = error;
	return good;
}

static bool
truncate_file(struct journal_files *files, uint64_t key, uint64_t size)
{
	char name[JOURNAL_FILE_NAME];
	int fd = journal_disk_open(
	    files->directory, journal_file_name(key, "", name), O_RDWR);
	const bool good = fd != -1 && journal_disk_cut(fd, size);

	io_close(&fd);
	return good;
}

/* Returns the last ID in a tail; 0 if no record in it is whole. */
static uint64_t
last_in_tail(struct journal_past *past, uint64_t key, uint64_t from, char *room)
{
	struct journal_loaded none = { .key = 0 };
	struct loading loading = { past, &none, scan_of(past, key, room), 0,
		0 };
	struct journal_record record;
	uint64_t id = 0, at;

	loading.scan.at = from;
	while (next_whole(&loading, &record, &at))
		id = record.id;
	return id;
}

/* Returns whether the file has a record of the ID. */
static bool
has_record(struct journal_past *past, const struct journal_file *file,
    uint64_t id, char *room)
{
	struct journal_loaded none = { .key = 0 };
	struct loading loading = { past, &none, scan_of(past, file->key, room),
		0, 0 };
	struct journal_record record;
	uint64_t at;

	(void)read_header(&loading, false);
	while (next_whole(&loading, &record, &at) && record.id <= id)
		if (record.id == id)
			return true;
	return false;
}

/* Returns whether that file or a later one has a record of the ID. */
static bool
is_copied(struct journal_past *past, const struct journal_file *file,
    uint64_t id, char *room)
{
	const struct journal_files *files = &past->files;

	for (; id != 0 && file < files->file + files->count; file++)
		if (!file->is_foreign && has_record(past, file, id, room))
			return true;
	return false;
}

/*
 * Cuts off what a failed sync has left at the end of a file. If a later file
 * has it, too, where it may have been erased since, no copy is kept. If this
 * fails, the next start tries again.
 */
static void
drop_tail(struct journal_past *past, struct journal_file *file, uint64_t size,
    const struct journal_file *next, char *room)
{
	const uint64_t id = last_in_tail(past, file->key, size, room);

	if (is_copied(past, next, id, room) ||
	    keep_tail(&past->files, file->key, size, room))
		(void)truncate_file(&past->files, file->key, size);
	file->size = size;
}

/*
 * Reads the first line of a file, which tells its version, and the valid size
 * of the one before. False with *why if it is from a newer program.
 */
static bool
read_first(struct journal_past *past, struct journal_file *file, char *room,
    struct journal_loaded *loaded, struct error *why)
{
	struct journal_header header;
	struct journal_record row;
	struct journal_file *before;
	struct str line;

	if (journal_files_line(&past->files, file->key, 0, room, &line) !=
		LINE_WHOLE ||
	    !journal_record_read(line, &row) ||
	    !journal_header_read(&row, &loaded->version, &header))
		return true;
	if (loaded->version > JOURNAL_VERSION)
		return refuse(
		    file->key, "it was written by a newer program", why);
	before = journal_files_find(&past->files, header.previous);
	if (before != NULL && before->size > header.previous_size)
		drop_tail(past, before, header.previous_size, file, room);
	return true;
}

static bool
has_records(struct journal_past *past, uint64_t key, char *room)
{
	struct journal_loaded none = { .key = 0 };
	struct loading loading = { past, &none, scan_of(past, key, room), 0,
		0 };
	struct journal_record record;
	uint64_t at;

	(void)read_header(&loading, false);
	return next_whole(&loading, &record, &at) || loading.scan.error != 0;
}

/* Returns whether the file before that one goes on after its valid size. */
static bool
was_followed(struct journal_past *past, uint64_t key, char *room)
{
	const struct journal_file *before;
	struct journal_header header;
	struct journal_record row;
	struct str line;
	uint64_t version;

	if (journal_files_line(&past->files, key, 0, room, &line) !=
		LINE_WHOLE ||
	    !journal_record_read(line, &row) ||
	    !journal_header_read(&row, &version, &header) ||
	    version > JOURNAL_VERSION)
		return false;
	before = journal_files_find(&past->files, header.previous);
	return before != NULL && before->size > header.previous_size;
}

/*
 * Removes a newest file that has only its header, if the one before goes on:
 * its name could not be synced, nor removed, or it was not written any more.
 * Otherwise the end of the other would not be valid. If that fails, it is kept
 * in the file of a lost tail.
 */
static void
drop_half_made(struct journal_past *past, char *room)
{
	struct journal_files *files = &past->files;
	const struct journal_file *newest = journal_files_newest(files);
	char name[JOURNAL_FILE_NAME];

	if (newest != NULL && was_followed(past, newest->key, room) &&
	    !has_records(past, newest->key, room) &&
	    unlinkat(files->directory, journal_file_name(newest->key, "", name),
		0) == 0) {
		journal_files_close(files);
		journal_files_drop(files, newest->key);
	}
}

/* Cuts off everything after the last whole record. */
static void
cut(struct journal_past *past, struct journal_file *file, char *room,
    struct journal_loaded *loaded)
{
	const uint64_t size = loaded->size;

	loaded->cut = file->size - size;
	if (loaded->cut > 0 && !keep_tail(&past->files, file->key, size, room))
		loaded->error = errno;
	else if (loaded->cut > 0)
		loaded->is_unsure =
		    !truncate_file(&past->files, file->key, size);
	loaded->continues = loaded->continues && loaded->error == 0;
	file->size = size;
}

/* Reads all files from this one on. */
static bool
load_from(struct journal_past *past, struct journal_file *file,
    struct journal_file *newest, char *room, struct journal_loaded *loaded,
    struct error *why)
{
	for (; file <= newest; file++) {
		struct loading loading = { past, loaded,
			scan_of(past, file->key, room), 0, 0 };
		if (file->is_foreign)
			continue;
		if (!load_file(&loading, file == newest, why))
			return false;
		loaded->size = loading.whole;
	}
	return true;
}

static bool
load_once(struct journal_past *past, char *room, struct journal_loaded *loaded,
    struct error *why)
{
	struct journal_file *newest;

	*loaded = (struct journal_loaded) { .key = 0 };
	if (!journal_files_scan(&past->files, why))
		return false;
	drop_half_made(past, room);
	for (size_t i = 0; i < past->files.count; i++)
		if (!past->files.file[i].is_foreign &&
		    !read_first(past, &past->files.file[i], room, loaded, why))
			return false;
	do
		newest = journal_files_newest(&past->files);
	while (newest != NULL && !has_line(past, newest, room, loaded));
	if (newest == NULL)
		return true;
	if (!load_from(past, first_to_read(past, newest, room), newest, room,
		loaded, why))
		return false;
	loaded->key = newest->key;
	cut(past, newest, room, loaded);
	return true;
}

/* Syncs the newest file; what a journal may not have synced is at its end. */
static bool
sync_newest(
    struct journal_past *past, const struct journal_loaded *loaded, char *room)
{
	const uint64_t most = JOURNAL_UNSAFE_ROOM;
	char name[JOURNAL_FILE_NAME];
	int fd = journal_disk_open(past->files.directory,
	    journal_file_name(loaded->key, "", name), O_RDWR);
	const bool good = fd != -1 &&
	    journal_disk_sync_again(fd,
		loaded->size > most ? loaded->size - most : 0, room,
		JOURNAL_SCAN_ROOM) &&
	    fsync(past->files.directory) == 0;

	io_close(&fd);
	return good;
}

/*
 * Puts a copy in the place of the newest file, which could not be synced: the
 * system may believe that it was.
 */
static bool
copy_newest(struct journal_past *past, uint64_t key, char *room)
{
	const int directory = past->files.directory;
	const uint64_t size = journal_files_find(&past->files, key)->size;
	const int from = journal_files_open(&past->files, key);
	char name[JOURNAL_FILE_NAME], copy[JOURNAL_FILE_NAME];
	bool good;
	int fd;

	if (from == -1)
		return false;
	fd = journal_disk_new(directory, journal_file_name(key, ".new", copy));
	if (fd == -1)
		return false;
	good = journal_disk_copy(from, 0, size, fd, room, JOURNAL_SCAN_ROOM) &&
	    journal_disk_replace(
		directory, fd, copy, journal_file_name(key, "", name), true) &&
	    fsync(directory) == 0;
	io_close(&fd);
	return good;
}

bool
journal_load(struct journal_past *past, bool safe, char *room,
    struct journal_loaded *loaded, struct error *why)
{
	char name[JOURNAL_FILE_NAME];

	if (!load_once(past, room, loaded, why))
		return false;
	if (!loaded->is_unsure &&
	    (!safe || loaded->key == 0 || sync_newest(past, loaded, room)))
		return true;
	if (!copy_newest(past, loaded->key, room))
		return error_set(why, EX_CONFIG,
		    "cannot sync the history: %s: %s",
		    journal_file_name(loaded->key, "", name), strerror(errno));
	/* The copy is what can still be read, which may be less. */
	journal_files_close(&past->files);
	journal_past_empty(past);
	return load_once(past, room, loaded, why);
}
