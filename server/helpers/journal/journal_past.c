/* Reading the past: see journal_past.h. */
#include "helpers/journal/journal_past.h"

#include "helpers/journal/journal_members.h"
#include "shared/message_lines.h"

#define TAGS STR("tags")

/* An answer ends while there is room for an event with its tags. */
#define LINES_MOST (JOURNAL_LINES - 1)

bool
journal_past_is_said(struct str verb)
{
	static const struct str said[] = { LIT("msg"), LIT("note"),
		LIT("lines"), LIT("tell") };

	for (size_t i = 0; i < COUNT(said); i++)
		if (str_eq(verb, said[i]))
			return true;
	return false;
}

struct str
journal_past_account(const struct journal_record *record)
{
	struct str rest = record->rest, actor = str_word(&rest);

	(void)str_cut(&actor, '!'); /* NAME */
	(void)str_cut(&actor, '!'); /* USER@HOST */
	return str_cut(&actor, '!');
}

bool
journal_past_may(struct journal_ask *ask, struct journal_dir *dir)
{
	struct str one, other;

	if (token_split(ask->where, &one, &other))
		return true; /* the router has made it for one of them */
	ask->since = str_eq(ask->account, STR("*")) ?
	    0 :
	    journal_members_since(dir, ask->account);
	if (ask->since == 0)
		ask->since = ask->joined;
	return ask->since != 0;
}

bool
journal_past_sees(
    const struct journal_ask *ask, const struct journal_record *record)
{
	if (record->state == '-')
		return false;
	if (ask->only_said && !journal_past_is_said(record->verb) &&
	    !str_eq(record->verb, TAGS))
		return false;
	return record->id >= ask->since ||
	    (record->state == 'o' && !ask->only_joined);
}

/* Returns how many events the record is. */
static uint64_t
events_of(const struct journal_ask *ask, const struct journal_record *record)
{
	struct str rest = record->rest, map;
	char room[LIMIT_LINES];

	if (str_eq(record->verb, TAGS) || str_eq(record->verb, STR("gap")))
		return 0;
	if (!ask->in_lines || !str_eq(record->verb, STR("lines")))
		return 1;
	(void)str_word(&rest); /* the actor */
	if (ask->where.at[0] == '@')
		(void)str_word(&rest); /* to whom */
	return message_lines_map(str_word(&rest), room, &map);
}

void
journal_past_give(struct journal_ask *ask, const struct journal_record *record)
{
	struct str line = record->line;

	str_drop(&line, JOURNAL_HEAD);
	JOURNAL_ANSWER(
	    ask, STR("past"), (struct str) { record->line.at, LIMIT_ID }, line);
	ask->given += events_of(ask, record);
	ask->lines++;
}

enum journal_step
journal_past_end(struct journal_ask *ask, bool more)
{
	return JOURNAL_DONE(ask, more ? STR("more") : STR("done"),
	    DECIMAL(ask->last), DECIMAL(ask->given));
}

/* Opens the file that the question has come to; the next one at its end. */
static bool
open_next(
    struct journal_ask *ask, struct journal_dir *dir, struct journal_scan *scan)
{
	while (ask->key != 0) {
		if (journal_scan_open(scan, dir, ask->key, false)) {
			scan->at = ask->at;
			if (ask->at == 0 && ask->after != 0)
				journal_scan_seek(scan, ask->after + 1);
			if (scan->at < scan->size)
				return true;
			journal_scan_close(scan);
		}
		ask->key = journal_file_after(dir, ask->key);
		ask->at = 0;
	}
	return false;
}

/* Leaves a file: at its end, or at the place of the next record. */
static void
leave(struct journal_ask *ask, struct journal_dir *dir,
    struct journal_scan *scan, bool at_end)
{
	ask->at = scan->at;
	journal_scan_close(scan);
	if (!at_end)
		return;
	ask->key = journal_file_after(dir, ask->key);
	ask->at = 0;
}

