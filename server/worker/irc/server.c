/*
 * Information about the server: the welcome to a client that has just got its
 * name, and the answers to MOTD, VERSION, LINKS, INFO, STATS, PING and HELP.
 */
#include "worker/irc/parts.h"

#include <assert.h>
#include <stdio.h>

#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/version.h"
#include "worker/irc/errors.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/past.h"

#define DIGITS(number) DIGITS_OF(number)
#define DIGITS_OF(number) #number

/*
 * The most tokens in a line of RPL_ISUPPORT. A message has up to 15 parameters;
 * the nick and the text after the tokens are two of them.
 */
#define TOKENS (IRC_PARAMS - 2)

#define MASKS DIGITS(LIMIT_MASKS)
#define TARGETS DIGITS(IRC_TARGETS)
#define PAST_MOST DIGITS(IRC_PAST_MOST)

static_assert(1 + LIMIT_GROUP == 65, "CHANNELLEN");

static const char *const supports[] = {
	"ACCOUNTEXTBAN=a",
	"AWAYLEN=" DIGITS(LIMIT_TOPIC),
	"BOT=B",
	"CASEMAPPING=ascii",
	"CHANMODES=" IRC_CHANMODES,
	"CHANNELLEN=65",
	"CHANTYPES=#",
	"ELIST=CMNTU",
	"EXCEPTS=e",
	"EXTBAN=~,am",
	"HOSTLEN=" DIGITS(LIMIT_HOST),
	"INVEX=I",
	"KEYLEN=" DIGITS(LIMIT_GROUP_KEY),
	"KICKLEN=300",
	"MAXLIST=b:" MASKS ",e:" MASKS ",I:" MASKS,
	"MODES",
	"MONITOR=" IRC_MONITORED,
	"NAMELEN=" DIGITS(LIMIT_REAL),
	"NICKLEN=" DIGITS(LIMIT_NAME),
	"PREFIX=(ov)@+",
	"STATUSMSG=@+",
	"TARGMAX=JOIN:,KICK:,LIST:,MONITOR:,NAMES:1,NOTICE:" TARGETS
	",PART:,PRIVMSG:" TARGETS ",TAGMSG:" TARGETS ",WHOIS:",
	"TOPICLEN=" DIGITS(LIMIT_TOPIC),
	"USERLEN=" DIGITS(LIMIT_USER),
	"UTF8ONLY",
	"WHOX",
};

static void
end_tokens(struct irc *irc, size_t *count)
{
	if (*count > 0) {
		OUT(irc, STR(" :are supported by this server"));
		irc_out_end(irc);
	}
	*count = 0;
}

/* Adds a token, in a new line if it is the first one or the line is full. */
static void
say_token(struct irc *irc, size_t *count, struct str name, struct str value)
{
	if (*count == TOKENS)
		end_tokens(irc, count);
	if (*count == 0) {
		irc_out_begin(irc, NULL);
		OUT_FORM(irc, "005 %n");
	}
	OUT(irc, STR(" "), name, value);
	++*count;
}

/*
 * Sends all tokens: the constant ones; CHANLIMIT and NETWORK, whose values the
 * router has told; and those of CHATHISTORY, if there is a history.
 */
static void
say_supports(struct irc *irc)
{
	size_t count = 0;

	for (size_t i = 0; i < COUNT(supports); i++)
		say_token(irc, &count, str_from(supports[i]), STR(""));
	if (irc->joined > 0)
		say_token(
		    irc, &count, STR("CHANLIMIT=#:"), DECIMAL(irc->joined));
	if ((irc->offers & IRC_OFFER_HISTORY) != 0) {
		say_token(irc, &count, STR("CHATHISTORY=" PAST_MOST), STR(""));
		say_token(
		    irc, &count, STR("MSGREFTYPES=msgid,timestamp"), STR(""));
	}
	say_token(irc, &count, STR("NETWORK="), IRC_STR(irc->network));
	end_tokens(irc, &count);
}

void
irc_welcome(struct irc *irc)
{
	char room[IRC_DATE];

	TELL(irc, "001 :Welcome to the %1 network, %n", IRC_STR(irc->network));
	TELL(irc, "002 :Your host is %s, running forkcastd " VERSION);
	TELL(irc, "003 :This server was created %1",
	    irc_date(irc, irc->started, room));
	TELL(irc, "004 %s forkcastd-" VERSION " Bhiow CHbeiklmnostv beIklov");
	say_supports(irc);
}

/* Takes "ok server SERVER_NAME NETWORK STARTED VERSION JOINED HOST". */
void
irc_hear_server(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];
	const struct str name = str_word(&rest), net = str_word(&rest);

	IRC_KEEP(irc->server, name);
	if (net.len > 0)
		IRC_KEEP(irc->network, net);
	(void)str_to_number(str_word(&rest), UINT64_MAX, &irc->started);
	(void)str_word(&rest); /* skip VERSION: it is our own */
	(void)str_to_number(str_word(&rest), UINT64_MAX, &irc->joined);
	IRC_KEEP(irc->from, rest);
}

