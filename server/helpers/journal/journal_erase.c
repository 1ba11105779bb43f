/*
 * Questions that change files. A record is overwritten in its place, and keeps
 * its ID and length. What an account wants forgotten is noted in the file todo
 * until it is done, so that the next journal goes on.
 *
 * Letters wait for an account that is not connected: lines "ID FROM-TOKEN TEXT"
 * in a file for each. A file is written anew without those that go, and removed
 * with the last one.
 */
#include <errno.h>

#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_log.h"

#define TODO "history/todo"

/* Each record costs a write: a thousand are a step. */
#define BLANKING (JOURNAL_TURN / 1000)

/* The letters that one account may have, and of it from one sender. */
#define LETTERS 1000
#define BYTES ((uint64_t)256 * 1024)
#define OF_SENDER 20

/* Overwrites a record and its tags, and moves behind it. */
static void
blank(struct journal_scan *scan, const struct journal_record *event)
{
	const uint64_t behind = event->at + event->line.len + 1;
	struct journal_record record;

	scan->at = event->at;
	journal_scan_to_tags(scan, event->id);
	/* After an error it may have more tags. */
	while (scan->error == 0 && scan->at < behind &&
	    journal_scan_next(scan, &record))
		if (!journal_store_blank(scan->fd, record.at + LIMIT_ID + 1,
			record.line.len - LIMIT_ID - 1))
			scan->error = errno;
	journal_touched(journal_path(scan->token, JOURNAL_RECORDS, scan->key));
	scan->work += BLANKING;
}

/* Erases a record if the question wants it. */
static bool
erase_next(struct journal_ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	if (ask->before != 0 && record->id >= ask->before)
		return false;
	if (record->state == '-' ||
	    (ask->name.len > 0 &&
		!str_caseeq(journal_record_account(record), ask->name)))
		return true;
	ask->found = true;
	blank(scan, record);
	return scan->error == 0;
}

/* Erases the record, and the letter that one of the two of a talk has of it. */
enum journal_step
journal_erase_one(struct journal_ask *ask)
{
	const struct journal_letters_gone gone = { .id = ask->id };
	struct str one, other;
	enum journal_walk walk;

	ask->before = ask->id + 1;
	walk = journal_walk(ask, ask->where, ask->id, false, erase_next);
	if (walk == WALK_ON)
		return JOURNAL_ON;
	if (walk == WALK_FAILED ||
	    (token_split(ask->where, &one, &other) &&
		(!journal_letters_remove(one, &gone) ||
		    !journal_letters_remove(other, &gone))))
		return journal_refuse(ask, CODE_UNAVAILABLE);
	ask->code = ask->found ? CODE_OK : CODE_NO_SUCH_MESSAGE;
	return JOURNAL_SYNC;
}

