/* The number of others who hear a line: see audience.h. */
#include "script/audience.h"

#include <stdint.h>

void
audience_ask(
    struct audience *audience, struct session *session, struct str group)
{
	if (audience->state != AUDIENCE_UNKNOWN || !session_ready(session))
		return;
	SESSION_SAY(session, VERB_NAMES, STR("names"), group);
	audience->state = AUDIENCE_ASKED;
}

static size_t
less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

/*
 * Takes "ok names G COUNT". A long list comes in parts: members who have left
 * meanwhile are not counted, and those who have joined may not be.
 */
static void
take_count(struct audience *audience, struct str answer)
{
	uint64_t count = 0;

	if (audience->state != AUDIENCE_LISTED)
		return;
	(void)str_word(&answer);
	(void)str_to_number(answer, SIZE_MAX, &count); /* else the count is 0 */
	audience->members = less((size_t)count, audience->left_meanwhile);
	audience->state = AUDIENCE_KNOWN;
}

static void
take_away(struct audience *audience)
{
	if (audience->state == AUDIENCE_LISTED)
		audience->left_meanwhile++;
	audience->members = less(audience->members, 1);
}

void
audience_note(
    struct audience *audience, const struct command *line, struct str group)
{
	switch (line->rule->verb) {
	case VERB_NAMES:
		if (audience->state == AUDIENCE_ASKED)
			audience->state = AUDIENCE_LISTED;
		break;
	case VERB_OK:
		if (line->count > 1 && str_eq(line->arg[0], STR("names")))
			take_count(audience, line->arg[1]);
		break;
	case VERB_JOIN:
		if (str_caseeq(line->arg[1], group))
			audience->members++;
		break;
	case VERB_LEAVE:
		if (str_caseeq(line->arg[1], group))
			take_away(audience);
		break;
	case VERB_QUIT:
		take_away(audience);
		break;
	default:
		break;
	}
}

size_t
audience_others(const struct audience *audience)
{
	return audience->state == AUDIENCE_KNOWN ? less(audience->members, 1) :
						   0;
}
