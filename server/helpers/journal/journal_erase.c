/*
 * Erasing: a record is overwritten in its place, and keeps its ID and length.
 * What an account wants forgotten is noted in the file todo until it is done,
 * so that the next journal goes on.
 */
#include <errno.h>
#include <unistd.h>

#include "helpers/journal/journal_letters.h"
#include "helpers/journal/journal_past.h"
#include "helpers/journal/journal_store.h"

#define TODO "todo"
#define TODO_ROOM ((size_t)2 * LIMIT_LINE)
#define DASHES 4096

/* Records of a step: each costs a write. */
#define RECORDS 1000

static struct {
	char room[TODO_ROOM]; /* what waits for todo */
	char dashes[DASHES]; /* "- ---..." */
} self;

/* Overwrites what follows the ID of a record. False with errno. */
static bool
blank(struct journal_scan *scan, const struct journal_record *record)
{
	const char *text = self.dashes;
	uint64_t at = record->at + LIMIT_ID + 1;
	size_t left = record->line.len - LIMIT_ID - 1;

	while (left > 0) {
		const size_t part = left < DASHES - 2 ? left : DASHES - 2;
		const ssize_t count = pwrite(scan->fd, text, part, (off_t)at);
		if (count < 0 && errno != EINTR)
			return false;
		if (count > 0) {
			at += (uint64_t)count;
			left -= (size_t)count;
			text = self.dashes + 2;
		}
	}
	journal_touched(scan->fd);
	return true;
}

/* Overwrites the tags before a record, and moves behind it. */
static bool
blank_tags(struct journal_scan *scan, const struct journal_record *record)
{
	const uint64_t id = record->id, behind = scan->at;
	struct journal_record before;
	bool good = true;

	scan->at = record->at;
	while (good && journal_scan_back(scan, &before) && before.id == id &&
	    str_eq(before.verb, STR("tags")))
		good = blank(scan, &before);
	scan->at = behind;
	return good;
}

/* Returns whether the record is one that the question wants erased. */
static bool
is_wanted(const struct journal_ask *ask, const struct journal_record *record)
{
	if (record->state == '-')
		return false;
	return ask->name.len == 0 ||
	    str_caseeq(journal_past_account(record), ask->name);
}

/*
 * Erases in a file, from the ID after on and before the ID before. False with
 * errno; *at_end: there is nothing more in it.
 */
static bool
erase_in(struct journal_ask *ask, struct journal_scan *scan, bool *at_end)
{
	const uint64_t from = scan->at;
	struct journal_record record;
	size_t count = 0;

	*at_end = false;
	while (count < RECORDS && scan->at - from < JOURNAL_TURN) {
		if (!journal_scan_next(scan, &record) ||
		    (ask->before != 0 && record.id >= ask->before)) {
			*at_end = true;
			errno = scan->error;
			return scan->error == 0;
		}
		if (record.id < ask->after || !is_wanted(ask, &record))
			continue;
		count++;
		ask->found = true;
		/* The line in the block is as it was, for the tags' sake. */
		if (!blank(scan, &record) ||
		    (ask->name.len > 0 && !blank_tags(scan, &record)))
			return false;
	}
	return true;
}

/*
 * Erases in the files of a directory, from the question's place on. False with
 * errno. Without a key, all is done.
 */
static bool
erase_on(struct journal_ask *ask, struct journal_dir *dir)
{
	struct journal_scan scan;
	bool at_end = true, good = true;

	if (ask->key == 0)
		return true;
	if (journal_scan_open(&scan, dir, ask->key, true)) {
		scan.at = ask->at;
		/* For an account, all is looked at: IDs may be out of order. */
		if (ask->id != 0)
			journal_scan_seek(&scan, ask->id);
		good = erase_in(ask, &scan, &at_end);
		ask->at = scan.at;
		journal_scan_close(&scan);
		dir->said = 0;
	}
	if (at_end) {
		ask->key = journal_file_after(dir, ask->key);
		ask->at = 0;
	}
	return good;
}

static bool
has_id(const void *of, const struct journal_letter *letter)
{
	return letter->id == *(const uint64_t *)of;
}

/* Removes the letter of that ID, which one of the two has. */
static bool
erase_letter(const struct journal_ask *ask)
{
	struct str both[2];
	bool good = true;

	if (!token_split(ask->where, &both[0], &both[1]))
		return true;
	for (size_t i = 0; i < COUNT(both); i++) {
		struct journal_dir *dir = journal_dir_find(both[i]);
		if (dir != NULL && (dir->has & 1 << JOURNAL_LETTERS) != 0)
			good = journal_letters_remove(dir, has_id, &ask->id) &&
			    good;
	}
	return good;
}

