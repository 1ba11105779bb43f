/* The server's own words: see welcome.h. */
#include "worker/irc/welcome.h"

#include "shared/limits.h"
#include "shared/version.h"
#include "worker/irc/ask.h"
#include "worker/irc/errors.h"
#include "worker/irc/modes.h"
#include "worker/irc/monitor.h"
#include "worker/irc/out.h"

#define DIGITS(number) DIGITS_OF(number)
#define DIGITS_OF(number) #number

/* RPL_ISUPPORT: 13 tokens fit a line. */
#define TOKENS 13

static const char *const supports[] = {
	"AWAYLEN=" DIGITS(LIMIT_TOPIC),
	"BOT=B",
	"CASEMAPPING=ascii",
	"CHANMODES=" IRC_CHANMODES,
	"CHANNELLEN=65",
	"CHANTYPES=#",
	"ACCOUNTEXTBAN=~a",
	"ELIST=CMNTU",
	"EXCEPTS=e",
	"EXTBAN=~,am",
	"HOSTLEN=" DIGITS(LIMIT_HOST),
	"INVEX=I",
	"KICKLEN=300",
	"MAXLIST=beI:" IRC_MASKS,
	"MODES",
	"MONITOR=" IRC_MONITORED,
	"NAMELEN=" DIGITS(LIMIT_REAL),
	"NETWORK=forkcast",
	"NICKLEN=" DIGITS(LIMIT_NAME),
	"PREFIX=(ov)@+",
	"STATUSMSG=@+",
	"TARGMAX=JOIN:,KICK:,LIST:,MONITOR:,NAMES:,NOTICE:4,PART:,PRIVMSG:4,TAGMSG:4",
	"TOPICLEN=" DIGITS(LIMIT_TOPIC),
	"USERLEN=" DIGITS(LIMIT_USER),
	"UTF8ONLY",
	"WHOX",
};

static void
say_supports(struct irc *irc)
{
	for (size_t i = 0; i < COUNT(supports);) {
		irc_out_begin(irc, NULL);
		OUT(irc, STR("005 "), irc_nick(irc));
		do
			OUT(irc, STR(" "), str_from(supports[i]));
		while (++i < COUNT(supports) && i % TOKENS > 0);
		OUT(irc, STR(" :are supported by this server"));
		irc_out_end(irc);
	}
}

static void
say_motd(struct irc *irc)
{
	NUMERIC(irc, "422", STR(":There is no message of the day"));
}

void
irc_welcome(struct irc *irc)
{
	const struct str server = irc_server(irc);

	NUMERIC(irc, "001", STR(":Welcome to the forkcast network, "),
	    irc_nick(irc));
	NUMERIC(irc, "002", STR(":Your host is "), server,
	    STR(", running forkcastd " VERSION));
	NUMERIC(irc, "003", STR(":This server was started before you came"));
	NUMERIC(irc, "004", server,
	    STR(" forkcastd-" VERSION " Biow Cbeiklmnostv beIklov"));
	say_supports(irc);
}

enum irc_done
irc_lusers(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	return IRC_ASK_OR_TELL(
	    irc, IRC_ASKS_LUSERS, STR("LUSERS"), STR("counts"));
}

/* ok counts NAMED UNNAMED OPERATORS GROUPS MOST */
void
irc_hear_lusers(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	struct str rest = said->arg[1];
	const struct str named = str_word(&rest), unnamed = str_word(&rest),
			 opers = str_word(&rest), groups = str_word(&rest),
			 most = rest;

	(void)ask;
	NUMERIC(irc, "251", STR(":There are "), named,
	    STR(" users and 0 invisible on 1 servers"));
	NUMERIC(irc, "252", opers, STR(" :operator(s) online"));
	NUMERIC(irc, "253", unnamed, STR(" :unknown connection(s)"));
	NUMERIC(irc, "254", groups, STR(" :channels formed"));
	NUMERIC(
	    irc, "255", STR(":I have "), named, STR(" clients and 0 servers"));
	NUMERIC(irc, "265", named, STR(" "), most,
	    STR(" :Current local users "), named, STR(", max "), most);
	NUMERIC(irc, "266", named, STR(" "), most,
	    STR(" :Current global users "), named, STR(", max "), most);
}

void
irc_hear_welcome(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	if (!irc->registration.done || said->rule->verb == VERB_ERR)
		return;
	irc_hear_lusers(irc, ask, said);
	say_motd(irc);
}

enum irc_done
irc_motd(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	say_motd(irc);
	return IRC_DONE;
}

enum irc_done
irc_version(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	NUMERIC(irc, "351", STR("forkcastd-" VERSION " "), irc_server(irc),
	    STR(" :IRC, and a line protocol for nc"));
	say_supports(irc);
	return IRC_DONE;
}

enum irc_done
irc_info(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	NUMERIC(
	    irc, "371", STR(":forkcastd " VERSION ", a group chat for Unix"));
	NUMERIC(irc, "371", STR(":a process of its own serves each client"));
	NUMERIC(irc, "374", STR(":End of INFO list"));
	return IRC_DONE;
}
