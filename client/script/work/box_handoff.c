/* Leaving a box to another member: see box_handoff.h. */
#include "script/work/box_handoff.h"

#include <string.h>

#include "shared/buf.h"
#include "shared/names.h"

/*
 * The key in a poster's table; its value is the box. A key that is held ends
 * with the connection, while others stay in the table of the account.
 */
#define KEY STR("post")

/* Returns "@NAME", in room for the longest one. */
static struct str
table_of(struct str name, char room[1 + LIMIT_NAME])
{
	struct buf table;

	buf_init(&table, room, 1 + LIMIT_NAME);
	(void)BUF_CAT(&table, STR("@"), name); /* fits */
	return buf_str(&table);
}

void
box_handoff_declare(struct session *session, struct str box)
{
	char room[1 + LIMIT_NAME];
	const struct str own = table_of(session_name(session), room);

	SESSION_SAY(session, VERB_HOLD, STR("hold"), own, KEY, STR("1"), box);
}

static void
conclude(struct box_handoff *handoff, bool found)
{
	if (found)
		handoff->state = BOX_HANDOFF_FOUND;
	else
		handoff->state =
		    handoff->changed ? BOX_HANDOFF_UNKNOWN : BOX_HANDOFF_NONE;
}

static void
box_handoff_begin(
    struct box_handoff *handoff, struct session *session, struct str box)
{
	*handoff = (struct box_handoff) { .state = BOX_HANDOFF_SOUGHT,
		.declared = handoff->declared,
		.owed = true };
	SESSION_SAY(session, VERB_NAMES, STR("names"), box);
	SESSION_SAY(session, VERB_BOXES, STR("boxes"), box);
}

static void
ask_next(struct box_handoff *handoff, struct session *session)
{
	const size_t i = handoff->members_asked++;
	const struct str name = { handoff->other[i].name,
		handoff->other[i].len };
	char room[1 + LIMIT_NAME];

	handoff->owed = true;
	handoff->posts = false;
	SESSION_SAY(session, VERB_GET, STR("get"), table_of(name, room), KEY);
}

void
box_handoff_seek(
    struct box_handoff *handoff, struct session *session, struct str box)
{
	if (handoff->state == BOX_HANDOFF_SOUGHT && !handoff->owed &&
	    handoff->members_asked == handoff->others)
		conclude(handoff, false);
	if (!session_ready(session))
		return;
	if (handoff->state == BOX_HANDOFF_UNKNOWN)
		box_handoff_begin(handoff, session, box);
	else if (handoff->state == BOX_HANDOFF_SOUGHT && !handoff->owed)
		ask_next(handoff, session);
}

/* Compares by bytes, so that all clients agree on the order of two names. */
static bool
is_less(struct str a, struct str b)
{
	const size_t len = a.len < b.len ? a.len : b.len;
	const int order = memcmp(a.at, b.at, len);

	return order < 0 || (order == 0 && a.len < b.len);
}

/*
 * Takes a list of names. A member with a lesser name than ours stays, or leaves
 * the box to somebody who does.
 */
static void
take_names(struct box_handoff *handoff, struct str own, struct str names)
{
	while (names.at != NULL) {
		const struct str name = str_word(&names);
		if (handoff->declared && is_less(name, own)) {
			handoff->state = BOX_HANDOFF_FOUND;
		} else if (!str_eq(name, own) &&
		    handoff->others < BOX_HANDOFF_ASKED_MOST) {
			const size_t i = handoff->others++;
			memcpy(handoff->other[i].name, name.at, name.len);
			handoff->other[i].len = name.len;
		}
	}
}

/*
 * Returns whether the box has items that go with the last member: nobody takes
 * them, and the creator, which is the last word, is not the server's operator.
 */
static bool
needs_member(const struct command *line)
{
	struct str rest = line->count > 4 ? line->arg[4] : STR("");
	struct str creator = STR("");

	while (rest.at != NULL)
		creator = str_word(&rest);
	return str_eq(line->arg[3], STR("0")) &&
	    !str_eq(creator, STR(NAME_OPERATOR));
}

static void
box_handoff_take_answer(struct box_handoff *handoff, const struct command *line)
{
	const bool well = line->rule->verb == VERB_OK;

	if (str_eq(line->arg[0], STR("boxes"))) {
		handoff->owed = false;
		if (!handoff->waits)
			conclude(handoff, true);
	} else if (str_eq(line->arg[0], STR("get"))) {
		handoff->owed = false;
		if (well && !handoff->posts)
			conclude(handoff, true);
	} else if (str_eq(line->arg[0], STR("hold"))) {
		handoff->declared = well;
	}
}

static void
take_change(struct box_handoff *handoff)
{
	handoff->changed = true;
	if (handoff->state == BOX_HANDOFF_NONE)
		handoff->state = BOX_HANDOFF_UNKNOWN;
}

void
box_handoff_note(struct box_handoff *handoff, const struct session *session,
    const struct command *line, struct str box)
{
	switch (line->rule->verb) {
	case VERB_NAMES:
		take_names(handoff, session_name(session), line->arg[1]);
		break;
	case VERB_BOX:
		if (str_caseeq(line->arg[0], box))
			handoff->waits = needs_member(line);
		break;
	case VERB_ROW:
		handoff->posts = str_caseeq(line->arg[4], box);
		break;
	case VERB_OK:
	case VERB_ERR:
		box_handoff_take_answer(handoff, line);
		break;
	case VERB_DROPPED:
	case VERB_JOIN:
	case VERB_LEAVE:
	case VERB_QUIT:
		take_change(handoff);
		break;
	default:
		break;
	}
}
