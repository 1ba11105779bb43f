/*
 * The client's identity: at the beginning of a connection, PASS, NICK, USER and
 * CAP come in any order and are kept, and the name is claimed when all are
 * there. Afterwards come NICK, AWAY and SETNAME, and finally QUIT. CAP tells
 * and takes the capabilities beyond RFC 1459 (IRCv3 capability negotiation).
 */

#include <assert.h>

#include "shared/names.h"
#include "shared/usage.h"
#include "worker/irc/account.h"
#include "worker/irc/ask.h"
#include "worker/irc/handlers.h"
#include "worker/irc/out.h"

static void
send_wants(struct irc *irc)
{
	ASK(irc, NOTHING, STR(""), STR("want"),
	    irc_can(irc, CAP_EXTENDED_MONITOR) ? STR("all") : STR("full"));
}

static void
go_on(struct irc *irc)
{
	struct irc_registration *registration = &irc->registration;
	const struct str nick = IRC_STR(registration->nick);

	if (registration->done || registration->negotiating || nick.len == 0 ||
	    registration->user.len == 0)
		return;
	irc_sasl_drop(irc);
	send_wants(irc);
	if (TRY(irc, NOTHING, STR(""), STR("about"),
		IRC_STR(registration->user),
		IRC_STR(registration->real)) != CODE_OK)
		ASK(irc, NOTHING, STR(""), STR("about"),
		    STR("-"), /* as it is */
		    nick);
	ASK(irc, NAME, nick, STR("name"), nick);
}

void
irc_nick_command(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0];
	const enum code code = name_check(name);

	if (name.len == 0) {
		TELL(irc, "431 :No nickname given");
	} else if (irc->registration.done) {
		if (!str_eq(name, irc_nick(irc))) /* else nothing changes */
			ASK(irc, NICK, name, STR("name"), name);
	} else if (code != CODE_OK) {
		irc_error(irc, IRC_ASKS_NAME, code, name, nothing);
	} else {
		IRC_KEEP(irc->registration.nick, name);
		go_on(irc);
	}
}

/*
 * Keeps the real name, without control characters, and the valid letters of the
 * user. Clients take both from their system and cannot help what it allows, so
 * an invalid letter is no error; without a valid one, the user is "u".
 */
static void
keep_user(
    struct irc_registration *registration, struct str user, struct str real)
{
	char *kept = registration->real.text;
	size_t len = 0;

	real = irc_shown(real, sizeof(registration->real.text));
	for (size_t i = 0; i < real.len; i++)
		if ((unsigned char)real.at[i] >= ' ' && real.at[i] != 0x7f)
			kept[len++] = real.at[i];
	registration->real.len = len;
	if (len == 0)
		return;
	kept = registration->user.text;
	len = 0;
	for (size_t i = 0; i < user.len && len < LIMIT_USER; i++)
		if (user_check((struct str) { user.at + i, 1 }) == CODE_OK)
			kept[len++] = user.at[i];
	if (len == 0)
		kept[len++] = 'u';
	registration->user.len = len;
}

void
irc_user(struct irc *irc, const struct irc_line *line)
{
	keep_user(&irc->registration, line->param[0], line->param[3]);
	if (irc->registration.real.len == 0)
		TELL(irc, "461 USER :Not enough parameters");
	else
		go_on(irc);
}

/* The first version in which the answer to LS may have several lines. */
#define NEWER 302

/* The bytes of a list that are on one line, so that clients see it continued.
 */
#define LS_ROOM ((size_t)370)

/* All capabilities with their values, a space behind each, have room. */
#define LIST_ROOM 1500

/* custom-account-name: the account's name may differ from the nick. */
#define REGISTRATION "custom-account-name"

