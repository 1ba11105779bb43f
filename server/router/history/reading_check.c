/* The check of the journal's answers: see reading_check.h. */
#include "router/history/reading_check.h"

#include "router/delivery/fanout.h"

/* The most lines of tags of one event: a long one is recorded in parts. */
#define TAGS_MOST (2 * FANOUT_TAGS)

void
reading_check_expect(struct reading_check *check, const struct wish *rest)
{
	check->lines = 0;
	check->step = check->gaps = check->tags_seen = check->tag_lines = 0;
	check->most = rest->count < READING_STEP ? rest->count : READING_STEP;
	check->low = rest->after;
	check->high = rest->before;
	check->down = rest->way == WISH_FIND;
	check->in_lines = rest->in_lines;
}

/* Returns whether the record is within the bounds. */
static bool
is_within(const struct reading_check *check, const struct past_line *past)
{
	return past->number > check->low &&
	    (check->high == 0 || past->number < check->high);
}

/*
 * Takes tags, which come before their event. Those that were sent already, and
 * whose event an earlier journal still owed, are not sent twice. An answer has
 * no more of them than its events can have, whatever IDs they are of.
 */
static bool
take_tags(
    struct reading_check *check, const struct past_line *past, bool *is_new)
{
	if (past->number != check->tagged) {
		check->tagged = past->number;
		check->tags = check->tags_seen = 0;
	}
	check->tags_seen++;
	*is_new = check->tags_seen > check->tags;
	if (*is_new)
		check->tags++;
	return check->tags_seen <= TAGS_MOST &&
	    ++check->tag_lines <= TAGS_MOST * READING_STEP;
}

/* Takes an event; false if the answer should have ended before it. */
static bool
take_event(struct reading_check *check, const struct past_line *past)
{
	const bool has_room =
	    check->step < check->most && check->lines < READING_STEP;

	if (check->first == 0)
		check->first = past->number;
	check->latest = check->last = past->number;
	if (check->down)
		check->high = past->number;
	else
		check->low = past->number;
	check->found += check->in_lines && past->texts > 0 ? past->texts : 1;
	check->step++;
	check->lines += 1 + past->texts;
	return has_room;
}

bool
reading_check_record(
    struct reading_check *check, const struct past_line *past, bool *is_new)
{
	*is_new = true;
	if (!is_within(check, past))
		return false;
	if (past->is_gap)
		return ++check->gaps <= READING_STEP + 1;
	if (!past->is_event)
		return take_tags(check, past, is_new);
	return take_event(check, past);
}

/*
 * Takes LASTID, up to which all has been looked at. Returns false if that is no
 * progress: the question would be the same again.
 */
static bool
take_last(struct reading_check *check, struct str text)
{
	const struct str word = str_word(&text);
	uint64_t id;

	if (!str_to_number(word, UINT64_MAX, &id))
		return false;
	if (check->step == 0 &&
	    (check->down ? check->high != 0 && id >= check->high :
			   id <= check->low))
		return false;
	if (check->last == 0 ||
	    (check->down ? id < check->last : id > check->last))
		check->last = id;
	return check->last != 0;
}

bool
reading_check_end(struct reading_check *check, bool more, struct str text)
{
	check->ended = check->ended || !more;
	if (!check->ended && !check->wrong)
		check->wrong = !take_last(check, text);
	return !check->wrong;
}
