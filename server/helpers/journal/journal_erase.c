/*
 * Questions that erase: a record is overwritten in its place, and keeps its ID
 * and length. What an account wants forgotten is noted in the file todo until
 * it is done, so that the next journal goes on.
 */
#include <errno.h>

#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_log.h"

#define TODO "history/todo"

/* Records of a step: each costs a write. */
#define RECORDS 1000

/* Overwrites a record and its tags, and moves behind it. False with errno. */
static bool
blank(struct journal_scan *scan, const struct journal_record *event)
{
	const uint64_t behind = event->at + event->line.len + 1;
	struct journal_record record;
	bool good;

	scan->at = event->at;
	journal_scan_to_tags(scan, event->id);
	good = scan->error == 0; /* else it may have more tags */
	while (good && scan->at < behind && journal_scan_next(scan, &record))
		good = journal_store_blank(scan->fd, record.at + LIMIT_ID + 1,
		    record.line.len - LIMIT_ID - 1);
	journal_touched(journal_path(scan->token, JOURNAL_RECORDS, scan->key));
	return good;
}

/*
 * Erases what the question wants in a group or talk, from an ID on. False with
 * errno; *ends: that was all.
 */
static bool
erase_on(struct journal_ask *ask, struct str token, uint64_t id, bool *ends)
{
	struct journal_record record;
	struct journal_scan scan;
	size_t count = 0;
	bool good = true;

	*ends = false;
	journal_ask_enter(ask, &scan, token, id);
	while (good && count < RECORDS && scan.work < JOURNAL_TURN) {
		*ends = !journal_scan_next(&scan, &record) ||
		    (ask->before != 0 && record.id >= ask->before);
		if (*ends)
			break;
		if (record.state == '-' ||
		    (ask->name.len > 0 &&
			!str_caseeq(
			    journal_record_account(&record), ask->name)))
			continue;
		ask->found = true;
		good = blank(&scan, &record);
		count++;
	}
	good = good && scan.error == 0;
	journal_ask_leave(ask, &scan);
	return good;
}

/* Removes the letter of that ID, which one of the two of a talk has. */
static bool
erase_letter(const struct journal_ask *ask)
{
	const struct journal_letters_gone gone = { .id = ask->id };
	struct str both[2];
	bool good = true;

	if (!token_split(ask->where, &both[0], &both[1]))
		return true;
	for (size_t i = 0; i < COUNT(both); i++) {
		good = journal_letters_remove(both[i], &gone) && good;
	}
	return good;
}

enum journal_step
journal_erase_one(struct journal_ask *ask)
{
	bool ends;

	if (ask->phase++ > 0)
		return ask->found ? JOURNAL_DONE(ask, STR("done")) :
				    journal_refuse(ask, CODE_NO_SUCH_MESSAGE);
	ask->before = ask->id + 1;
	if (!erase_on(ask, ask->where, ask->id, &ends) || !erase_letter(ask))
		return journal_refuse(ask, CODE_UNAVAILABLE);
	return JOURNAL_SYNC;
}

enum journal_step
journal_erase_group(struct journal_ask *ask)
{
	bool ends;

	if (ask->phase > 0)
		return JOURNAL_DONE(ask, STR("done"));
	if (!erase_on(ask, ask->where, 0, &ends))
		return journal_refuse(ask, CODE_UNAVAILABLE);
	ask->phase = ends;
	return ends ? JOURNAL_SYNC : JOURNAL_ON;
}

static struct str
said(const struct journal_ask *ask)
{
	return (struct str) { ask->said, ask->len };
}

/* Notes the question; false with errno. */
static bool
note(const struct journal_ask *ask)
{
	char room[2 * LIMIT_LINE];
	struct append todo;
	uint64_t cut;
	bool good;

	append_init(&todo, room, sizeof(room));
	good = append_open(&todo, journal_state(), TODO, &cut) == APPEND_OPEN &&
	    APPEND_ADD(&todo, said(ask), STR("\n")) && append_write(&todo);
	append_close(&todo);
	journal_touched(TODO);
	return good;
}

static bool
is_other(const void *of, struct str line)
{
	return !str_eq(line, said(of));
}

/* Erases letters from the account to one other; false with errno. */
static bool
forget_letters(struct journal_ask *ask)
{
	const struct journal_letters_gone gone = { .from = ask->account,
		.before = ask->before };

	if (journal_ask_next(ask, JOURNAL_LETTERS))
		return journal_letters_remove(journal_ask_on(ask), &gone);
	ask->phase++;
	return true;
}

/* Erases in one group or talk; false with errno. */
static bool
forget_records(struct journal_ask *ask)
{
	bool ends;

	if (ask->key == 0 && !journal_ask_next(ask, JOURNAL_RECORDS)) {
		ask->phase++;
		return true;
	}
	if (!erase_on(
		ask, journal_ask_on(ask), token_made(ask->account), &ends))
		return false;
	if (ends)
		ask->key = 0;
	return true;
}

enum journal_step
journal_erase_account(struct journal_ask *ask)
{
	enum journal_step next = JOURNAL_ON;
	bool good = true;

	switch (ask->phase) {
	case 0:
		/* One that nobody has asked is noted already. */
		good = ask->number == 0 || note(ask);
		ask->phase++;
		next = JOURNAL_SYNC;
		break;
	case 1:
		good = forget_letters(ask);
		break;
	case 2:
		good = forget_records(ask);
		next = ask->phase == 3 ? JOURNAL_SYNC : JOURNAL_ON;
		break;
	default:
		good = journal_store_filter(TODO, is_other, ask);
		if (good && ask->number == 0)
			journal_erase_begin();
		if (good)
			return JOURNAL_DONE(ask, STR("done"));
	}
	return good ? next : journal_refuse(ask, CODE_UNAVAILABLE);
}

void
journal_erase_begin(void)
{
	char what[LIMIT_LINE];
	struct journal_scan scan;
	struct str line = STR("");

	if (journal_scan_open(&scan, TODO) && journal_scan_line(&scan, &line) &&
	    line.len < sizeof(what))
		memcpy(what, line.at, line.len);
	journal_scan_close(&scan);
	if (line.len > 0 && line.len < sizeof(what))
		journal_ask_begin((struct str) { what, line.len });
}