enum journal_step
journal_erase_group(struct journal_ask *ask)
{
	switch (journal_walk(ask, ask->where, 0, false, erase_next)) {
	case WALK_ON:
		return JOURNAL_ON;
	case WALK_OVER:
		return JOURNAL_SYNC;
	default:
		return journal_refuse(ask, CODE_UNAVAILABLE);
	}
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
	bool good;

	append_init(&todo, room, sizeof(room));
	good = append_open(&todo, journal_files.state, TODO) &&
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

/* The steps of what nobody has asked are noted already. */
enum journal_step
journal_erase_account(struct journal_ask *ask)
{
	const struct journal_letters_gone gone = { .from = ask->account,
		.before = ask->before };
	bool good = true;

	switch (ask->phase) {
	case 0:
		good = ask->number == 0 || note(ask);
		ask->phase++;
		break;
	case 1: /* the letters from the account to one other */
		if (journal_next(JOURNAL_LETTERS, &ask->on)) {
			good = journal_letters_remove(
			    journal_name(&ask->on), &gone);
		} else {
			good = errno == 0;
			ask->phase++;
		}
		break;
	case 2: /* in one group or talk */
		if (ask->key != 0 || journal_next(JOURNAL_RECORDS, &ask->on)) {
			good = journal_walk(ask, journal_name(&ask->on),
				   token_made(ask->account), false,
				   erase_next) != WALK_FAILED;
		} else {
			good = errno == 0;
			ask->phase++;
		}
		break;
	default:
		/* The note goes only after all of it is safe. */
		good = journal_store_write() && journal_store_sync() &&
		    journal_store_filter(TODO, is_other, ask);
		if (good && ask->number == 0)
			journal_erase_begin();
		if (good)
			return JOURNAL_SYNC;
	}
	return good ? JOURNAL_ON : journal_refuse(ask, CODE_UNAVAILABLE);
}

void
journal_erase_begin(void)
{
	struct journal_scan scan;
	struct str line;

	if (journal_scan_open(&scan, TODO))
		while (journal_scan_line(&scan, &line) &&
		    !journal_ask_add(0, line))
			continue;
	journal_scan_close(&scan);
}

struct letter {
	uint64_t id;
	struct str from, text;
};

/* Reads a line; false if it is no letter. */
static bool
read_letter(struct str line, struct letter *letter)
{
	const bool has_id =
	    str_to_number(str_word(&line), UINT64_MAX - 1, &letter->id);

	letter->from = str_word(&line);
	letter->text = line;
	return has_id && letter->from.len > 0;
}

static bool
next_letter(struct journal_scan *scan, struct letter *letter)
{
	struct str line;

	while (journal_scan_line(scan, &line))
		if (read_letter(line, letter))
			return true;
	return false;
}

/* Opens the letters of an account, all of which are written. */
static bool
open_letters(struct journal_scan *scan, struct str account)
{
	return journal_scan_open(
	    scan, journal_path(account, JOURNAL_LETTERS, 0));
}

static bool
stays(const void *of, struct str line)
{
	const struct journal_letters_gone *gone = of;
	struct letter letter;

	if (!read_letter(line, &letter))
		return false;
	return letter.id > gone->upto && letter.id != gone->id &&
	    !(str_eq(letter.from, gone->from) &&
		(gone->before == 0 || letter.id < gone->before));
}

bool
journal_letters_remove(
    struct str account, const struct journal_letters_gone *gone)
{
	uint32_t left = 0, lines = 0;
	struct journal_scan scan;
	struct str line;

	if (!journal_store_close(account, JOURNAL_LETTERS))
		return false;
	if (open_letters(&scan, account))
		for (; journal_scan_line(&scan, &line); lines++)
			left += stays(gone, line);
	journal_scan_close(&scan);
	if (scan.error != 0 || left == lines)
		return scan.error == 0;
	journal_files.totals.letters -= lines - left;
	return journal_store_filter(
	    journal_path(account, JOURNAL_LETTERS, 0), stays, gone);
}

void
journal_letters_count(struct str account)
{
	struct journal_scan scan;
	struct str line;

	if (open_letters(&scan, account))
		while (journal_scan_line(&scan, &line))
			journal_files.totals.letters++;
	journal_scan_close(&scan);
}

enum journal_step
journal_letters_put(struct journal_ask *ask)
{
	uint64_t bytes = ask->len, same = 1, count = 1;
	struct journal_slot *slot;
	struct letter letter;
	struct journal_scan scan;
	bool is_there = false;

	if (!journal_store_write())
		return journal_refuse(ask, CODE_UNAVAILABLE);
	if (open_letters(&scan, ask->where))
		for (; next_letter(&scan, &letter); count++) {
			is_there = is_there || letter.id == ask->id;
			same += str_eq(letter.from, ask->account);
			bytes +=
			    letter.from.len + letter.text.len + LIMIT_ID + 3;
		}
	journal_scan_close(&scan);
	if (scan.error != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	if (is_there) /* it has come before */
		return JOURNAL_SYNC;
	if (count > LETTERS || same > OF_SENDER || bytes > BYTES)
		return journal_refuse(ask, CODE_TOO_MANY);
	slot = journal_store_open(ask->where, JOURNAL_LETTERS, 0);
	if (slot == NULL ||
	    !JOURNAL_ADD(slot, DECIMAL(ask->id), STR(" "), ask->account,
		STR(" "), ask->text, STR("\n")))
		return journal_refuse(ask, CODE_UNAVAILABLE);
	journal_files.totals.letters++;
	return JOURNAL_SYNC;
}

/*
 * Finds the letter that comes after an ID; the file may have them in any order.
 */
static bool
find_after(struct journal_scan *scan, uint64_t id, struct letter *found)
{
	uint64_t place = UINT64_MAX;
	struct letter letter;

	found->id = UINT64_MAX;
	scan->at = 0;
	for (uint64_t at = 0; next_letter(scan, &letter); at = scan->at)
		if (letter.id > id && letter.id < found->id) {
			found->id = letter.id;
			place = at;
		}
	scan->at = place;
	return place != UINT64_MAX && next_letter(scan, found);
}

enum journal_step
journal_letters_get(struct journal_ask *ask)
{
	struct letter letter;
	struct journal_scan scan;
	bool more = open_letters(&scan, ask->where);

	while (more && (more = find_after(&scan, ask->after, &letter)) &&
	    ask->lines++ < JOURNAL_LINES) {
		JOURNAL_ANSWER(ask, STR("letter"), DECIMAL(letter.id),
		    letter.from, letter.text);
		ask->after = letter.id;
	}
	journal_scan_close(&scan);
	if (scan.error != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	return journal_done(ask, more ? STR("more") : STR("done"));
}

enum journal_step
journal_letters_cut(struct journal_ask *ask)
{
	const struct journal_letters_gone gone = { .upto = ask->id };

	return journal_letters_remove(ask->where, &gone) ?
	    JOURNAL_SYNC :
	    journal_refuse(ask, CODE_UNAVAILABLE);
}