/*
 * Returns whether the record goes to who reads only what was said: not if it is
 * the tags of something else. Reads on to look, and then the record again.
 */
static bool
is_said(const struct journal_ask *ask, struct journal_scan *scan,
    uint64_t start, struct journal_record *record)
{
	const uint64_t id = record->id;
	struct journal_record next;
	bool more;

	if (!ask->only_said || !str_eq(record->verb, TAGS))
		return true;
	while ((more = journal_scan_next(scan, &next)) && next.id == id &&
	    str_eq(next.verb, TAGS))
		continue;
	more = more && next.id == id && journal_past_is_said(next.verb);
	scan->at = start;
	return journal_scan_next(scan, record) && more;
}

/* Gives what is in one file. Returns JOURNAL_ON if there may be more. */
static enum journal_step
give_file(struct journal_ask *ask, struct journal_scan *scan, bool *at_end)
{
	const uint64_t from = scan->at;
	struct journal_record record;
	uint64_t start = from;

	*at_end = false;
	for (; journal_scan_next(scan, &record); start = scan->at) {
		if (ask->before != 0 && record.id >= ask->before)
			return journal_past_end(ask, false);
		if (record.id > ask->last && ask->given >= ask->count)
			return journal_past_end(ask, false);
		if (record.id > ask->last && ask->lines >= LINES_MOST)
			return journal_past_end(ask, true);
		ask->last = record.id;
		if (journal_past_sees(ask, &record) &&
		    is_said(ask, scan, start, &record))
			journal_past_give(ask, &record);
		if (scan->at - from >= JOURNAL_TURN)
			return JOURNAL_ON;
	}
	if (scan->error != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	*at_end = true;
	return JOURNAL_ON;
}

/* Gives what comes after an ID. */
static enum journal_step
give_forward(struct journal_ask *ask, struct journal_dir *dir)
{
	enum journal_step step;
	struct journal_scan scan;
	bool at_end;

	if (!open_next(ask, dir, &scan))
		return journal_past_end(ask, false);
	step = give_file(ask, &scan, &at_end);
	leave(ask, dir, &scan, at_end);
	return step;
}

enum journal_step
journal_past_forward(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);

	if (ask->phase == 0) {
		if (!journal_past_may(ask, dir))
			return journal_refuse(ask, CODE_NOT_MEMBER);
		ask->last = ask->after;
		ask->key =
		    dir != NULL ? journal_scan_find(dir, ask->after + 1) : 0;
		ask->phase = 1;
	}
	return dir != NULL ? give_forward(ask, dir) :
			     journal_past_end(ask, false);
}

/*
 * Counts backward to the first of the last events. Returns whether it was
 * found, or there are no more; the question then goes forward after that ID.
 */
static bool
count_back(struct journal_ask *ask, struct journal_dir *dir)
{
	struct journal_record record;
	struct journal_scan scan;
	uint64_t from;
	bool ends = ask->key == 0;

	if (ends || !journal_scan_open(&scan, dir, ask->key, false))
		return true;
	scan.at = ask->at;
	if (ask->at == UINT64_MAX)
		journal_scan_seek(&scan, ask->before);
	from = scan.at;
	while (!ends && journal_scan_back(&scan, &record)) {
		ends = record.id <= ask->after ||
		    (record.id != ask->last && ask->given >= ask->count);
		if (ends)
			break;
		if (journal_past_sees(ask, &record)) {
			ask->given += events_of(ask, &record);
			ask->last = record.id;
		}
		if (from - scan.at >= JOURNAL_TURN)
			break;
	}
	ask->at = scan.at;
	if (scan.at == 0 || scan.error != 0) {
		ask->key = journal_file_before(dir, ask->key);
		ask->at = UINT64_MAX;
	}
	journal_scan_close(&scan);
	return ends || ask->key == 0;
}