static const struct capability {
	struct str word;
	unsigned bit;
	unsigned offers; /* mask: shown only with one of these; 0: always */
	/* The value for clients that use LS 302 or later; empty: none. */
	struct str value;
} capabilities[] = {
#define CAPABILITY(name, word, offers, value) \
	{ STR(word), CAP_##name, offers, STR(value) },
#include "capabilities.def"
};

static bool
is_there(const struct irc *irc, const struct capability *row)
{
	return row->offers == 0 || (row->offers & irc->offers) != 0;
}

static const struct capability *
capability_find(const struct irc *irc, struct str word)
{
	for (size_t i = 0; i < COUNT(capabilities); i++)
		if (str_eq(capabilities[i].word, word) &&
		    is_there(irc, &capabilities[i]))
			return &capabilities[i];
	return NULL;
}

/* Returns the value of a row; those about accounts depend on the offers. */
static struct str
value_of(const struct irc *irc, const struct capability *row,
    char room[IRC_MECHANISMS])
{
	if (row->bit == CAP_SASL)
		return irc_sasl_mechanisms(irc, room);
	if (row->bit == CAP_ACCOUNT_REGISTRATION)
		return (irc->offers & IRC_OFFER_ENROLL) != 0 ?
		    STR(REGISTRATION ",before-connect") :
		    STR(REGISTRATION);
	return row->value;
}

/* Adds a capability, with its value if valued. */
static void
put(const struct irc *irc, const struct capability *row, bool valued,
    struct buf *to)
{
	char room[IRC_MECHANISMS];
	const struct str value = valued ? value_of(irc, row, room) : STR("");
	const bool fits = BUF_CAT(to, buf_len(to) > 0 ? STR(" ") : STR(""),
	    row->word, value.len > 0 ? STR("=") : STR(""), value);

	assert(fits);
}

/*
 * Writes words on as many lines as it takes. If the list is marked, all but the
 * last line have a "*", or, for a client that takes one line only, what has no
 * room on it is left out.
 */
static void
say(struct irc *irc, struct str subcommand, struct str words, bool marked)
{
	const size_t room = marked && irc->is_newer ? LS_ROOM :
						      IRC_BODY -
		(LITERAL_LEN(": CAP   :\r\n") + irc_server(irc).len +
		    irc_nick(irc).len + subcommand.len);

	do {
		struct str piece = irc_piece(&words, room);
		if (words.len > 0 && piece.at[piece.len - 1] == ' ')
			piece.len--;
		const bool goes_on = marked && irc->is_newer && words.len > 0;
		OUT_LINE(irc, NULL, "CAP %n %1 [%2 ]:%3", subcommand,
		    goes_on ? STR("*") : STR(""), piece);
	} while (words.len > 0 && (!marked || irc->is_newer));
}

/* Lists the capabilities of the mask. */
static void
list(struct irc *irc, struct str subcommand, unsigned mask, bool valued)
{
	char room[LIST_ROOM];
	struct buf words;

	buf_init(&words, room, sizeof(room));
	for (size_t i = 0; i < COUNT(capabilities); i++)
		if ((capabilities[i].bit & mask) != 0 &&
		    is_there(irc, &capabilities[i]))
			put(irc, &capabilities[i], valued, &words);
	say(irc, subcommand, buf_str(&words), true);
}

/*
 * Takes "ok can WORDS", the first list of the server's offers, or "can WORDS",
 * another one: reports each capability that is added, changed or removed. A
 * removed one is disabled for the client.
 */
void
irc_hear_can(struct irc *irc, const struct command *said)
{
	const unsigned before = irc->offers;

	irc->offers = irc_offers(irc, said->arg[said->rule->verb == VERB_OK]);
	for (size_t i = 0; i < COUNT(capabilities); i++) {
		const bool here = is_there(irc, &capabilities[i]);
		if (((before ^ irc->offers) & capabilities[i].offers) == 0)
			continue;
		if (!here)
			irc->caps &= ~capabilities[i].bit;
		if (!irc_can(irc, CAP_CAP_NOTIFY))
			continue;
		char room[LIST_ROOM];
		struct buf word;
		buf_init(&word, room, sizeof(room));
		put(irc, &capabilities[i], here && irc->is_newer, &word);
		say(irc, here ? STR("NEW") : STR("DEL"), buf_str(&word), false);
	}
}

/*
 * Applies the requested changes to *caps. Returns false if one is impossible: a
 * client that has used LS 302 or later cannot disable cap-notify.
 */
static bool
change(const struct irc *irc, struct str words, unsigned *caps)
{
	while (words.len > 0) {
		struct str word = str_word(&words);
		const bool off = str_skip(&word, STR("-"));
		if (word.len == 0)
			continue;
		const struct capability *row = capability_find(irc, word);
		if (row == NULL ||
		    (off && row->bit == CAP_CAP_NOTIFY && irc->is_newer))
			return false;
		*caps = off ? *caps & ~row->bit : *caps | row->bit;
	}
	return true;
}

/* Repeats the requested words. */
static void
say_req(struct irc *irc, const struct irc_line *line)
{
	unsigned caps = irc->caps;
	const bool good = change(irc, line->param[1], &caps);
	const unsigned changed = good ? irc->caps ^ caps : 0;

	irc->registration.negotiating = true; /* ignored once it has a name */
	say(irc, good ? STR("ACK") : STR("NAK"), line->param[1], false);
	irc->caps ^= changed;
	if ((changed & CAP_EXTENDED_MONITOR) != 0 && irc->registration.done)
		send_wants(irc);
}

/* Handles CAP SUBCOMMAND [WORDS]. */
void
irc_cap(struct irc *irc, const struct irc_line *line)
{
	const struct str word = line->param[0];
	uint64_t version;

	if (str_caseeq(word, STR("LS"))) {
		if (str_to_number(line->param[1], UINT64_MAX, &version) &&
		    version >= NEWER) {
			irc->is_newer = true;
			irc->caps |= CAP_CAP_NOTIFY;
		}
		/* Ignored once the client has a name. */
		irc->registration.negotiating = true;
		list(irc, STR("LS"), ~0U, irc->is_newer);
	} else if (str_caseeq(word, STR("LIST"))) {
		list(irc, STR("LIST"), irc->caps, false);
	} else if (str_caseeq(word, STR("REQ"))) {
		say_req(irc, line);
	} else if (str_caseeq(word, STR("END"))) {
		irc->registration.negotiating = false;
		go_on(irc);
	} else {
		TELL(irc, "410 %w1 :Invalid CAP command", word);
	}
}

/*
 * Takes "person * LETTERS ACTOR ...", and "join ID G ACTOR ...": keeps the
 * client's own USER@HOST and account.
 */
void
irc_hear_self(struct irc *irc, const struct command *said)
{
	const struct irc_actor self = irc_actor(said->arg[2]);
	struct str host = self.mask;

	if (said->rule->verb == VERB_OK)
		return;
	(void)str_cut(&host, '!');
	if (host.len > 0)
		IRC_KEEP(irc->host, host);
	IRC_KEEP(irc->account, self.account);
}

void
irc_away(struct irc *irc, const struct irc_line *line)
{
	/* Clients expect a long text to be cut, as AWAYLEN says. */
	const struct str text = irc_shown(line->param[0], LIMIT_TOPIC);

	if (text.len > 0)
		ASK(irc, AWAY, STR("away"), STR("away"), text);
	else
		ASK(irc, HERE_AGAIN, STR(""), STR("away"));
}

/* Takes "ok about" and sends the client the event that the others got. */
void
irc_hear_setname(struct irc *irc, const struct command *said)
{
	char room[IRC_MASK];
	const struct irc_source source = { .actor = irc_self(irc, room) };

	(void)said;
	if (irc_can(irc, CAP_SETNAME))
		OUT_LINE(irc, &source, "SETNAME :%0");
}

void
irc_quit(struct irc *irc, const struct irc_line *line)
{
	/* Without a text as the native client's: "-" is none, and no end. */
	if (line->param[0].len == 0 ||
	    TRY(irc, NOTHING, STR(""), STR("quit"), line->param[0]) != CODE_OK)
		ASK(irc, NOTHING, STR(""), STR("quit"), STR("-"));
	irc->has_quit = true;
}

/*
 * Information about the server: the welcome to a client that has just got its
 * name, and the answers to VERSION and PING.
 */

#define DIGITS(number) DIGITS_OF(number)
#define DIGITS_OF(number) #number

/*
 * The most tokens in a line of RPL_ISUPPORT. A message has up to 15 parameters;
 * the nick and the text after the tokens are two of them.
 */
#define TOKENS (IRC_PARAMS - 2)

/*
 * CHANMODES: lists, modes with a parameter, modes with a parameter only when
 * set, flags.
 */
#define CHANMODES "beI,k,fl,CHRimnst"

#define MASKS DIGITS(LIMIT_MASKS)
#define TARGETS DIGITS(IRC_TARGETS)
#define PAST_MOST DIGITS(LIMIT_PAST)

static_assert(1 + LIMIT_GROUP == 65, "CHANNELLEN");

static const char *const supports[] = {
	"ACCOUNTEXTBAN=a",
	"AWAYLEN=" DIGITS(LIMIT_TOPIC),
	"BOT=B",
	"CASEMAPPING=ascii",
	"CHANMODES=" CHANMODES,
	"CHANNELLEN=65",
	"CHANTYPES=#",
	"ELIST=M",
	"EXCEPTS=e",
	"EXTBAN=~,amt",
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

/* Sends tokens, on as many lines as it takes. */
static void
say_tokens(struct irc *irc, struct str tokens)
{
	for (tokens = str_strip(tokens); tokens.len > 0;) {
		irc_out_begin(irc, NULL);
		OUT_FORM(irc, "005 %n");
		for (size_t i = 0; i < TOKENS && tokens.len > 0; i++) {
			OUT_FORM(irc, " %1", str_word(&tokens));
			tokens = str_strip_front(tokens);
		}
		OUT(irc, STR(" :are supported by this server"));
		irc_out_end(irc);
	}
}

/*
 * Sends all tokens: the constant ones; those whose values the router has told,
 * or which depend on a history; and in a line of their own those of the
 * configuration.
 */
static void
say_supports(struct irc *irc)
{
	const bool history = (irc->offers & IRC_OFFER_HISTORY) != 0;
	char room[2 * IRC_BODY];
	struct buf tokens;

	buf_init(&tokens, room, sizeof(room));
	for (size_t i = 0; i < COUNT(supports); i++)
		(void)BUF_CAT(&tokens, str_from(supports[i]), STR(" "));
	if (irc->joined > 0)
		(void)BUF_CAT(&tokens, STR("CHANLIMIT=#:"),
		    DECIMAL(irc->joined), STR(" "));
	(void)BUF_CAT(&tokens,
	    history ?
		STR("CHATHISTORY=" PAST_MOST " MSGREFTYPES=msgid,timestamp ") :
		nothing,
	    STR("NETWORK="), IRC_STR(irc->network)); /* it fits */
	say_tokens(irc, buf_str(&tokens));
	say_tokens(irc, IRC_STR(irc->supports));
}

/*
 * Takes "ok name NAME", whose name may differ from the requested one, or an
 * error. The rest of the welcome follows when the router has answered "counts"
 * and "motd".
 */
void
irc_hear_name(struct irc *irc, const struct command *said)
{
	char room[DATE_TEXT];

	if (said->rule->verb == VERB_ERR) {
		irc->registration.nick.len = 0;
		/* Few show the text of 433. */
		if (str_eq(said->arg[1], code_word(CODE_TOO_MANY)))
			TELL(irc, "NOTICE %w1 :%2", irc->ask->word,
			    said->arg[2]);
		irc_error_heard(irc, said);
		return;
	}
	irc->registration.done = true;
	irc->shown.more = true;
	TELL(irc, "001 :Welcome to the %1 network, %n", IRC_STR(irc->network));
	TELL(irc, "002 :Your host is %s, running forkcastd " VERSION);
	TELL(irc, "003 :This server was created %1",
	    irc_date(irc->started, room));
	TELL(irc, "004 %s forkcastd-" VERSION " Bhio CHbeiklmnostv beIklov");
	say_supports(irc);
	ASK(irc, SELF, STR(""), STR("who"),
	    IRC_CAT(1 + LIMIT_NAME, STR("@"), said->arg[1]));
	ASK(irc, LUSERS, STR("LUSERS"), STR("counts"));
	ASK(irc, MOTD, STR("MOTD"), STR("motd"));
}

/* Takes "ok server SERVER_NAME NETWORK STARTED VERSION JOINED HOST [TOKEN
 * ...]". */
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
	(void)str_word(&rest); /* skip HOST */
	IRC_KEEP(irc->supports, rest);
}

void
irc_version(struct irc *irc, const struct irc_line *line)
{
	(void)line;
	TELL(irc,
	    "351 forkcastd-" VERSION " %s :IRC, and a line protocol for nc");
	say_supports(irc);
}

/*
 * Handles PING, which goes to the router, so that the PONG comes after
 * everything before it has been delivered.
 */
void
irc_ping(struct irc *irc, const struct irc_line *line)
{
	if (line->param[0].len > 0)
		ASK(irc, PING, line->param[0], STR("ping"));
	else
		TELL(irc, "409 :No origin specified");
}
