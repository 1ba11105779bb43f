/* The lines of tags before an event: see journal_tags.h. */
#include "helpers/journal/erase/journal_tags.h"

/* Adds a line to the tags, or begins with it if it is of another event. */
static void
add(struct journal_tags *tags, uint64_t id, uint64_t at)
{
	if (!tags->is_there || (id != 0 && !journal_tags_are_of(tags, id)))
		*tags = (struct journal_tags) { .at = at };
	tags->is_there = true;
	if (id != 0)
		tags->id = id;
}

void
journal_tags_take(
    struct journal_tags *tags, const struct journal_record *record, uint64_t at)
{
	if (record->verb == JOURNAL_TAGS)
		add(tags, record->id, at);
	else
		tags->is_there = false;
}

/* Reads what a damaged line has after its CRC and BACK. */
static bool
read_damaged(struct str line, struct journal_record *record)
{
	(void)str_word(&line);
	(void)str_word(&line);
	return journal_record_read_body(line, record);
}

void
journal_tags_take_damaged(
    struct journal_tags *tags, struct str line, uint64_t at)
{
	struct journal_record record;
	const bool has_id = read_damaged(line, &record);

	/* Either its verb or its ID may be what is damaged. */
	if (record.verb == JOURNAL_TAGS)
		add(tags, 0, at);
	else if (has_id && record.verb == JOURNAL_UNKNOWN && record.id != 0)
		add(tags, record.id, at);
	else
		tags->is_there = false;
}

bool
journal_tags_are_of(const struct journal_tags *tags, uint64_t event)
{
	return tags->is_there && (tags->id == 0 || tags->id == event);
}

bool
journal_tags_may_be_of(const struct journal_tags *tags, struct str line)
{
	struct journal_record record;

	return tags->is_there &&
	    (!read_damaged(line, &record) ||
		journal_tags_are_of(tags, record.id));
}

/* Overwrites one line. False with errno. */
static bool
overwrite_line(struct journal_overwrite *overwrite, uint64_t key, uint64_t at,
    struct str line)
{
	struct journal_record record;

	line.len -= line.at[line.len - 1] == '\n';
	if (journal_record_read(line, &record))
		return journal_overwrite_record(overwrite, key, at);
	return line.len == 0 || line.at[0] == JOURNAL_WIPED ||
	    journal_overwrite_line(overwrite, key, at, line.len);
}

bool
journal_tags_overwrite(const struct journal_tags *tags,
    struct journal_overwrite *overwrite, uint64_t key, uint64_t end)
{
	uint64_t at = tags->at;

	while (at < end) {
		const struct str line = journal_view_line(
		    &overwrite->reader->view, key, at, JOURNAL_FORTH);
		const size_t len = line.len;
		if (len == 0)
			return !journal_view_has_failed();
		if (!overwrite_line(overwrite, key, at, line))
			return false;
		at += len;
	}
	return true;
}
