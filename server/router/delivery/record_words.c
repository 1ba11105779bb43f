/* An event's words for the history: see record_words.h. */
#include "router/delivery/record_words.h"

#include <string.h>

/* Stands for a group's key. */
#define HIDDEN STR("*")

/* Words of an event before its actor: VERB ID G, or VERB ID. */
#define AFTER_GROUP 3
#define AFTER_ID 2

struct verb {
	struct str word;
	enum record_sort sort;
};

static const struct verb in_groups[] = {
	{ LIT("msg"), RECORD_PLAIN },
	{ LIT("lines"), RECORD_PLAIN },
	{ LIT("note"), RECORD_PLAIN },
	{ LIT("signal"), RECORD_PLAIN },
	{ LIT("join"), RECORD_JOIN },
	{ LIT("quit"), RECORD_SHARED },
	{ LIT("leave"), RECORD_LEAVE },
	{ LIT("name"), RECORD_SHARED },
	{ LIT("topic"), RECORD_PLAIN },
	{ LIT("mode"), RECORD_MODE },
	{ LIT("kick"), RECORD_KICK },
	{ LIT("redact"), RECORD_REDACT },
};

static const struct verb between[] = {
	{ LIT("tell"), RECORD_TELL },
	{ LIT("note"), RECORD_NOTE },
	{ LIT("lines"), RECORD_NOTE },
	{ LIT("signal"), RECORD_NOTE },
	{ LIT("redact"), RECORD_REDACT },
};

static enum record_sort
find(const struct verb *verbs, size_t count, struct words full)
{
	if (full.count == 0)
		return RECORD_NOTHING;
	for (size_t i = 0; i < count; i++)
		if (str_eq(verbs[i].word, full.at[0]))
			return verbs[i].sort;
	return RECORD_NOTHING;
}

enum record_sort
record_words_sort(struct words full)
{
	return find(in_groups, COUNT(in_groups), full);
}

enum record_sort
record_words_sort_between(struct words full)
{
	return find(between, COUNT(between), full);
}

uint64_t
record_words_id(struct words full)
{
	uint64_t id = 0;

	(void)str_to_number(
	    full.at[1], UINT64_MAX, &id); /* an event's ID is a number */
	return id;
}

static bool
sets_key(struct words full)
{
	return full.at[4].at[0] == '+' &&
	    memchr(full.at[4].at, 'k', full.at[4].len) != NULL;
}

bool
record_words_want_history(struct words full)
{
	return full.at[4].at[0] == '+' &&
	    memchr(full.at[4].at, 'H', full.at[4].len) != NULL;
}

struct words
record_words_rest(
    struct words full, enum record_sort sort, struct str room[FORMS_WORDS])
{
	const size_t from = sort == RECORD_SHARED || sort == RECORD_TELL ||
		sort == RECORD_NOTE ?
	    AFTER_ID :
	    AFTER_GROUP;
	size_t count = 0;

	for (size_t i = from; i < full.count; i++)
		room[count++] = full.at[i];
	if (sort == RECORD_NOTE) {
		room[0] = full.at[AFTER_ID + 1];
		room[1] = full.at[AFTER_ID];
	}
	if (sort == RECORD_MODE && count > 2 && sets_key(full))
		room[2] = HIDDEN;
	return (struct words) { room, count };
}

/* Returns how many bytes of the text, at most so many, are whole tags. */
static size_t
whole_tags(struct str text, size_t most)
{
	if (text.len <= most)
		return text.len;
	while (most > 0 && text.at[most] != ';')
		most--;
	return most;
}

bool
record_words_tags(struct str *tags, size_t most, struct str *part)
{
	while (tags->len > 0) {
		*part = (struct str) { tags->at, whole_tags(*tags, most) };
		if (part->len == 0) {
			(void)str_cut(tags, ';'); /* too long by itself */
			continue;
		}
		str_drop(tags, part->len);
		if (tags->len > 0)
			str_drop(tags, 1); /* the ';' */
		return true;
	}
	return false;
}
