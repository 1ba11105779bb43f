/*
 * Letters, which wait for an account that is not connected: lines "ID
 * FROM-TOKEN TEXT" in a file for each. A file is written anew without those
 * that go, and removed with the last one.
 */
#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_log.h"

/* What one account may have, and of it from one sender. */
#define LETTERS 1000
#define BYTES ((uint64_t)256 * 1024)
#define OF_SENDER 20

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
	journal_totals()->letters -= lines - left;
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
			journal_totals()->letters++;
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

	if (ask->phase++ > 0)
		return JOURNAL_DONE(ask, STR("done"));
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
	journal_totals()->letters++;
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
	return JOURNAL_DONE(ask, more ? STR("more") : STR("done"));
}

enum journal_step
journal_letters_cut(struct journal_ask *ask)
{
	const struct journal_letters_gone gone = { .upto = ask->id };

	if (ask->phase++ > 0)
		return JOURNAL_DONE(ask, STR("done"));
	return journal_letters_remove(ask->where, &gone) ?
	    JOURNAL_SYNC :
	    journal_refuse(ask, CODE_UNAVAILABLE);
}
