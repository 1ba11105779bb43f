/*
 * Accounts: AUTHENTICATE (IRCv3 SASL 3.2), whose pieces are joined here while
 * the router's verb prove does the rest; PASS NAME:SECRET, without SASL;
 * REGISTER (IRCv3 draft/account-registration); and NickServ, for accounts, and
 * ChanServ, for groups, as people with old clients expect them. No clients have
 * these names: the answers are notices from them.
 */
#include "worker/irc/account.h"
#include "shared/names.h"
#include "worker/irc/ask.h"
#include "worker/irc/events.h"
#include "worker/irc/handlers.h"
#include "worker/irc/out.h"

/* Writes 900: the client is logged in now. */
static void
logged_in(struct irc *irc, struct str account)
{
	IRC_KEEP(irc->account, account);
	TELL(irc, "900 %n!%1 %2 :You are now logged in as %2",
	    irc->host.len > 0 ? IRC_STR(irc->host) : STR("*@*"),
	    IRC_STR(irc->account));
	irc->shown.more = true;
}

/*
 * Handles REGISTER ACCOUNT EMAIL SECRET. The verb register will not do: it
 * registers a group if the client is logged in. If the server offers
 * registration now, the only cause of CODE_NOT_ALLOWED is that it is.
 */
void
irc_register(struct irc *irc, const struct irc_line *line)
{
	const unsigned offer =
	    irc->registration.done ? IRC_OFFER_REGISTER : IRC_OFFER_ENROLL;
	struct str account = line->param[0];

	if (str_eq(account, STR("*")))
		account = irc_nick(irc);
	if (str_eq(account, STR("*")))
		TELL(irc,
		    "FAIL REGISTER NEED_NICK * "
		    ":Send NICK first, or again if it was refused");
	else if ((irc->offers & offer) == 0)
		TELL(irc, "FAIL REGISTER %1 %w2 :%3",
		    (irc->offers & IRC_OFFER_REGISTER) != 0 ?
			STR("COMPLETE_CONNECTION_REQUIRED") :
			STR("TEMPORARILY_UNAVAILABLE"),
		    account, code_text(CODE_NOT_ALLOWED));
	else
		ASK(irc, REGISTER, account, STR("enroll"), account,
		    line->param[2]);
}

/* Takes "ok enroll NAME" and "ok login NAME". */
void
irc_hear_login(struct irc *irc, const struct command *said)
{
	irc_hear_forms(irc, said);
	logged_in(irc, said->arg[1]);
}

/* Handles PASS NAME:SECRET, a login, or PASS SECRET, the server's password. */
void
irc_pass(struct irc *irc, const struct irc_line *line)
{
	struct str secret = line->param[0];
	const struct str name = str_cut(&secret, ':');

	if (secret.at == NULL ||
	    TRY(irc, PASS_LOGIN, nothing, STR("login"), name, secret) !=
		CODE_OK)
		ASK(irc, PASS, STR("PASS"), STR("pass"), line->param[0]);
}

/* The length of a full piece of data. After a full piece, another follows. */
#define PIECE ((size_t)400)

static const struct {
	struct str word; /* the router's word */
	struct str mechanism; /* of SASL; empty: it is none */
	unsigned offer;
} offers[] = {
	{ LIT("plain"), LIT("PLAIN"), IRC_OFFER_PLAIN },
	{ LIT("scram-sha-256"), LIT("SCRAM-SHA-256"), IRC_OFFER_SCRAM },
	{ LIT("register"), LIT(""), IRC_OFFER_REGISTER },
	{ LIT("enroll"), LIT(""), IRC_OFFER_ENROLL },
};

unsigned
irc_offers(struct irc *irc, struct str words)
{
	unsigned mask = 0;

	while (words.len > 0) {
		struct str word = str_word(&words);
		if (str_skip(&word, STR("history:")) &&
		    str_to_number(word, UINT64_MAX, &irc->history_join))
			mask |= IRC_OFFER_HISTORY;
		for (size_t i = 0; i < COUNT(offers); i++)
			if (str_eq(word, offers[i].word))
				mask |= offers[i].offer;
	}
	return mask;
}

/* Returns whether that is a mechanism which the server offers. */
static bool
is_mechanism(const struct irc *irc, size_t which)
{
	return (irc->offers & offers[which].offer & IRC_OFFERS_SASL) != 0;
}

struct str
irc_sasl_mechanisms(const struct irc *irc, char room[IRC_MECHANISMS])
{
	struct buf buf;

	buf_init(&buf, room, IRC_MECHANISMS);
	for (size_t i = 0; i < COUNT(offers); i++)
		if (is_mechanism(irc, i))
			(void)BUF_CAT(&buf,
			    buf_len(&buf) > 0 ? STR(",") : nothing,
			    offers[i].mechanism);
	return buf_str(&buf);
}

