/* The server's own words: see welcome.h. */
#include "worker/irc/welcome.h"

#include "shared/limits.h"
#include "shared/version.h"
#include "worker/irc/out.h"

#define DIGITS(number) DIGITS_OF(number)
#define DIGITS_OF(number) #number

/* RPL_ISUPPORT: as many as fit a line, which are 13. */
static const char *const supports[] = {
	"AWAYLEN=" DIGITS(
	    LIMIT_TOPIC) " BOT=B CASEMAPPING=ascii CHANNELLEN=65 "
			 "CHANTYPES=# ELIST=CMNTU HOSTLEN=" DIGITS(LIMIT_HOST) " NAMELEN=" DIGITS(
			     LIMIT_REAL) " NETWORK=forkcast NICKLEN=" DIGITS(LIMIT_NAME),
	"PREFIX=(ov)@+ STATUSMSG=@+ TARGMAX=JOIN:,NAMES:,NOTICE:4,PART:,"
	"PRIVMSG:4,TAGMSG:4 TOPICLEN=" DIGITS(LIMIT_TOPIC) " USERLEN=" DIGITS(
	    LIMIT_USER) " UTF8ONLY",
};

static void
say_supports(struct irc *irc)
{
	for (size_t i = 0; i < COUNT(supports); i++)
		NUMERIC(irc, "005", str_from(supports[i]),
		    STR(" :are supported by this server"));
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
