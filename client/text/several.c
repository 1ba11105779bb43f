/* Messages of several lines: see several.h. */
#include "text/several.h"

#include <string.h>

static bool
is_line(const struct several *several, const struct command *event)
{
	const enum verb verb = event->rule->verb;

	return several->left > 0 && (verb == VERB_MSG || verb == VERB_TELL) &&
	    str_eq(event->arg[0], (struct str) { several->id, several->len });
}

bool
several_is_further(const struct several *several, const struct command *event)
{
	return several->begun && is_line(several, event);
}

/* Returns how many empty lines are next. */
static size_t
blanks(const struct several *several)
{
	size_t count = 0;

	while (several->at + count < several->map_len &&
	    several->map[several->at + count] == 'e')
		count++;
	return count;
}

size_t
several_blanks(const struct several *several, const struct command *event)
{
	return several_is_further(several, event) ? blanks(several) : 0;
}

/* Begins the message of "lines ID TO NAME N [MAP]". */
static void
begin_message(struct several *several, const struct command *head)
{
	uint64_t count = 0;

	(void)str_to_number(head->arg[3], LIMIT_LINES, &count);
	several->left = (size_t)count;
	several->begun = false;
	several->len = head->arg[0].len;
	memcpy(several->id, head->arg[0].at, several->len);
	const struct str map = head->arg[4];
	several->at = 0;
	several->map_len = map.len < LIMIT_LINES ? map.len : LIMIT_LINES;
	memcpy(several->map, map.at, several->map_len);
}

bool
several_note(struct several *several, const struct command *event)
{
	if (event->rule->verb == VERB_LINES) {
		begin_message(several, event);
	} else if (is_line(several, event)) {
		several->begun = true;
		several->left--;
		several->at += blanks(several) + 1;
	} else {
		return false;
	}
	return several->left > 0;
}
