/* Leaving a box to another member: see box_handoff.h. */
#include "script/box_handoff.h"

#include <string.h>

#include "shared/buf.h"

/* The key in a poster's table; its value is the box. */
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

	SESSION_SAY(session, VERB_PUT, STR("put"), own, KEY, box);
}

static void
conclude(struct box_handoff *company, bool found)
{
	if (found)
		company->state = BOX_HANDOFF_FOUND;
	else
		company->state =
		    company->changed ? BOX_HANDOFF_UNKNOWN : BOX_HANDOFF_NONE;
}

static void
box_handoff_begin(
    struct box_handoff *company, struct session *session, struct str box)
{
	*company = (struct box_handoff) { .state = BOX_HANDOFF_SOUGHT,
		.declared = company->declared,
		.owed = true };
	SESSION_SAY(session, VERB_NAMES, STR("names"), box);
	SESSION_SAY(session, VERB_BOXES, STR("boxes"));
}

static void
ask_next(struct box_handoff *company, struct session *session)
{
	const size_t i = company->members_asked++;
	const struct str name = { company->other[i].name,
		company->other[i].len };
	char room[1 + LIMIT_NAME];

	company->owed = true;
	company->posts = false;
	SESSION_SAY(session, VERB_GET, STR("get"), table_of(name, room), KEY);
}

void
box_handoff_seek(
    struct box_handoff *company, struct session *session, struct str box)
{
	if (company->state == BOX_HANDOFF_SOUGHT && !company->owed &&
	    company->members_asked == company->others)
		conclude(company, false);
	if (!session_ready(session))
		return;
	if (company->state == BOX_HANDOFF_UNKNOWN)
		box_handoff_begin(company, session, box);
	else if (company->state == BOX_HANDOFF_SOUGHT && !company->owed)
		ask_next(company, session);
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
take_names(struct box_handoff *company, struct str own, struct str names)
{
	while (names.at != NULL) {
		const struct str name = str_word(&names);
		if (company->declared && is_less(name, own)) {
			company->state = BOX_HANDOFF_FOUND;
		} else if (!str_eq(name, own) &&
		    company->others < BOX_HANDOFF_ASKED_MOST) {
			const size_t i = company->others++;
			memcpy(company->other[i].name, name.at, name.len);
			company->other[i].len = name.len;
		}
	}
}

static void
box_handoff_take_answer(struct box_handoff *company, const struct command *line)
{
	const bool well = line->rule->verb == VERB_OK;

	if (str_eq(line->arg[0], STR("boxes"))) {
		company->owed = false;
		if (!company->waits)
			conclude(company, true);
	} else if (str_eq(line->arg[0], STR("get"))) {
		company->owed = false;
		if (well && !company->posts)
			conclude(company, true);
	} else if (str_eq(line->arg[0], STR("put"))) {
		company->declared = well;
	}
}

static void
take_change(struct box_handoff *company)
{
	company->changed = true;
	if (company->state == BOX_HANDOFF_NONE)
		company->state = BOX_HANDOFF_UNKNOWN;
}

void
box_handoff_note(struct box_handoff *company, const struct session *session,
    const struct command *line, struct str box)
{
	switch (line->rule->verb) {
	case VERB_NAMES:
		take_names(company, session_name(session), line->arg[1]);
		break;
	case VERB_BOX:
		if (str_caseeq(line->arg[0], box))
			company->waits = str_eq(line->arg[3], STR("0"));
		break;
	case VERB_ROW:
		company->posts = str_caseeq(line->arg[4], box);
		break;
	case VERB_OK:
	case VERB_ERR:
		box_handoff_take_answer(company, line);
		break;
	case VERB_JOIN:
	case VERB_LEAVE:
	case VERB_QUIT:
		take_change(company);
		break;
	default:
		break;
	}
}