/* Ends an AUTHENTICATE without a login; tells why. */
static void
end(struct irc *irc, struct str form)
{
	if (irc->sasl.state == IRC_SASL_ASKED)
		ASK(irc, NOTHING, nothing, STR("prove"), STR("-"));
	irc->sasl.state = IRC_SASL_NONE;
	irc->sasl.data.len = 0;
	irc_tell(irc, &form, 1);
}
#define FAILED STR("904 :SASL authentication failed")
#define ABORTED STR("906 :SASL authentication aborted")

void
irc_sasl_drop(struct irc *irc)
{
	if (irc->sasl.state != IRC_SASL_NONE)
		end(irc, ABORTED);
}

static void
begin(struct irc *irc, struct str word)
{
	char room[IRC_MECHANISMS];

	for (size_t i = 0; i < COUNT(offers); i++)
		if (is_mechanism(irc, i) &&
		    str_caseeq(offers[i].mechanism, word)) {
			irc->sasl.state = IRC_SASL_ASKED;
			irc->sasl.data.len = 0;
			ASK(irc, SASL, nothing, STR("prove"), offers[i].word);
			return;
		}
	TELL(irc, "908 %1 :are available SASL mechanisms",
	    irc_sasl_mechanisms(irc, room));
	end(irc, FAILED);
}

/* Ends a successful login, after the client has confirmed the last message. */
static void
finish(struct irc *irc)
{
	irc->sasl.state = IRC_SASL_NONE;
	logged_in(irc, IRC_STR(irc->sasl.account));
	TELL(irc, "903 :SASL authentication successful");
}

/* Adds a piece of the response, and sends the complete one to the router. */
static void
add_piece(struct irc *irc, struct str piece)
{
	const bool last = piece.len < PIECE;

	if (str_eq(piece, STR("+")))
		piece = nothing;
	if (piece.len > PIECE) {
		end(irc, STR("905 :SASL message too long"));
		return;
	}
	if (!IRC_ADD(irc->sasl.data, piece) ||
	    (last &&
		TRY(irc, SASL, nothing, STR("prove"), STR("+"),
		    IRC_STR(irc->sasl.data)) != CODE_OK))
		end(irc, FAILED);
	else if (last)
		irc->sasl.data.len = 0;
}

void
irc_authenticate(struct irc *irc, const struct irc_line *line)
{
	const struct str word = line->param[0];

	if (str_eq(word, STR("*")))
		end(irc, ABORTED);
	else if (!irc_can(irc, CAP_SASL))
		end(irc, FAILED);
	else if (irc->sasl.state == IRC_SASL_NONE)
		begin(irc, word);
	else if (irc->sasl.state == IRC_SASL_LAST)
		finish(irc);
	else
		add_piece(irc, word);
}

/* Sends a challenge in pieces. If the last piece is full, "+" follows. */
static void
challenge(struct irc *irc, struct str data)
{
	struct str piece;

	do {
		piece = data;
		piece.len = data.len < PIECE ? data.len : PIECE;
		TELL(irc, "AUTHENTICATE [%1|+]", piece);
		if (piece.len > 0)
			str_drop(&data, piece.len);
	} while (piece.len == PIECE);
}

/* Takes "ok prove + [BASE64]", "ok prove ACCOUNT [BASE64]" or an error. */
void
irc_hear_sasl(struct irc *irc, const struct command *said)
{
	struct str data = said->arg[1];
	const struct str word = str_word(&data);

	if (said->rule->verb == VERB_ERR || irc->sasl.state == IRC_SASL_NONE) {
		irc->sasl.state = IRC_SASL_NONE; /* the router has finished */
		end(irc, FAILED);
	} else if (str_eq(word, STR("+"))) {
		challenge(irc, data);
	} else {
		IRC_KEEP(irc->sasl.account, word);
		irc->sasl.state = IRC_SASL_LAST;
		if (data.len > 0)
			challenge(irc, data);
		else
			finish(irc);
	}
}

#define NICKSERV STR("NickServ")
#define CHANSERV STR("ChanServ")

static void
notice(struct irc *irc, struct str from, struct str text, struct str more)
{
	const struct irc_source source = {
		.actor = IRC_CAT(2 * LIMIT_NAME + 2 + IRC_NAME, from, STR("!"),
		    from, STR("@"), irc_server(irc))
	};

	OUT_LINE(irc, &source, "NOTICE %n :%1%2", text, more);
}

/*
 * Does what the words say. ChanServ must not take a secret. REGISTER SECRET may
 * have an e-mail address behind it, as services on other networks require; a
 * secret of several words, of which only the first would be used, is refused.
 * The router's verb register would take a group for the secret of a new account
 * if the client were not logged in.
 */
