/* The search for orders: see journal_search.h. */
#include "helpers/journal/erase/journal_search.h"

#include "helpers/journal/read/journal_read.h"

/* Lines of a part. */
#define LINES 300

void
journal_search_begin(
    struct journal_search *search, struct journal_reader *reader, uint64_t done)
{
	struct journal_file *file;

	*search = (struct journal_search) { .reader = reader,
		.key = journal_read_file(reader, done),
		.id = done,
		.taken = UINT32_MAX };
	file = journal_files_find(reader->files, search->key);
	if (file != NULL)
		search->at = journal_read_seek(reader, file, done);
}

enum journal_seen
journal_search_line(struct journal_reader *reader, uint64_t key, uint64_t at,
    struct journal_record *record, size_t *len)
{
	*len = 0;
	return key == 0 ? JOURNAL_DAMAGED :
			  journal_view_read(&reader->view, key, at,
			      JOURNAL_FORTH, record, len);
}

void
journal_search_took(struct journal_search *search, uint64_t id)
{
	if (id < search->id)
		return;
	if (id > search->id)
		search->taken = search->met = 0;
	search->id = id;
	search->taken += search->taken < UINT32_MAX;
}

/* Looks whether the record, which is that long, is the next order. */
static enum journal_search_result
take_record(struct journal_search *search, const struct journal_record *record,
    size_t len, uint64_t stored, struct journal_order *order)
{
	if (record->id > stored)
		return JOURNAL_SEARCH_END;
	search->at += len;
	if (record->verb == JOURNAL_HISTORY)
		search->header = record->id;
	if (record->id < search->id || record->id <= search->header ||
	    !journal_order_read(record, order))
		return JOURNAL_SEARCH_ON;
	if (record->id == search->id && search->met < search->taken) {
		search->met++;
		return JOURNAL_SEARCH_ON;
	}
	journal_search_took(search, record->id);
	search->met = search->taken;
	return JOURNAL_SEARCH_FOUND;
}

/* Moves on to the next file. */
static enum journal_search_result
next_file(struct journal_search *search)
{
	const uint64_t next =
	    journal_files_after(search->reader->files, search->key);

	if (next == 0)
		return JOURNAL_SEARCH_END;
	search->key = next;
	search->at = 0;
	return JOURNAL_SEARCH_ON;
}

static enum journal_search_result
take_line(
    struct journal_search *search, uint64_t stored, struct journal_order *order)
{
	struct journal_record record;
	size_t len;
	const enum journal_seen seen = journal_search_line(
	    search->reader, search->key, search->at, &record, &len);

	if (seen == JOURNAL_UNREADABLE && journal_view_has_failed())
		return JOURNAL_SEARCH_FAILED;
	if (seen == JOURNAL_SEEN)
		return take_record(search, &record, len, stored, order);
	search->at += len;
	return len > 0 ? JOURNAL_SEARCH_ON : next_file(search);
}

enum journal_search_result
journal_search_go_on(
    struct journal_search *search, uint64_t stored, struct journal_order *order)
{
	enum journal_search_result result = JOURNAL_SEARCH_ON;

	for (size_t i = 0; i < LINES && result == JOURNAL_SEARCH_ON; i++)
		result = take_line(search, stored, order);
	if (result == JOURNAL_SEARCH_END)
		search->dry = stored;
	return result;
}

void
journal_search_moved(struct journal_search *search, uint64_t key)
{
	if (search->key != key)
		return;
	search->at = 0;
	search->met = 0;
}
