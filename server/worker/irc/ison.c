/* ISON, USERHOST: see ison.h. */
#include "worker/irc/ison.h"

#include "worker/irc/ask.h"
#include "worker/irc/out.h"

/* USERHOST takes so many names, by RFC 2812. */
#define USERHOSTS 5

/* What a line has room for. */
#define ROOM ((size_t)380)

/* The name whose step it is: parameters are names, or some with spaces. */
static bool
step_name(const struct irc *irc, const struct irc_line *line, struct str *name)
{
	size_t number = 0;

	for (size_t i = 0; i < line->count; i++) {
		struct str rest = line->param[i];
		while (rest.len > 0) {
			*name = str_word(&rest);
			if (name->len > 0 && number++ == irc->step)
				return true;
		}
	}
	return false;
}

/* Asks about one a step, and lastly for the end. */
static enum irc_done
ask_next(struct irc *irc, const struct irc_line *line, enum irc_asks what,
    struct str numeric)
{
	char room[IRC_BODY + 1];
	struct buf buf;
	struct str name;

	if (!step_name(irc, line, &name)) {
		(void)IRC_ASK(
		    irc, IRC_ASKS_HERE, numeric, STR("ping")); /* good */
		return IRC_DONE;
	}
	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, STR("@"), name); /* of a line: it fits */
	if (memchr(name.at, '*', name.len) == NULL &&
	    memchr(name.at, '?', name.len) == NULL)
		(void)IRC_ASK(irc, what, name, STR("who"),
		    buf_str(&buf)); /* who can be nobody is not here */
	return IRC_MORE;
}

enum irc_done
irc_ison(struct irc *irc, const struct irc_line *line)
{
	return ask_next(irc, line, IRC_ASKS_ISON, STR("303"));
}

enum irc_done
irc_userhost(struct irc *irc, const struct irc_line *line)
{
	struct irc_line first = *line;

	if (first.count > USERHOSTS)
		first.count = USERHOSTS;
	return ask_next(irc, &first, IRC_ASKS_USERHOST, STR("302"));
}

static void
add(struct irc *irc, struct str piece)
{
	if (piece.len > ROOM - irc->list.len)
		return;
	memcpy(irc->list.text + irc->list.len, piece.at, piece.len);
	irc->list.len += piece.len;
}

/* person * ROLE ACTOR ...; and ok who @NAME COUNT */
void
irc_hear_ison(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	(void)ask;
	if (said->rule->verb != VERB_PERSON)
		return;
	if (irc->list.len > 0)
		add(irc, STR(" "));
	add(irc, irc_actor(said->arg[2]).name);
}

/* NAME[*]=+USER@HOST, or - if it is away */
void
irc_hear_userhost(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	struct irc_actor actor;

	(void)ask;
	if (said->rule->verb != VERB_PERSON)
		return;
	actor = irc_actor(said->arg[2]);
	if (irc->list.len > 0)
		add(irc, STR(" "));
	add(irc, actor.name);
	if (irc_has(said->arg[1], 'S'))
		add(irc, STR("*"));
	add(irc, irc_has(said->arg[1], 'a') ? STR("=-") : STR("=+"));
	actor.mask.at += actor.name.len + 1;
	actor.mask.len -= actor.name.len + 1;
	add(irc, actor.mask);
}

/* All have been asked about. */
void
irc_hear_here(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	const bool ison = str_eq(ask->word, STR("303"));

	(void)said;
	NUMERIC(irc, ison ? "303" : "302", STR(":"), IRC_STR(irc->list));
	irc->list.len = 0;
}