/*
 * The lines that answer to a command, or to the subject of HELP: a form, whose
 * words are the command or subject and the text.
 */
struct lines {
	struct str word;
	const char *form;
	const char *text;
};

/* Writes the lines for a word. Returns whether there are any. */
static bool
tell_lines(
    struct irc *irc, const struct lines *lines, size_t count, struct str word)
{
	bool found = false;

	for (size_t i = 0; i < count; i++)
		if (str_caseeq(lines[i].word, word)) {
			irc_tell(irc,
			    IRC_WORDS(str_from(lines[i].form), lines[i].word,
				str_from(lines[i].text)));
			found = true;
		}
	return found;
}

/* Handles VERSION, INFO, and LINKS, where the only server is linked to itself.
 */
enum irc_done
irc_about_server(struct irc *irc, const struct irc_line *line)
{
	static const struct lines lines[] = {
		{ LIT("VERSION"), "351 forkcastd-" VERSION " %s :%2",
		    "IRC, and a line protocol for nc" },
		{ LIT("INFO"), "371 :%2",
		    "forkcastd " VERSION ", a group chat for Unix" },
		{ LIT("INFO"), "371 :%2",
		    "runs a separate process for each client" },
		{ LIT("INFO"), "374 :%2", "End of INFO list" },
		{ LIT("LINKS"), "364 %s %s :%2", "0 forkcastd-" VERSION },
		{ LIT("LINKS"), "365 * :%2", "End of /LINKS list." },
	};

	(void)tell_lines(irc, lines, COUNT(lines), line->command);
	if (str_caseeq(line->command, STR("VERSION")))
		say_supports(irc);
	return IRC_DONE;
}

#define FIRST "704 %1 :%2"
#define NEXT "705 %1 :%2"
#define LAST "706 %1 :%2"

/* Handles HELP [SUBJECT]. */
enum irc_done
irc_help(struct irc *irc, const struct irc_line *line)
{
	static const struct lines lines[] = {
		{ LIT("*"), FIRST,
		    "forkcastd speaks IRC; see forkcast-irc(7)" },
		{ LIT("*"), NEXT, "Subjects: JOIN, MODE, PRIVMSG, REGISTER" },
		{ LIT("*"), LAST, "For all commands, see forkcast-irc(7)" },
		{ LIT("JOIN"), FIRST, "JOIN #a,#b [KEYS]" },
		{ LIT("JOIN"), NEXT, "joins channels, or creates them" },
		{ LIT("JOIN"), LAST, "JOIN 0 leaves all channels" },
		{ LIT("MODE"), FIRST, "MODE #a [CHANGES] [WORDS]" },
		{ LIT("MODE"), NEXT,
		    "Lists: b e I; with a word: k l o v; flags: i m n s t C H" },
		{ LIT("MODE"), LAST, "Your own modes, with MODE NICK: B i w" },
		{ LIT("PRIVMSG"), FIRST, "PRIVMSG TARGETS :TEXT" },
		{ LIT("PRIVMSG"), NEXT, "sends TEXT to channels and nicks" },
		{ LIT("PRIVMSG"), LAST, "@#a means the operators of #a only" },
		{ LIT("REGISTER"), FIRST, "REGISTER * * SECRET" },
		{ LIT("REGISTER"), NEXT, "creates an account with your nick" },
		{ LIT("REGISTER"), LAST,
		    "Same as /msg NickServ REGISTER SECRET" },
	};
	const struct str wanted =
	    line->param[0].len > 0 ? line->param[0] : STR("*");

	if (!tell_lines(irc, lines, COUNT(lines), wanted))
		TELL(irc, "524 %w1 :No help available on this topic", wanted);
	return IRC_DONE;
}

/* Answers the query u with the uptime, "N days H:MM:SS"; others with nothing.
 */
enum irc_done
irc_stats(struct irc *irc, const struct irc_line *line)
{
	const struct str what = line->param[0];
	const uint64_t now = clock_wall();
	const uint64_t up = irc->started < now ? (now - irc->started) / SEC : 0;
	char time[16];

	(void)snprintf(time, sizeof(time), "%u:%02u:%02u",
	    (unsigned)(up % 86400 / 3600), (unsigned)(up % 3600 / 60),
	    (unsigned)(up % 60)); /* fits */
	if (str_eq(what, STR("u")))
		TELL(irc, "242 :Server Up %1 days %2", DECIMAL(up / 86400),
		    str_from(time));
	TELL(irc, "219 %w1 :End of /STATS report", what);
	return IRC_DONE;
}

/*
 * Passes PING to the router, so that the PONG comes after everything before it
 * has been delivered. During registration it waits until all commands have been
 * answered, because further ones follow then.
 */
enum irc_done
irc_ping(struct irc *irc, const struct irc_line *line)
{
	if (!irc->registration.done && !irc_settled(irc))
		return IRC_WAIT;
	if (line->param[0].len > 0)
		return ASK_OR_TELL(irc, PING, line->param[0], STR("ping"));
	TELL(irc, "409 :No origin specified");
	return IRC_DONE;
}