enum journal_step
journal_erase_one(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);

	if (ask->phase++ > 0)
		return ask->found ? JOURNAL_DONE(ask, STR("done")) :
				    journal_refuse(ask, CODE_NO_SUCH_MESSAGE);
	ask->after = ask->id;
	ask->before = ask->id + 1;
	ask->key = dir != NULL ? journal_scan_find(dir, ask->id) : 0;
	if (dir != NULL && (!erase_on(ask, dir) || !erase_letter(ask)))
		return journal_refuse(ask, CODE_UNAVAILABLE);
	return JOURNAL_SYNC;
}

enum journal_step
journal_erase_group(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);

	if (ask->phase == 2 || dir == NULL)
		return JOURNAL_DONE(ask, STR("done"));
	if (ask->phase == 0)
		ask->key = journal_file_after(dir, 0);
	ask->phase = 1;
	if (!erase_on(ask, dir))
		return journal_refuse(ask, CODE_UNAVAILABLE);
	if (ask->key != 0)
		return JOURNAL_ON;
	ask->phase = 2;
	return JOURNAL_SYNC;
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
	struct append todo;
	uint64_t cut;
	bool good;

	if (ask->number == 0)
		return true; /* it is there */
	append_init(&todo, self.room, sizeof(self.room));
	if (append_open(&todo, journal_place(JOURNAL_HISTORY), TODO, &cut) !=
	    APPEND_OPEN)
		return false;
	good = APPEND_ADD(&todo, said(ask), STR("\n")) && append_write(&todo);
	append_close(&todo);
	/* The sync before the question goes on. */
	journal_touched(journal_place(JOURNAL_HISTORY));
	return good;
}

/* Takes the question out of the notes; the file goes with the last one. */
static bool
take_out(const struct journal_ask *ask)
{
	const int place = journal_place(JOURNAL_HISTORY);
	struct journal_scan scan;
	struct append todo;
	struct str line;
	bool good;

	if (!journal_scan_open_at(&scan, place, TODO, false))
		return errno == ENOENT;
	append_init(&todo, self.room, sizeof(self.room));
	good = append_begin_anew(&todo, place, TODO);
	while (good && journal_scan_line(&scan, &line))
		good = str_eq(line, said(ask)) ||
		    APPEND_ADD(&todo, line, STR("\n"));
	good = good && append_replace(&todo, place, TODO) &&
	    (todo.size > 0 || unlinkat(place, TODO, 0) == 0);
	append_close(&todo);
	journal_scan_close(&scan);
	return good;
}

static bool
is_from(const void *of, const struct journal_letter *letter)
{
	const struct journal_ask *ask = of;

	return str_eq(letter->from, ask->account) &&
	    (ask->before == 0 || letter->id < ask->before);
}

/* Erases on; the places are where it begins, goes on, and ends. */
static bool
forget_on(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_ask_on(ask);

	if (dir != NULL && ask->key != 0)
		return erase_on(ask, dir);
	dir = journal_ask_next(ask);
	ask->at = 0;
	if (dir == NULL) {
		ask->phase = 2;
		return true;
	}
	ask->key =
	    journal_file_after(dir, JOURNAL_KEY(ask->after / JOURNAL_DAY, 0));
	return (dir->has & 1 << JOURNAL_LETTERS) == 0 ||
	    journal_letters_remove(dir, is_from, ask);
}

enum journal_step
journal_erase_account(struct journal_ask *ask)
{
	switch (ask->phase) {
	case 0:
		ask->after = token_made(ask->account);
		if (!note(ask))
			return journal_refuse(ask, CODE_UNAVAILABLE);
		ask->phase = 1;
		return JOURNAL_SYNC;
	case 1:
		if (!forget_on(ask))
			return journal_refuse(ask, CODE_UNAVAILABLE);
		return ask->phase == 1 ? JOURNAL_ON : JOURNAL_SYNC;
	default:
		if (!take_out(ask))
			return journal_refuse(ask, CODE_UNAVAILABLE);
		if (ask->number == 0)
			journal_erase_begin();
		return JOURNAL_DONE(ask, STR("done"));
	}
}

void
journal_erase_begin(void)
{
	char what[LIMIT_LINE];
	struct journal_scan scan;
	struct str line = STR("");

	memset(self.dashes, '-', sizeof(self.dashes));
	self.dashes[1] = ' ';
	if (!journal_scan_open_at(
		&scan, journal_place(JOURNAL_HISTORY), TODO, false))
		return;
	if (journal_scan_line(&scan, &line) && line.len < sizeof(what))
		memcpy(what, line.at, line.len);
	journal_scan_close(&scan);
	if (line.len > 0 && line.len < sizeof(what))
		(void)journal_ask_begin((struct str) { what, line.len });
}
