/* Writing changes of rows: see journal_rows_writer.h. */
#include "helpers/journal/write/journal_rows_writer.h"

#include <errno.h>

#include "helpers/journal/journal_letters.h"
#include "helpers/journal/journal_tables.h"
#include "helpers/journal/write/journal_writer.h"

/* The time between two attempts. */
#define PAUSE SEC

#define DAY (86400 * SEC)

/* The time between two looks for letters that are too old. */
#define EXPIRES (3600 * SEC)

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
	writer->file.hides = sync == JOURNAL_SYNC_EACH;
	writer->last_id = writer->file.last_id;
	/* A clock that may have leapt since then makes nothing too old. */
	writer->expires =
	    clock_mono() + (clock_wall() > writer->last_id + DAY ? DAY : 0);
	return true;
}

/* Notes a change that is not safe yet. */
static void
note_change(struct journal_rows_writer *writer, uint64_t id, usec now)
{
	if (writer->first_id != 0)
		return;
	writer->first_id = id;
	writer->since = now;
}

/*
 * Cuts, or moves, what is changed as a whole. Returns false if it has to be
 * called again.
 */
static bool
change_table(struct journal_rows_writer *writer,
    const struct journal_record *record, usec now)
{
	bool any = false;
	const bool done = journal_table_cut(&writer->file, record, &any) &&
	    journal_table_move(&writer->file, record, &any);

	if (any)
		note_change(writer, record->id, now);
	return done;
}

/* Makes a letter, or a row, of one that is only offered. False: no room. */
static bool
judge(const struct journal_rows_file *file, const struct journal_record *offer,
    char *room, struct journal_record *accepted)
{
	return journal_letters_is_offer(offer) ?
	    journal_letters_accept(file, offer, room, accepted) :
	    journal_table_accept(file, offer, room, accepted);
}

bool
journal_rows_writer_take(struct journal_rows_writer *writer,
    const struct journal_record *record, usec now)
{
	struct journal_rows_file *file = &writer->file;
	struct journal_record accepted;
	char room[LIMIT_LINE];
	uint64_t upto;
	const bool cuts_all = journal_letters_cut_read(record, &upto);

	if (cuts_all ? ROWS_PENDING - file->len < JOURNAL_LETTERS_ROOM :
		       journal_rows_file_is_full(file))
		return false;
	if (!change_table(writer, record, now))
		return false;
	if (record->id > writer->last_id)
		writer->last_id = record->id;
	if (record->verb == JOURNAL_MOVE)
		return true;
	if (journal_letters_is_offer(record) ||
	    journal_table_is_brought(record)) {
		if (!judge(file, record, room, &accepted))
			return true;
		record = &accepted;
	}
	if (cuts_all ?
		journal_letters_cut(file, record->where, upto, record->id) :
		journal_rows_file_take(file, record))
		note_change(writer, record->id, now);
	return true;
}

bool
journal_rows_writer_forget(struct journal_rows_writer *writer,
    const struct journal_record *record, usec now)
{
	struct str account = record->where, rest = record->rest;
	bool any = false, whole;
	uint64_t before;

	if (record->verb != JOURNAL_FORGET || !str_skip(&account, STR("@")) ||
	    !str_to_number(str_word(&rest), UINT64_MAX, &before))
		return true;
	whole = journal_letters_forget(
	    &writer->file, account, before, record->id, &any);
	if (any)
		note_change(writer, record->id, now);
	return whole;
}

void
journal_rows_writer_expire(
    struct journal_rows_writer *writer, usec now, usec wall)
{
	if (writer->file.rows.letters == 0 || now < writer->expires)
		return;
	if (wall <= JOURNAL_LETTERS_TIME)
		writer->expired = 0;
	else if (journal_letters_expire(&writer->file,
		     wall - JOURNAL_LETTERS_TIME, &writer->expired,
		     writer->last_id))
		note_change(writer, writer->last_id, now);
	if (writer->expired == 0)
		writer->expires = now + EXPIRES;
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

/* Has the file written anew if something in it is long out of date. */
static void
watch_waste(struct journal_rows_writer *writer, usec now)
{
	struct journal_rows_file *file = &writer->file;

	if (journal_rows_file_waste(file) == 0)
		writer->stale = 0;
	else if (writer->stale == 0 || file->next.fd != -1)
		writer->stale = now + JOURNAL_ROWS_STALE;
	else if (now >= writer->stale)
		file->is_stale = true;
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
	watch_waste(writer, now);
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
	usec next = writer->stale != 0 ? writer->stale : UINT64_MAX;

	if (writer->again != 0)
		return writer->again;
	if (writer->file.rows.letters > 0)
		next = usec_earlier(next, writer->expires);
	return journal_rows_file_is_dirty(&writer->file) ?
	    usec_earlier(next, writer->since + writer->sync) :
	    next;
}