static void
serve(struct irc *irc, struct str from, struct str words)
{
	const bool nickserv = str_eq(from, NICKSERV);
	struct str rest = words;
	const struct str word = str_word(&rest), first = str_word(&rest);
	const struct str group = irc_group(first);
	const bool registers = str_caseeq(word, STR("REGISTER"));
	const bool drops = str_caseeq(word, STR("DROP"));
	const bool is_email = rest.len > 0 && rest.at[0] != '@' &&
	    irc_has(rest, '@') && !irc_has(rest, ' ');
	struct str why = nothing;

	if (registers && group.len > 0 && irc->account.len == 0)
		why = STR("not logged in");
	else if ((registers || drops) && str_begins(first, STR("#")))
		ASK(irc, SERVICE, from, drops ? STR("drop") : STR("register"),
		    group);
	else if (str_caseeq(word, STR("ACCESS")) &&
	    group_check(group) == CODE_OK &&
	    (rest.len == 0 || str_caseeq(rest, STR("LIST"))))
		ASK(irc, SERVICE, from, STR("masks"), group, STR("o"));
	else if (nickserv && registers && rest.len > 0 && !is_email)
		why = STR("the secret has a space in it; use the command "
			  "REGISTER * * :SECRET");
	else if (nickserv && registers)
		ASK(irc, SERVICE, NICKSERV, STR("enroll"), irc_nick(irc),
		    first);
	else if (nickserv && str_caseeq(word, STR("IDENTIFY"))) /* [NAME] */
		ASK(irc, SERVICE, NICKSERV, STR("login"),
		    rest.len > 0 ? first : irc_nick(irc),
		    rest.len > 0 ? rest : first);
	else if (nickserv && str_caseeq(word, STR("GHOST"))) {
		if (rest.len > 0 && irc->account.len == 0)
			ASK(irc, SERVICE, from, STR("login"), first, rest);
		ASK(irc, SERVICE, from, STR("ghost"), first);
	} else
		notice(irc, from,
		    nickserv ?
			STR("Usage: REGISTER SECRET, IDENTIFY [NAME] SECRET, "
			    "GHOST NAME [SECRET], REGISTER #G, DROP #G or "
			    "ACCESS #G") :
			STR("Usage: REGISTER #G, DROP #G or ACCESS #G"),
		    nothing);
	if (why.len > 0)
		notice(irc, from, STR("Failed: "), why);
}

bool
irc_is_service(struct str target)
{
	return str_caseeq(target, NICKSERV) || str_caseeq(target, CHANSERV);
}

void
irc_to_service(struct irc *irc, struct str target, struct str words)
{
	const struct str name =
	    str_caseeq(target, NICKSERV) ? NICKSERV : CHANSERV;
	char room[IRC_MASK];
	const struct irc_source source = { .actor = irc_self(irc, room) };

	/* As echo-message requires for every message. */
	if (irc_can(irc, CAP_ECHO_MESSAGE))
		irc_show_message(irc, source, STR("PRIVMSG"),
		    (struct irc_target) { nothing, name }, words);
	serve(irc, name, words);
}

/*
 * Handles NICKSERV, CHANSERV and their short forms as if the parameters were a
 * message; the colon before the last one is lost.
 */
void
irc_service(struct irc *irc, const struct irc_line *line)
{
	char room[2 * IRC_BODY];

	serve(irc, str_lower(line->command.at[0]) == 'n' ? NICKSERV : CHANSERV,
	    irc_about(room, line->param, line->count));
}

/*
 * Takes "ok VERB WORD ...", whose word is an account, a name or a group, or
 * "err VERB CODE TEXT"; or first "mask G ROLE ACCOUNT NAME ID".
 */
void
irc_hear_service(struct irc *irc, const struct command *said)
{
	const enum verb verb = irc->ask->verb;
	const bool is_name =
	    verb == VERB_ENROLL || verb == VERB_LOGIN || verb == VERB_GHOST;
	struct str text = said->arg[1];

	if (said->rule->verb == VERB_MASK) {
		notice(irc, irc->ask->word,
		    IRC_CAT(IRC_BODY, said->arg[1], STR(" ")), said->arg[2]);
		return;
	}
	if (said->rule->verb == VERB_ERR) {
		notice(irc, irc->ask->word, STR("Failed: "),
		    IRC_CAT(IRC_BODY, said->arg[2],
			verb == VERB_LOGIN ?
			    STR("; with another nick, say IDENTIFY NAME SECRET") :
			    nothing));
		return;
	}
	if (verb == VERB_ENROLL || verb == VERB_LOGIN)
		logged_in(irc, said->arg[1]);
	notice(irc, irc->ask->word, is_name ? STR("Done: ") : STR("Done: #"),
	    str_word(&text));
}
