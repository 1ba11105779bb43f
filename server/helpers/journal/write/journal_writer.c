/*
 * Writes records: see journal_writer.h. The bytes in memory are those of the
 * file from base on. Only whole IDs are written. After a sync, or after a write
 * if nothing is synced, they are dropped from memory.
 */
#include "helpers/journal/write/journal_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "helpers/journal/journal_disk.h"
#include "helpers/journal/write/journal_header.h"
#include "shared/io.h"

#define ROOM JOURNAL_UNSAFE_ROOM

/* The time between two attempts. */
#define PAUSE SEC

size_t
journal_writer_room(void)
{
	return 2 * ROOM + journal_header_room();
}

static bool
syncs(const struct journal_writer *writer)
{
	return writer->sync != JOURNAL_SYNC_NONE;
}

/* Notes a failure, with errno; returns false. */
static bool
fail(struct journal_writer *writer, usec now)
{
	writer->error = errno;
	writer->again = now + PAUSE;
	return false;
}

static void
succeed(struct journal_writer *writer)
{
	writer->error = 0;
	writer->again = 0;
}

/* Opens the file that was loaded; without it, a new one begins. */
static void
go_on(struct journal_writer *writer, const struct journal_loaded *loaded)
{
	char name[JOURNAL_FILE_NAME];

	writer->key = loaded->key;
	writer->header = loaded->header;
	writer->version = loaded->version;
	writer->base = writer->early.started = loaded->size;
	if (loaded->key == 0 || !loaded->continues)
		return;
	writer->fd = journal_disk_open(writer->past->files.directory,
	    journal_file_name(loaded->key, "", name), O_RDWR);
}

void
journal_writer_init(struct journal_writer *writer, struct journal_past *past,
    const struct journal_loaded *loaded, usec sync, void *room)
{
	*writer = (struct journal_writer) {
		.past = past,
		.sync = sync,
		.file_most = JOURNAL_FILE_MOST,
		.fd = -1,
		.bytes = room,
		.other = (char *)room + ROOM,
		.header_room = (char *)room + 2 * ROOM,
		.whole_id = past->last_id,
		.written_id = past->last_id,
		.done_id = past->last_id,
	};
	go_on(writer, loaded);
}

/* Drops from memory the bytes that are written. */
static void
drop_written(struct journal_writer *writer)
{
	memmove(writer->bytes, writer->bytes + writer->written,
	    writer->len - writer->written);
	writer->base += writer->written;
	writer->len -= writer->written;
	writer->whole -= writer->written;
	writer->written = 0;
	writer->done_id = writer->written_id;
	writer->since = 0;
	journal_targets_synced(&writer->past->targets);
}

static void
note_written(struct journal_writer *writer, usec now)
{
	struct journal_file *file =
	    journal_files_find(&writer->past->files, writer->key);

	file->size = writer->base + writer->written;
	writer->written_id = writer->whole_id;
	if (!syncs(writer)) {
		drop_written(writer);
		return;
	}
	if (writer->since == 0)
		writer->since = now;
	if (writer->sync != JOURNAL_SYNC_EACH)
		journal_disk_start(writer->fd, &writer->early, file->size);
}

/* Writes all whole IDs. */
static bool
write_out(struct journal_writer *writer, usec now)
{
	if (writer->written == writer->whole)
		return true;
	if (!journal_disk_write(writer->fd, writer->bytes + writer->written,
		writer->whole - writer->written,
		writer->base + writer->written))
		return fail(writer, now);
	writer->written = writer->whole;
	note_written(writer, now);
	return true;
}

/* Returns where the last line of the text starts; each ends with LF. */
static size_t
last_line(const char *text, size_t len)
{
	size_t start = len - 1;

	while (start > 0 && text[start - 1] != '\n')
		start--;
	return start;
}

/* Takes back the lines in memory, from the last one to the first. */
static void
take_back(struct journal_writer *writer)
{
	struct journal_record record;
	size_t end = writer->len, start;

	for (; end > 0; end = start) {
		start = last_line(writer->bytes, end);
		if (journal_record_read(
			(struct str) { writer->bytes + start, end - start - 1 },
			&record)) /* always */
			journal_past_take_back(
			    writer->past, &record, end - start);
	}
}

/* Takes them once more, in order, although they are in no file. */
static void
keep(struct journal_writer *writer)
{
	struct str rest = { writer->bytes, writer->len };
	struct journal_record record;

	while (rest.len > 0) {
		const struct str line = str_cut(&rest, '\n');
		if (journal_record_read(line, &record)) /* always */
			journal_past_keep(writer->past, &record, line.len + 1);
	}
}

/*
 * The file is lost from the first byte in memory on: it is not known how much
 * of that is on the disk. Records may still be taken to memory, as if it were
 * there.
 */
static void
lose_file(struct journal_writer *writer)
{
	struct journal_file *file =
	    journal_files_find(&writer->past->files, writer->key);

	io_close(&writer->fd);
	writer->lost_files++;
	writer->since = 0;
	writer->file_again = 0;
	file->size = writer->base;
	file->last_id = writer->done_id;
	file->has_tail = writer->has_tails = true;
}

