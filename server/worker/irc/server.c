/* The server's own words: see server.h. */
#include "worker/irc/server.h"

#include <assert.h>

#include "shared/limits.h"
#include "shared/version.h"
#include "worker/irc/errors.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/past.h"
#include "worker/irc/session.h"

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

static struct str
network(const struct irc *irc)
{
	return irc->network.len > 0 ? IRC_STR(irc->network) : STR("forkcast");
}

static void
end_tokens(struct irc *irc, size_t *count)
{
	if (*count == 0)
		return;
	OUT(irc, STR(" :are supported by this server"));
	irc_out_end(irc);
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
		OUT(irc, STR("005 "), irc_nick(irc));
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
	say_token(irc, &count, STR("NETWORK="), network(irc));
	end_tokens(irc, &count);
}

void
irc_welcome(struct irc *irc)
{
	const struct str server = irc_server(irc);
	char room[IRC_DATE];

	NUMERIC(irc, "001", STR(":Welcome to the "), network(irc),
	    STR(" network, "), irc_nick(irc));
	NUMERIC(irc, "002", STR(":Your host is "), server,
	    STR(", running forkcastd " VERSION));
	NUMERIC(irc, "003", STR(":This server was created "),
	    irc_date(irc, irc->started, room));
	NUMERIC(irc, "004", server,
	    STR(" forkcastd-" VERSION " Bhiow CHbeiklmnostv beIklov"));
	say_supports(irc);
}

/* Takes "ok counts NAMED UNNAMED OPERATORS GROUPS MOST". */
void
irc_hear_lusers(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];
	const struct str named = str_word(&rest), unnamed = str_word(&rest),
			 opers = str_word(&rest), groups = str_word(&rest),
			 most = rest;

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
irc_hear_welcome(struct irc *irc, const struct command *said)
{
	if (!irc->registration.done || said->rule->verb == VERB_ERR)
		return;
	irc_hear_lusers(irc, said);
}

/* Takes "ok server SERVER_NAME NETWORK STARTED VERSION JOINED HOST". */
void
irc_hear_server(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	if (said->rule->verb == VERB_ERR)
		return;
	const struct str name = str_word(&rest), net = str_word(&rest);
	IRC_KEEP(irc->server, name);
	IRC_KEEP(irc->network, net);
	(void)str_to_number(str_word(&rest), UINT64_MAX, &irc->started);
	(void)str_word(&rest); /* skip VERSION: it is our own */
	(void)str_to_number(str_word(&rest), UINT64_MAX, &irc->joined);
	IRC_KEEP(irc->from, rest);
}

/* Takes "motd TEXT" and "ok motd COUNT". */
void
irc_hear_motd(struct irc *irc, const struct command *said)
{
	if (!irc->registration.done)
		return;
	if (said->rule->verb == VERB_MOTD) {
		if (irc->list_lines++ == 0)
			NUMERIC(irc, "375", STR(":- "), irc_server(irc),
			    STR(" Message of the day - "));
		NUMERIC(irc, "372", STR(":- "), said->arg[0]);
		return;
	}
	if (irc->list_lines > 0)
		NUMERIC(irc, "376", STR(":End of /MOTD command."));
	else
		NUMERIC(irc, "422", STR(":There is no message of the day"));
	irc->list_lines = 0;
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

/* Lists the only server, as linked to itself. */
enum irc_done
irc_links(struct irc *irc, const struct irc_line *line)
{
	const struct str server = irc_server(irc);

	(void)line;
	NUMERIC(irc, "364", server, STR(" "), server,
	    STR(" :0 forkcastd-" VERSION));
	NUMERIC(irc, "365", STR("* :End of /LINKS list."));
	return IRC_DONE;
}

enum irc_done
irc_info(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	NUMERIC(
	    irc, "371", STR(":forkcastd " VERSION ", a group chat for Unix"));
	NUMERIC(irc, "371", STR(":runs a separate process for each client"));
	NUMERIC(irc, "374", STR(":End of INFO list"));
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
		return IRC_ASK_OR_TELL(
		    irc, IRC_ASKS_PING, line->param[0], STR("ping"));
	NUMERIC(irc, "409", STR(":No origin specified"));
	return IRC_DONE;
}

void
irc_hear_ping(struct irc *irc, const struct command *said)
{
	(void)said;
	OUT_LINE(irc, NULL, STR("PONG "), irc_server(irc), STR(" :"),
	    irc->ask->word);
}

/* Takes "ok time ID DATE". */
void
irc_hear_time(struct irc *irc, const struct command *said)
{
	struct str date = said->arg[1];

	(void)str_word(&date);
	NUMERIC(irc, "391", irc_server(irc), STR(" :"), date);
}

#define TEXT(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* The help texts. The first one is shown if no subject is given. */
static const struct {
	struct str subject;
	struct str lines[3];
} subjects[] = {
	{ LIT("*"),
	    { TEXT("forkcastd speaks IRC; see forkcast-irc(7)"),
		TEXT("Subjects: JOIN, MODE, PRIVMSG, REGISTER"),
		TEXT("For all commands, see forkcast-irc(7)") } },
	{ LIT("JOIN"),
	    { TEXT("JOIN #a,#b [KEYS]"),
		TEXT("joins channels, or creates them"),
		TEXT("JOIN 0 leaves all channels") } },
	{ LIT("MODE"),
	    { TEXT("MODE #a [CHANGES] [WORDS]"),
		TEXT(
		    "Lists: b e I; with a word: k l o v; flags: i m n s t C H"),
		TEXT("Your own modes, with MODE NICK: B i w") } },
	{ LIT("PRIVMSG"),
	    { TEXT("PRIVMSG TARGETS :TEXT"),
		TEXT("sends TEXT to channels and nicks"),
		TEXT("@#a means the operators of #a only") } },
	{ LIT("REGISTER"),
	    { TEXT("REGISTER * * SECRET"),
		TEXT("creates an account with your nick"),
		TEXT("Same as /msg NickServ REGISTER SECRET") } },
};

enum irc_done
irc_help(struct irc *irc, const struct irc_line *line)
{
	const struct str wanted =
	    line->param[0].len > 0 ? line->param[0] : STR("*");

	for (size_t i = 0; i < COUNT(subjects); i++)
		if (str_caseeq(subjects[i].subject, wanted)) {
			const struct str subject = subjects[i].subject;
			NUMERIC(irc, "704", subject, STR(" :"),
			    subjects[i].lines[0]);
			NUMERIC(irc, "705", subject, STR(" :"),
			    subjects[i].lines[1]);
			NUMERIC(irc, "706", subject, STR(" :"),
			    subjects[i].lines[2]);
			return IRC_DONE;
		}
	NUMERIC(irc, "524", irc_word(wanted),
	    STR(" :No help available on this topic"));
	return IRC_DONE;
}
