/* PING, PONG, TIME: see query.h. */
#include "worker/irc/query.h"

#include "worker/irc/ask.h"
#include "worker/irc/errors.h"
#include "worker/irc/out.h"

/*
 * To the router: a PONG tells that all before it has been delivered. What is
 * told with a name is not asked all at once, so that until then it waits.
 */
enum irc_done
irc_ping(struct irc *irc, const struct irc_line *line)
{
	if (!irc->registration.done && !irc_settled(irc))
		return IRC_WAIT;
	if (line->param[0].len > 0)
		return IRC_ASK_OR_TELL(
		    irc, IRC_ASKS_PING, line->param[0], STR("ping"));
	if (!irc_settled(irc))
		return IRC_WAIT;
	NUMERIC(irc, "409", STR(":No origin specified"));
	return IRC_DONE;
}

void
irc_hear_ping(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	(void)said;
	irc_out_begin(irc, NULL);
	OUT(irc, STR("PONG "), irc_server(irc), STR(" :"), ask->word);
	irc_out_end(irc);
}

/* The router may have asked whether the client is there. */
enum irc_done
irc_pong(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	return IRC_ASK_OR_TELL(irc, IRC_ASKS_NOTHING, STR("PONG"), STR("ping"));
}

enum irc_done
irc_time(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	return IRC_ASK_OR_TELL(irc, IRC_ASKS_TIME, STR("TIME"), STR("time"));
}

/* ok time ID DATE */
void
irc_hear_time(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	struct str date = said->arg[1];

	(void)ask;
	(void)str_word(&date);
	NUMERIC(irc, "391", irc_server(irc), STR(" :"), date);
}