/* Cuts off the tail of a lost file. Returns whether it is gone. */
static bool
cut_tail(const struct journal_writer *writer, const struct journal_file *file)
{
	char name[JOURNAL_FILE_NAME];
	int fd = journal_disk_open(writer->past->files.directory,
	    journal_file_name(file->key, "", name), O_WRONLY);
	const bool good = fd != -1 && ftruncate(fd, (off_t)file->size) == 0;

	io_close(&fd);
	return good;
}

/*
 * Cuts off from lost files what the new one has, where it may be erased one
 * day. If that fails, it is done after the next sync, or by the next start.
 */
static void
cut_lost_files(struct journal_writer *writer)
{
	const struct journal_files *files = &writer->past->files;

	writer->has_tails = false;
	for (size_t i = 0; i < files->count; i++) {
		struct journal_file *file = &files->file[i];
		if (file->has_tail)
			file->has_tail = !cut_tail(writer, file);
		writer->has_tails = writer->has_tails || file->has_tail;
	}
}

/* Syncs what is written. */
static bool
sync_now(struct journal_writer *writer, usec now)
{
	if (writer->written == 0)
		return true;
	if (journal_disk_sync(writer->fd)) {
		drop_written(writer);
		if (writer->has_tails)
			cut_lost_files(writer);
		return true;
	}
	(void)fail(writer, now);
	lose_file(writer);
	writer->again = now; /* a new file may be possible at once */
	return false;
}

/* Appends a record to the bytes in memory; again, if it was taken before. */
static void
append(struct journal_writer *writer, struct journal_record *record, bool again)
{
	struct journal_past *past = writer->past;
	struct journal_file *file =
	    journal_files_find(&past->files, writer->key);
	const uint64_t at = writer->base + writer->len;
	size_t len;

	journal_past_link(past, record, writer->key, at);
	len = journal_record_write(record, writer->bytes + writer->len);
	(again ? journal_past_take_again : journal_past_take)(
	    past, record, writer->key, at, len);
	writer->len += len;
	file->records++;
	file->last_id = record->id;
	if (file->first_id == 0)
		file->first_id = record->id;
	if (record->more)
		return;
	writer->whole = writer->len;
	writer->whole_id = record->id;
}

/* Writes the lines that were in memory for another file for the new one. */
static void
move_lines(struct journal_writer *writer)
{
	struct str rest = { writer->bytes, writer->len };
	char *const bytes = writer->bytes;
	struct journal_record record;

	writer->bytes = writer->other;
	writer->other = bytes;
	writer->len = writer->whole = writer->written = 0;
	while (rest.len > 0)
		if (journal_record_read(str_cut(&rest, '\n'), &record))
			append(writer, &record, true);
}

/* Chooses the key of the next file, which will have the record of that ID. */
static uint64_t
next_key(const struct journal_writer *writer, uint64_t id)
{
	const struct journal_files *files = &writer->past->files;
	const uint64_t key = journal_file_first(id);
	const uint64_t last =
	    files->count > 0 ? files->file[files->count - 1].key : 0;

	return key > last ? key : last + 1;
}

/*
 * Makes the next file, of which the watcher is told. The lines in memory are in
 * no file then. Returns -1 with errno if that fails.
 */
static int
make_file(struct journal_writer *writer, uint64_t key)
{
	struct journal_past *past = writer->past;
	const struct journal_header header = { writer->done_id, writer->key,
		writer->base };
	int fd;

	take_back(writer);
	journal_targets_undo(&past->targets);
	fd = journal_header_make(past, key, &header, syncs(writer),
	    writer->header_room, &writer->header);
	if (fd == -1) {
		keep(writer);
		return -1;
	}
	if (writer->fd != -1)
		journal_past_end(past, writer->key, writer->base);
	journal_header_tell(past, key, &header, writer->header_room);
	return fd;
}

/*
 * Begins the next file, which will have the record of that ID, and moves the
 * lines in memory there. If that fails, the old file goes on, if there is one.
 */
static bool
begin_file(struct journal_writer *writer, uint64_t id, usec now)
{
	const uint64_t key = next_key(writer, id);
	const int fd = now >= writer->file_again ? make_file(writer, key) : -1;
	/* As the header has it, which knows nothing of the lines in memory. */
	const uint64_t version = journal_header_version(writer->past);

	if (fd == -1) {
		if (now >= writer->file_again) {
			writer->file_error = errno;
			writer->file_again = now + PAUSE;
		}
		return writer->fd != -1 || fail(writer, now);
	}
	io_close(&writer->fd);
	writer->fd = fd;
	writer->key = key;
	writer->base = writer->early.started = writer->header;
	writer->version = version;
	writer->file_error = 0;
	writer->file_again = 0;
	move_lines(writer);
	return true;
}