enum journal_step
journal_past_backward(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);
	const uint64_t last = dir != NULL ? journal_scan_last(dir) : 0;

	if (ask->phase == 0) {
		if (!journal_past_may(ask, dir))
			return journal_refuse(ask, CODE_NOT_MEMBER);
		if (ask->before == 0 || ask->before > last)
			ask->before = last + 1;
		ask->last = 0;
		ask->at = UINT64_MAX;
		ask->key = dir == NULL ?
		    0 :
		    journal_file_before(
			dir, JOURNAL_KEY(ask->before / JOURNAL_DAY + 1, 0));
		ask->phase = 1;
	}
	if (dir == NULL)
		return journal_past_end(ask, false);
	if (ask->phase == 2)
		return give_forward(ask, dir);
	if (!count_back(ask, dir))
		return JOURNAL_ON;
	if (ask->given == 0) {
		ask->last = ask->before - 1;
		return journal_past_end(ask, false);
	}
	ask->after = ask->last = ask->last - 1;
	ask->key = journal_scan_find(dir, ask->after + 1);
	ask->at = 0;
	ask->given = 0;
	ask->count = UINT64_MAX; /* up to before, which is not later */
	ask->phase = 2;
	return give_forward(ask, dir);
}

enum journal_step
journal_past_look(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);
	struct journal_record record;
	struct journal_scan scan;

	if (dir != NULL &&
	    journal_scan_open(
		&scan, dir, journal_scan_find(dir, ask->id), false)) {
		journal_scan_seek(&scan, ask->id);
		while (
		    journal_scan_next(&scan, &record) && record.id == ask->id)
			if (record.state != '-' && !str_eq(record.verb, TAGS))
				journal_past_give(ask, &record);
		journal_scan_close(&scan);
	}
	return JOURNAL_DONE(ask, STR("done"));
}

/* Gives what the account has said in one file. */
static enum journal_step
export_file(struct journal_ask *ask, struct journal_dir *dir,
    struct journal_scan *scan, bool *at_end)
{
	const uint64_t from = scan->at;
	struct journal_record record;

	*at_end = false;
	while (scan->at - from < JOURNAL_TURN) {
		if (!journal_scan_next(scan, &record)) {
			*at_end = true;
			return JOURNAL_ON;
		}
		if (!journal_past_is_said(record.verb) || record.state == '-' ||
		    record.id <= ask->after ||
		    record.id < token_made(ask->account) ||
		    !str_caseeq(journal_past_account(&record), ask->name))
			continue;
		/* The line that names the directory is one, too. */
		if (ask->given >= ask->count || ask->lines + 2 > JOURNAL_LINES)
			return JOURNAL_DONE(ask, STR("more"),
			    journal_dir_name(dir), DECIMAL(ask->last));
		if (!ask->found) {
			JOURNAL_ANSWER(
			    ask, STR("where"), journal_dir_name(dir));
			ask->lines++;
		}
		ask->found = true;
		ask->last = record.id;
		journal_past_give(ask, &record);
	}
	return JOURNAL_ON;
}

enum journal_step
journal_past_export(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_ask_on(ask);
	struct journal_scan scan;
	enum journal_step step;
	bool at_end;

	if (ask->phase == 0) {
		ask->where = STR("-");
		ask->after = ask->last = ask->id;
		ask->phase = 1;
		ask->key =
		    dir != NULL ? journal_scan_find(dir, ask->after + 1) : 0;
	}
	if (dir != NULL && open_next(ask, dir, &scan)) {
		step = export_file(ask, dir, &scan, &at_end);
		leave(ask, dir, &scan, at_end);
		return step;
	}
	dir = journal_ask_next(ask);
	if (dir == NULL)
		return JOURNAL_DONE(ask, STR("done"));
	ask->after = ask->last = ask->at = 0;
	ask->found = false;
	ask->key = journal_file_after(
	    dir, JOURNAL_KEY(token_made(ask->account) / JOURNAL_DAY, 0));
	return JOURNAL_ON;
}
