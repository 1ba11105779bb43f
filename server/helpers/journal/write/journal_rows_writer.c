/* Writing changes of rows: see journal_rows_writer.h. */
#include "helpers/journal/write/journal_rows_writer.h"

#include <errno.h>

#include "helpers/journal/write/journal_writer.h"

/* The time between two attempts. */
#define PAUSE SEC

size_t
journal_rows_writer_room(void)
{
	return journal_rows_file_room();
}

bool
journal_rows_writer_begin(struct journal_rows_writer *writer,
    const struct journal_files *files, usec sync, void *room,
    struct siphash_secret secret, struct error *why)
{
	*writer = (struct journal_rows_writer) { .sync = sync };
	journal_rows_file_init(
	    &writer->file, files->directory, files->owner, room, secret);
	if (!journal_rows_file_open(
		&writer->file, sync != JOURNAL_SYNC_NONE, why))
		return false;
	writer->last_id = writer->file.last_id;
	return true;
}

bool
journal_rows_writer_take(struct journal_rows_writer *writer,
    const struct journal_record *record, usec now)
{
	if (journal_rows_file_is_full(&writer->file))
		return false;
	if (record->id > writer->last_id)
		writer->last_id = record->id;
	if (!journal_rows_file_take(&writer->file, record))
		return true;
	if (writer->first_id == 0) {
		writer->first_id = record->id;
		writer->since = now;
	}
	return true;
}

static bool
is_due(const struct journal_rows_writer *writer, usec now)
{
	return journal_rows_file_is_full(&writer->file) ||
	    writer->sync == JOURNAL_SYNC_NONE ||
	    now - writer->since >= writer->sync;
}

/* Writes, and syncs if that is due. False with errno. */
static bool
make_safe(struct journal_rows_writer *writer, usec now, bool at_once)
{
	if (!journal_rows_file_write(&writer->file) && !writer->file.is_broken)
		return false;
	if (!at_once && !is_due(writer, now))
		return true;
	if (!journal_rows_file_sync(
		&writer->file, writer->sync != JOURNAL_SYNC_NONE))
		return false;
	writer->first_id = 0;
	return true;
}

bool
journal_rows_writer_run(
    struct journal_rows_writer *writer, usec now, bool at_once)
{
	if (writer->again > now && !at_once)
		return false;
	if (journal_rows_file_is_dirty(&writer->file) &&
	    !make_safe(writer, now, at_once)) {
		writer->error = errno;
		writer->again = now + PAUSE;
		return false;
	}
	writer->error = 0;
	writer->again = 0;
	if (journal_rows_file_tidy(&writer->file))
		return true;
	/* A new file has everything, and is synced. */
	if (!journal_rows_file_is_dirty(&writer->file))
		writer->first_id = 0;
	return false;
}

usec
journal_rows_writer_next(const struct journal_rows_writer *writer)
{
	if (writer->again != 0)
		return writer->again;
	return journal_rows_file_is_dirty(&writer->file) ?
	    writer->since + writer->sync :
	    UINT64_MAX;
}
