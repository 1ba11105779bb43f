/* The requests that look at all files: see journal_export.h. */
#include "helpers/journal/read/journal_export.h"

#include "helpers/journal/read/journal_answer.h"
#include "helpers/journal/read/journal_read.h"

/* Lines that one step looks at, and an answer before it says "more". */
#define LINES 50
#define LOOKED_MOST 30000

enum { PHASE_BEGIN, PHASE_SCAN, PHASE_SAY };

static bool
is_of(const struct journal_ask *ask, const struct journal_record *record)
{
	return record->id > ask->after && record->id >= ask->floor &&
	    journal_record_is_by(record, journal_ask_account(ask));
}

static bool
is_long_enough(const struct journal_ask *ask, uint64_t id)
{
	return (journal_answer_is_full(ask) || ask->looked >= LOOKED_MOST) &&
	    id != ask->last_id;
}

/*
 * Takes a record: one of the account is to be said, after its tags, of which
 * the first line was noted.
 */
static void
take(struct journal_ask *ask, const struct journal_record *record,
    struct journal_place place)
{
	const bool has_tags = ask->first.id == record->id;

	if (record->verb != JOURNAL_TAGS && !is_of(ask, record))
		return;
	if (!has_tags)
		ask->first = place;
	if (record->verb == JOURNAL_TAGS)
		return;
	journal_ask_count(ask, record);
	ask->phase = PHASE_SAY;
}

/* Says that a file cannot be read, rather than leave out what is in it. */
static enum journal_progress
refuse(struct journal_reader *reader, const struct journal_ask *ask)
{
	return journal_answer_refuse(reader, ask, STR("unavailable"),
	    "a file of the history cannot be read");
}

/* Looks at the next line. Ends the answer if it is long enough. */
static enum journal_progress
scan_line(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_record record;
	struct journal_place place = { .file = ask->key, .at = ask->at };
	size_t len = 0;
	const enum journal_seen seen = journal_view_read(
	    &reader->view, ask->key, ask->at, JOURNAL_FORTH, &record, &len);

	if (seen == JOURNAL_UNREADABLE && journal_view_has_failed())
		return refuse(reader, ask);
	if (seen == JOURNAL_SEEN && is_long_enough(ask, record.id))
		return journal_answer_end(reader, ask, true);
	if (len == 0 || seen == JOURNAL_UNREADABLE) {
		ask->key = journal_files_after(reader->files, ask->key);
		ask->at = 0;
		return JOURNAL_GOES_ON;
	}
	ask->at += len;
	ask->looked++;
	if (seen != JOURNAL_SEEN)
		return JOURNAL_GOES_ON;
	if (ask->last_id < record.id)
		ask->last_id = record.id;
	place.id = record.id;
	take(ask, &record, place);
	return JOURNAL_GOES_ON;
}

static enum journal_progress
scan(struct journal_reader *reader, struct journal_ask *ask)
{
	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	for (size_t i = 0; i < LINES && ask->phase == PHASE_SCAN; i++) {
		if (ask->key == 0)
			return journal_answer_end(reader, ask, false);
		if (scan_line(reader, ask) == JOURNAL_ANSWERED)
			return JOURNAL_ANSWERED;
	}
	return JOURNAL_GOES_ON;
}

/*
 * Says the next line of an event of the account; the event is the last line
 * that was looked at.
 */
static enum journal_progress
say_next(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_record record;
	enum journal_seen seen;
	size_t len = 0;

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (ask->first.at >= ask->at) {
		ask->first.id = 0;
		ask->phase = PHASE_SCAN;
		return JOURNAL_GOES_ON;
	}
	seen = journal_view_read(&reader->view, ask->first.file, ask->first.at,
	    JOURNAL_FORTH, &record, &len);
	if (seen == JOURNAL_UNREADABLE && journal_view_has_failed())
		return refuse(reader, ask);
	ask->first.at = len > 0 ? ask->first.at + len : ask->at;
	if (seen == JOURNAL_SEEN && record.id == ask->first.id &&
	    (record.verb == JOURNAL_TAGS || is_of(ask, &record)) &&
	    journal_ask_has(reader, ask, &record))
		journal_answer_past(reader, ask, &record);
	return JOURNAL_GOES_ON;
}

enum journal_progress
journal_export(struct journal_reader *reader, struct journal_ask *ask)
{
	const struct journal_file *file;

	ask->floor = journal_ask_floor(reader, journal_ask_account(ask));
	if (ask->phase == PHASE_SCAN)
		return scan(reader, ask);
	if (ask->phase == PHASE_SAY)
		return say_next(reader, ask);
	ask->last_id = ask->after;
	ask->key = journal_read_file(reader, ask->after);
	file = journal_files_find(reader->files, ask->key);
	if (file != NULL)
		ask->at = journal_read_seek(reader, file, ask->after);
	ask->phase = PHASE_SCAN;
	return JOURNAL_GOES_ON;
}

/* Returns how many days fit into the limit at the pace so far. */
static uint64_t
days_that_fit(const struct journal_reader *reader, uint64_t bytes)
{
	const struct journal_files *files = reader->files;
	const struct journal_file *newest = journal_files_newest(files);
	uint64_t days;

	if (newest == NULL || bytes == 0)
		return 0;
	days = journal_file_day(newest->key) -
	    journal_file_day(files->file[0].key) + 1;
	return reader->size_most / bytes * days +
	    reader->size_most % bytes * days / bytes;
}

static enum journal_progress
end_status(struct journal_reader *reader, const struct journal_ask *ask)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < reader->files->count; i++)
		bytes += reader->files->file[i].size;
	(void)BUF_SAY(reader->up, STR("answer"), DECIMAL(ask->number),
	    STR("done"), DECIMAL(reader->files->count), DECIMAL(bytes),
	    DECIMAL(reader->indexes.live.last_id), DECIMAL(reader->backlog),
	    DECIMAL(reader->gaps->count), DECIMAL(reader->cuts),
	    DECIMAL(days_that_fit(reader, bytes)));
	return JOURNAL_ANSWERED;
}

enum journal_progress
journal_status(struct journal_reader *reader, struct journal_ask *ask)
{
	const struct journal_index *live = &reader->indexes.live;
	struct journal_file *file;
	char name[JOURNAL_FILE_NAME];
	bool is_newest;

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (ask->phase == PHASE_BEGIN) {
		ask->key = journal_files_after(reader->files, 0);
		ask->phase = PHASE_SCAN;
	}
	file = journal_files_find(reader->files, ask->key);
	if (file == NULL)
		return end_status(reader, ask);
	is_newest = file == journal_files_newest(reader->files);
	(void)BUF_SAY(reader->up, STR("answer"), DECIMAL(ask->number),
	    STR("file"), str_from(journal_file_name(file->key, "", name)),
	    DECIMAL(file->size),
	    DECIMAL(is_newest ? live->records : file->records),
	    DECIMAL(journal_read_first(reader, file)),
	    DECIMAL(is_newest ? live->last_id : file->last_id));
	ask->key = journal_files_after(reader->files, ask->key);
	return JOURNAL_GOES_ON;
}
