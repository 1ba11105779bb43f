/*
 * The commands of the server's operators: OPER, KILL, WALLOPS, REHASH; and
 * STATS, which tells everybody the uptime and nothing else.
 */
#include <stdio.h>

#include "shared/clock.h"
#include "worker/irc/errors.h"
#include "worker/irc/out.h"
#include "worker/irc/session.h"

#define MINUTE ((uint64_t)60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

enum irc_done
irc_oper(struct irc *irc, const struct irc_line *line)
{
	return IRC_ASK_OR_TELL(irc, IRC_ASKS_OPER, STR("OPER"), STR("oper"),
	    line->param[0], line->param[1]);
}

/* Takes "ok oper". */
void
irc_hear_oper(struct irc *irc, const struct command *said)
{
	const struct irc_source source = { .actor = irc_nick(irc) };

	(void)said;
	NUMERIC(irc, "381", STR(":You are now an IRC operator"));
	OUT_LINE(irc, &source, STR("MODE "), irc_nick(irc), STR(" +o"));
}

enum irc_done
irc_kill(struct irc *irc, const struct irc_line *line)
{
	if (line->param[1].len > 0)
		return IRC_ASK_OR_TELL(irc, IRC_ASKS_KILL, line->param[0],
		    STR("kill"), line->param[0], line->param[1]);
	NUMERIC(irc, "461", STR("KILL :Not enough parameters"));
	return IRC_DONE;
}

enum irc_done
irc_wallops(struct irc *irc, const struct irc_line *line)
{
	if (line->param[0].len > 0)
		return IRC_ASK_OR_TELL(irc, IRC_ASKS_WALLOPS, STR("WALLOPS"),
		    STR("alarm"), line->param[0]);
	NUMERIC(irc, "461", STR("WALLOPS :Not enough parameters"));
	return IRC_DONE;
}

/*
 * Takes "ok rehash", or "err rehash CODE TEXT". No numeric exists for a faulty
 * configuration, so the text is sent with 400.
 */
void
irc_hear_rehash(struct irc *irc, const struct command *said)
{
	enum code code;

	if (said->rule->verb != VERB_ERR)
		NUMERIC(irc, "382", STR("forkcastd.conf :Rehashing"));
	else if (!code_find(said->arg[1], &code) || code == CODE_UNAVAILABLE)
		NUMERIC(irc, "400", STR("REHASH :"), said->arg[2]);
	else
		irc_error(irc, irc->ask->what, code, irc->ask->word);
}

/* Shows the uptime as "N days H:MM:SS". */
static void
tell_uptime(struct irc *irc)
{
	const uint64_t now = clock_wall();
	const uint64_t up = irc->started < now ? (now - irc->started) / SEC : 0;
	char time[16];

	(void)snprintf(time, sizeof(time), "%u:%02u:%02u",
	    (unsigned)(up % DAY / HOUR), (unsigned)(up % HOUR / MINUTE),
	    (unsigned)(up % MINUTE)); /* fits */
	NUMERIC(irc, "242", STR(":Server Up "), DECIMAL(up / DAY),
	    STR(" days "), str_from(time));
}

/* Answers the query u; any other has an empty answer. */
enum irc_done
irc_stats(struct irc *irc, const struct irc_line *line)
{
	const struct str what = line->param[0];

	if (str_eq(what, STR("u")))
		tell_uptime(irc);
	NUMERIC(irc, "219", what.len > 0 ? irc_word(what) : STR("*"),
	    STR(" :End of /STATS report"));
	return IRC_DONE;
}