/* Returns the ID of the first record in memory. */
static uint64_t
first_id(const struct journal_writer *writer)
{
	struct str rest = { writer->bytes, writer->len };
	struct journal_record record;

	return journal_record_read(str_cut(&rest, '\n'), &record) ? record.id :
								    0;
}

/* Sees that there is a file for the lines in memory. */
static bool
has_file(struct journal_writer *writer, usec now)
{
	return writer->fd != -1 || begin_file(writer, first_id(writer), now);
}

/* Writes and syncs everything; after a lost file, to a new one. */
static bool
settle(struct journal_writer *writer, usec now)
{
	if (writer->len == 0)
		return true;
	return has_file(writer, now) && write_out(writer, now) &&
	    (!syncs(writer) || sync_now(writer, now));
}

bool
journal_writer_is_outdated(const struct journal_writer *writer)
{
	return writer->fd != -1 &&
	    writer->version < journal_header_version(writer->past);
}

/* Returns whether the record of that ID belongs into another file. */
static bool
is_over(const struct journal_writer *writer, uint64_t id)
{
	return writer->fd == -1 || journal_writer_is_outdated(writer) ||
	    journal_file_day(journal_file_first(id)) >
	    journal_file_day(writer->key) ||
	    writer->base + writer->len - writer->header >= writer->file_most ||
	    journal_past_is_full(writer->past);
}

/*
 * Begins the next file, if it is time for it. Returns whether there is a file,
 * even if it is the old one, or a lost one: records can then be taken.
 */
static bool
change_file(struct journal_writer *writer, uint64_t id, usec now)
{
	if (!is_over(writer, id) || now < writer->file_again ||
	    (writer->fd == -1 && writer->len > 0))
		return writer->key != 0;
	if (settle(writer, now))
		(void)begin_file(writer, id, now); /* or the old one goes on */
	return writer->key != 0;
}

void
journal_writer_change(struct journal_writer *writer, uint64_t id, usec now)
{
	if (writer->fd != -1 && id > writer->past->last_id)
		(void)change_file(writer, id, now); /* or a later call does */
}

bool
journal_writer_take(
    struct journal_writer *writer, struct journal_record *record, usec now)
{
	if (writer->group != record->id || writer->group == 0) {
		if (record->id <= writer->past->last_id)
			return true;
		if (writer->len >= JOURNAL_UNSAFE_MOST ||
		    !change_file(writer, record->id, now))
			return false;
	}
	if (ROOM - writer->len < JOURNAL_LINE)
		return false;
	append(writer, record, false);
	writer->group = record->more ? record->id : 0;
	return true;
}

/* Returns the next event of that ID and target; empty if there is none. */
static struct str
next_line_of(uint64_t id, struct str where, struct str *from,
    struct journal_record *record)
{
	while (from->len > 0) {
		const struct str line = str_cut(from, '\n');
		if (journal_record_read(line, record) && record->id == id &&
		    journal_verb_is_event(record->verb) &&
		    str_caseeq(record->where, where))
			return line;
	}
	return (struct str) { NULL, 0 };
}

bool
journal_writer_void(
    struct journal_writer *writer, uint64_t id, struct str where)
{
	struct str rest = { writer->bytes, writer->len }, line;
	struct journal_record record;
	bool found = false;

	while ((line = next_line_of(id, where, &rest, &record)).len > 0) {
		const size_t at = (size_t)(line.at - writer->bytes);
		journal_record_erase(&record, writer->bytes + at, line.len);
		if (at < writer->written)
			writer->written = at; /* again */
		found = true;
	}
	return found;
}

static bool
is_sync_due(const struct journal_writer *writer, usec now)
{
	return syncs(writer) && writer->written > 0 &&
	    (now - writer->since >= writer->sync ||
		writer->len >= JOURNAL_UNSAFE_MANY);
}

/* Returns whether everything that is due is done. */
static bool
run_once(struct journal_writer *writer, usec now)
{
	if (!has_file(writer, now) || !write_out(writer, now))
		return false;
	return !is_sync_due(writer, now) || sync_now(writer, now);
}

void
journal_writer_run(struct journal_writer *writer, usec now)
{
	if (writer->error != 0 && now < writer->again)
		return;
	if (writer->len == 0) {
		if (writer->fd != -1)
			succeed(writer);
		return;
	}
	/* A failed sync is followed by another file, at once. */
	if (run_once(writer, now) ||
	    (writer->fd == -1 && now >= writer->again && run_once(writer, now)))
		succeed(writer);
}

void
journal_writer_finish(struct journal_writer *writer, usec now)
{
	if (settle(writer, now) || (writer->fd == -1 && settle(writer, now)))
		succeed(writer);
}

usec
journal_writer_next(const struct journal_writer *writer)
{
	if (writer->error != 0)
		return writer->again;
	if (writer->written < writer->whole)
		return 0;
	return syncs(writer) && writer->written > 0 ?
	    writer->since + writer->sync :
	    UINT64_MAX;
}
