/*
 * Searching a text in the past, from the end. Letters are compared in any ASCII
 * case. It takes time that grows with the length of what is searched, and not
 * with that of the text (Knuth, Morris and Pratt), and skips what cannot have
 * the text (Horspool).
 */
#include <assert.h>

#include "helpers/journal/journal_past.h"

static_assert(LIMIT_TEXT <= UINT16_MAX, "a length fits");

/* The text of the question that is worked on. */
static struct {
	size_t len;
	unsigned char byte[LIMIT_TEXT]; /* backwards, in lower case */
	uint16_t back[LIMIT_TEXT]; /* how many bytes up to there begin it */
	uint16_t skip[UINT8_MAX + 1]; /* if that byte is where it would begin */
} wanted;

static void
learn(struct str text)
{
	size_t have = 0;

	wanted.len = text.len;
	for (size_t i = 0; i < text.len; i++)
		wanted.byte[i] = str_lower(text.at[text.len - 1 - i]);
	for (size_t i = 0; i < COUNT(wanted.skip); i++) {
		const unsigned char *at = wanted.byte + text.len;
		while (at > wanted.byte && at[-1] != str_lower((char)i))
			at--;
		wanted.skip[i] =
		    (uint16_t)(at > wanted.byte ? wanted.byte + text.len - at :
						  (ptrdiff_t)text.len);
	}
	wanted.back[0] = 0;
	for (size_t i = 1; i < text.len; i++) {
		while (have > 0 && wanted.byte[i] != wanted.byte[have])
			have = wanted.back[have - 1];
		have += wanted.byte[i] == wanted.byte[have];
		wanted.back[i] = (uint16_t)have;
	}
}

/*
 * Returns the place behind the last occurrence in a text; 0 if there is none.
 */
static size_t
find_last(struct str text)
{
	size_t at = text.len, have = 0; /* bytes of both that are alike */

	for (;;) {
		while (have == 0 && at >= wanted.len) {
			const size_t skip =
			    wanted
				.skip[(unsigned char)text.at[at - wanted.len]];
			if (skip == 0)
				break;
			at -= skip;
		}
		if (at < wanted.len - have)
			return 0;
		while (have < wanted.len &&
		    str_lower(text.at[at - 1]) == wanted.byte[have])
			at--, have++;
		if (have == wanted.len)
			return at + have;
		at -= have == 0;
		have = have > 0 ? wanted.back[have - 1] : 0;
	}
}

/* Returns the text of a message, in which it is searched. */
static struct str
text_of(const struct journal_ask *ask, const struct journal_record *record)
{
	struct str text = record->rest;

	if (!journal_past_is_said(record->verb))
		return STR("");
	(void)str_word(&text); /* the actor */
	if (ask->where.at[0] == '@')
		(void)str_word(&text); /* to whom */
	if (str_eq(record->verb, STR("lines")))
		(void)str_word(&text); /* their lengths */
	return text;
}

/* Gives the event that begins at the scan's place, with the tags before it. */
static void
give(struct journal_ask *ask, struct journal_scan *scan, uint64_t id)
{
	const uint64_t event = scan->at;
	uint64_t first = event;
	struct journal_record record;

	while (journal_scan_back(scan, &record) && record.id == id &&
	    str_eq(record.verb, STR("tags")))
		first = record.at;
	scan->at = first;
	while (scan->at <= event && journal_scan_next(scan, &record))
		if (journal_past_sees(ask, &record))
			journal_past_give(ask, &record);
	scan->at = first;
	ask->last = id;
}

/*
 * Looks at the line that has the text before that place of the block, and moves
 * before it.
 */
static void
look_at_line(struct journal_ask *ask, struct journal_scan *scan,
    struct str block, size_t hit)
{
	const char *end = memchr(block.at + hit, '\n', block.len - hit);
	struct journal_record record;
	struct str line;

	/* A line of a block ends in it. */
	scan->at -= block.len - (size_t)(end - block.at) - 1;
	if (!journal_scan_line_back(scan, &line) ||
	    !journal_record_read(line, &record))
		return;
	if ((ask->before == 0 || record.id < ask->before) &&
	    record.id > ask->after && journal_past_sees(ask, &record) &&
	    find_last(text_of(ask, &record)) != 0)
		give(ask, scan, record.id);
}

/* Moves before the block; the line that begins before it is still to come. */
static void
leave_block(struct journal_scan *scan, struct str block)
{
	const char *lf = memchr(block.at, '\n', block.len);

	if (scan->from == 0)
		scan->at = 0;
	else if (lf != NULL && lf + 1 < block.at + block.len)
		scan->at = scan->from + (size_t)(lf - block.at) + 1;
	else if (block.len == scan->most)
		scan->at = scan->from; /* no line is that long */
	scan->have = 0;
}

/* Searches a part of a file from its end. Returns whether it has all. */
static bool
search(struct journal_ask *ask, struct journal_scan *scan, uint64_t low)
{
	const uint64_t from = scan->at;
	struct str block;
	size_t hit;

	while (scan->at > low && from - scan->at < JOURNAL_TURN &&
	    journal_scan_load_back(scan, &block)) {
		hit = find_last(block);
		if (hit > 0)
			look_at_line(ask, scan, block, hit);
		else
			leave_block(scan, block);
		if (ask->given >= ask->count || ask->lines >= JOURNAL_LINES - 1)
			return true;
	}
	return false;
}

/* Opens the file at the place where the search has come. */
static bool
open_back(
    struct journal_ask *ask, struct journal_dir *dir, struct journal_scan *scan)
{
	for (; ask->key != 0; ask->key = journal_file_before(dir, ask->key)) {
		if (journal_scan_open(scan, dir, ask->key, false)) {
			scan->at = ask->at;
			if (ask->at == UINT64_MAX && ask->before == 0)
				journal_scan_seek(scan, UINT64_MAX);
			else if (ask->at == UINT64_MAX)
				journal_scan_seek(scan, ask->before);
			return true;
		}
		ask->at = UINT64_MAX;
	}
	return false;
}

enum journal_step
journal_find(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);
	struct journal_scan scan;
	uint64_t low = 0, at;
	bool ends;

	if (ask->phase == 0) {
		if (!journal_past_may(ask, dir))
			return journal_refuse(ask, CODE_NOT_MEMBER);
		ask->at = UINT64_MAX;
		ask->key = dir == NULL ?
		    0 :
		    journal_file_before(dir,
			ask->before == 0 ?
			    UINT64_MAX :
			    JOURNAL_KEY(ask->before / JOURNAL_DAY + 1, 0));
		ask->phase = 1;
	}
	if (dir == NULL ||
	    JOURNAL_KEY_DAY(ask->key) < ask->after / JOURNAL_DAY ||
	    !open_back(ask, dir, &scan)) {
		ask->last = ask->after;
		return journal_past_end(ask, false);
	}
	if (ask->after != 0 &&
	    JOURNAL_KEY_DAY(ask->key) == ask->after / JOURNAL_DAY) {
		at = scan.at;
		journal_scan_seek(&scan, ask->after + 1);
		low = scan.at;
		scan.at = at;
		scan.have = 0;
	}
	learn(ask->text);
	ends = search(ask, &scan, low);
	ask->at = scan.at;
	if (scan.at <= low || scan.error != 0) {
		ask->key = journal_file_before(dir, ask->key);
		ask->at = UINT64_MAX;
	}
	journal_scan_close(&scan);
	return ends ? journal_past_end(ask, ask->given < ask->count) :
		      JOURNAL_ON;
}
