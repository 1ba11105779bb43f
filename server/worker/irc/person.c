/* NICK, AWAY, SETNAME, QUIT: see person.h. */
#include "worker/irc/person.h"

#include "worker/irc/ask.h"
#include "worker/irc/errors.h"
#include "worker/irc/out.h"
#include "worker/irc/registration.h"

enum irc_done
irc_nick_command(struct irc *irc, const struct irc_line *line)
{
	const struct str name =
	    line->count > 0 ? line->param[0] : (struct str) { NULL, 0 };

	/* No change, unless one is under way, is nothing to tell. */
	if (irc->registration.done && str_eq(name, irc_nick(irc)))
		return irc_settled(irc) ? IRC_DONE : IRC_WAIT;
	if (irc->registration.done && name.len > 0)
		return IRC_ASK_OR_TELL(
		    irc, IRC_ASKS_NICK, name, STR("name"), name);
	if (!irc_settled(irc))
		return IRC_WAIT;
	return irc_first_nick(irc, line);
}

enum irc_done
irc_away(struct irc *irc, const struct irc_line *line)
{
	/* Cut, as users of IRC expect it and AWAYLEN says. */
	if (line->count > 0 && line->param[0].len > 0)
		return IRC_ASK_OR_TELL(irc, IRC_ASKS_AWAY, STR("away"),
		    STR("away"), irc_shown(line->param[0], LIMIT_TOPIC));
	return IRC_ASK_OR_TELL(irc, IRC_ASKS_AWAY, STR(""), STR("away"));
}

/* ok away; what was asked tells which. */
void
irc_hear_away(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	(void)said;
	if (ask->word.len > 0)
		NUMERIC(irc, "306", STR(":You have been marked as being away"));
	else
		NUMERIC(
		    irc, "305", STR(":You are no longer marked as being away"));
}

static void
fail_setname(struct irc *irc)
{
	irc_fail(irc, STR("SETNAME"), STR("INVALID_REALNAME"),
	    STR("Real name is invalid or too long"));
}

enum irc_done
irc_setname(struct irc *irc, const struct irc_line *line)
{
	const struct str real = line->param[0];

	if (real.len > 0 &&
	    IRC_ASK(irc, IRC_ASKS_SETNAME, real, STR("about"), STR("-"),
		real) == CODE_OK)
		return IRC_DONE;
	if (!irc_settled(irc))
		return IRC_WAIT;
	fail_setname(irc);
	return IRC_DONE;
}

/* ok about: the others have the event, and this is the client's own. */
void
irc_hear_setname(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	char room[IRC_MASK];
	const struct irc_source source = { .actor = irc_self(irc, room) };

	if (said->rule->verb == VERB_ERR) {
		fail_setname(irc);
		return;
	}
	if ((irc->caps & CAP_SETNAME) == 0)
		return;
	irc_out_begin(irc, &source);
	OUT(irc, STR("SETNAME :"), ask->word);
	irc_out_end(irc);
}

enum irc_done
irc_quit(struct irc *irc, const struct irc_line *line)
{
	if (line->count == 0 || line->param[0].len == 0 ||
	    IRC_ASK(irc, IRC_ASKS_NOTHING, STR(""), STR("quit"),
		line->param[0]) != CODE_OK)
		(void)IRC_ASK(
		    irc, IRC_ASKS_NOTHING, STR(""), STR("quit")); /* good */
	irc->has_quit = true;
	return IRC_DONE;
}
