/* PASS, REGISTER and AUTHENTICATE: see account.h. */
#include "worker/irc/account.h"

#include "shared/codes.h"
#include "worker/irc/out.h"
#include "worker/irc/session.h"

static const struct str nothing;

/* The failure words of draft/account-registration. */
static const struct {
	enum code code;
	struct str word;
} failures[] = {
	{ CODE_NAME_TAKEN, LIT("USERNAME_EXISTS") }, /* in use, no account */
	{ CODE_EXISTS, LIT("ACCOUNT_EXISTS") },
	{ CODE_BAD_NAME, LIT("BAD_ACCOUNT_NAME") },
	{ CODE_BAD_TEXT, LIT("UNACCEPTABLE_PASSWORD") },
	{ CODE_TOO_LONG, LIT("UNACCEPTABLE_PASSWORD") },
	{ CODE_BAD_COMMAND, LIT("UNACCEPTABLE_PASSWORD") },
};

/*
 * Returns the failure word for CODE_NOT_ALLOWED. If the server offers
 * registration now, the only cause is that the client is logged in.
 */
static struct str
word_of_not_allowed(const struct irc *irc)
{
	const unsigned offer =
	    irc->registration.done ? IRC_OFFER_REGISTER : IRC_OFFER_ENROLL;

	if ((irc->offers & offer) != 0)
		return STR("ALREADY_AUTHENTICATED");
	return (irc->offers & IRC_OFFER_REGISTER) != 0 ?
	    STR("COMPLETE_CONNECTION_REQUIRED") :
	    STR("TEMPORARILY_UNAVAILABLE");
}

static struct str
word_of(const struct irc *irc, enum code code)
{
	if (code == CODE_NOT_ALLOWED)
		return word_of_not_allowed(irc);
	for (size_t i = 0; i < COUNT(failures); i++)
		if (failures[i].code == code)
			return failures[i].word;
	return STR("TEMPORARILY_UNAVAILABLE");
}

static void
register_fail(
    struct irc *irc, struct str word, struct str account, struct str text)
{
	irc_fail_about(irc, STR("REGISTER"), word, irc_word(account), text);
}

/* Handles REGISTER ACCOUNT EMAIL SECRET. */
enum irc_done
irc_register(struct irc *irc, const struct irc_line *line)
{
	struct str account = line->param[0];
	enum code code;

	if (str_eq(account, STR("*")))
		account = irc_nick(irc);
	if (str_eq(account, STR("*"))) {
		register_fail(irc, STR("NEED_NICK"), account,
		    STR("Send NICK first, or again if it was refused"));
		return IRC_DONE;
	}
	/*
	 * The verb register will not do: it registers a group if the client is
	 * logged in.
	 */
	code = IRC_ASK(irc, IRC_ASKS_REGISTER, account, STR("enroll"), account,
	    line->param[2]);
	if (code != CODE_OK)
		register_fail(
		    irc, word_of(irc, code), account, code_text(code));
	return IRC_DONE;
}

/* Takes "ok register NAME" or an error. */
void
irc_hear_register(struct irc *irc, const struct command *said)
{
	enum code code;

	if (said->rule->verb == VERB_ERR) {
		if (code_find(said->arg[1], &code))
			register_fail(irc, word_of(irc, code), irc->ask->word,
			    said->arg[2]);
		return;
	}
	OUT_LINE(irc, NULL, STR("REGISTER SUCCESS "), said->arg[1],
	    STR(" :Account successfully registered"));
	irc_sasl_reply(irc, said->arg[1]);
}

bool
irc_pass_login(struct irc *irc, struct str word)
{
	const struct str name = str_cut(&word, ':');

	return word.at != NULL &&
	    IRC_ASK(irc, IRC_ASKS_PASS_LOGIN, nothing, STR("login"), name,
		word) == CODE_OK;
}

void
irc_hear_pass_login(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_ERR)
		NUMERIC(irc, "464", STR(":Password incorrect"));
	else
		irc_sasl_reply(irc, said->arg[1]);
}

/* The length of a full piece of data. After a full piece, another follows. */
#define PIECE ((size_t)400)

static const struct str nothing;

static const struct {
	struct str word;
	struct str mechanism; /* the router's word */
	unsigned offer;
} mechanisms[] = {
	{ LIT("PLAIN"), LIT("plain"), IRC_OFFER_PLAIN },
	{ LIT("SCRAM-SHA-256"), LIT("scram-sha-256"), IRC_OFFER_SCRAM },
	{ LIT("EXTERNAL"), LIT("external"), IRC_OFFER_EXTERNAL },
};

struct str
irc_sasl_mechanisms(const struct irc *irc, char room[IRC_MECHANISMS])
{
	struct buf buf;

	buf_init(&buf, room, IRC_MECHANISMS);
	for (size_t i = 0; i < COUNT(mechanisms); i++)
		if ((irc->offers & mechanisms[i].offer) != 0)
			(void)BUF_CAT(&buf,
			    buf_len(&buf) > 0 ? STR(",") : nothing,
			    mechanisms[i].word); /* fits */
	return buf_str(&buf);
}

static void
sasl_fail(struct irc *irc)
{
	irc->sasl.state = IRC_SASL_NONE;
	NUMERIC(irc, "904", STR(":SASL authentication failed"));
}

static void
abort_it(struct irc *irc)
{
	if (irc->sasl.state == IRC_SASL_ASKED)
		(void)IRC_ASK(irc, IRC_ASKS_NOTHING, nothing, STR("prove"),
		    STR("-")); /* always valid */
	irc->sasl.state = IRC_SASL_NONE;
	irc->sasl.data.len = 0;
}

void
irc_sasl_drop(struct irc *irc)
{
	if (irc->sasl.state == IRC_SASL_NONE)
		return;
	abort_it(irc);
	NUMERIC(irc, "906", STR(":SASL authentication aborted"));
}

static enum irc_done
sasl_begin(struct irc *irc, struct str word)
{
	char room[IRC_MECHANISMS];

	for (size_t i = 0; i < COUNT(mechanisms); i++)
		if (str_caseeq(mechanisms[i].word, word) &&
		    (irc->offers & mechanisms[i].offer) != 0) {
			irc->sasl.state = IRC_SASL_ASKED;
			irc->sasl.data.len = 0;
			(void)IRC_ASK(irc, IRC_ASKS_SASL, nothing, STR("prove"),
			    mechanisms[i].mechanism); /* always valid */
			return IRC_DONE;
		}
	NUMERIC(irc, "908", irc_sasl_mechanisms(irc, room),
	    STR(" :are available SASL mechanisms"));
	sasl_fail(irc);
	return IRC_DONE;
}

/* Sends the complete response to the router. */
static void
respond(struct irc *irc)
{
	const enum code code = IRC_ASK(irc, IRC_ASKS_SASL, nothing,
	    STR("prove"), STR("+"), IRC_STR(irc->sasl.data));

	irc->sasl.data.len = 0;
	if (code == CODE_OK)
		return;
	abort_it(irc);
	sasl_fail(irc);
}

/* Ends a successful login, after the client has confirmed the last message. */
static void
irc_account_finish(struct irc *irc)
{
	irc->sasl.state = IRC_SASL_NONE;
	irc_sasl_reply(irc, IRC_STR(irc->sasl.account));
	NUMERIC(irc, "903", STR(":SASL authentication successful"));
}

static void
add_piece(struct irc *irc, struct str piece)
{
	const bool last = piece.len < PIECE;

	if (str_eq(piece, STR("+")))
		piece = nothing;
	if (piece.len > PIECE) {
		abort_it(irc);
		NUMERIC(irc, "905", STR(":SASL message too long"));
		return;
	}
	if (!IRC_ADD(irc->sasl.data, piece)) {
		abort_it(irc);
		sasl_fail(irc);
		return;
	}
	if (last)
		respond(irc);
}

enum irc_done
irc_authenticate(struct irc *irc, const struct irc_line *line)
{
	const struct str word = line->param[0];

	if (str_eq(word, STR("*"))) {
		abort_it(irc);
		NUMERIC(irc, "906", STR(":SASL authentication aborted"));
	} else if (!irc_can(irc, CAP_SASL)) {
		sasl_fail(irc);
	} else if (irc->sasl.state == IRC_SASL_NONE) {
		return sasl_begin(irc, word);
	} else if (irc->sasl.state == IRC_SASL_LAST) {
		irc_account_finish(irc);
	} else {
		add_piece(irc, word);
	}
	return IRC_DONE;
}

/* Sends a challenge in pieces. If the last piece is full, "+" follows. */
static void
challenge(struct irc *irc, struct str data)
{
	struct str piece;

	do {
		piece = data;
		piece.len = data.len < PIECE ? data.len : PIECE;
		OUT_LINE(irc, NULL, STR("AUTHENTICATE "),
		    piece.len > 0 ? piece : STR("+"));
		if (piece.len > 0)
			str_drop(&data, piece.len);
	} while (piece.len == PIECE);
}

void
irc_sasl_reply(struct irc *irc, struct str account)
{
	char room[IRC_MASK];

	NUMERIC(irc, "900", irc_self_mask(irc, room), STR(" "), account,
	    STR(" :You are now logged in as "), account);
}

void
irc_sasl_reply_logout(struct irc *irc)
{
	char room[IRC_MASK];

	NUMERIC(irc, "901", irc_self_mask(irc, room),
	    STR(" :You are now logged out"));
}

/* Takes "ok prove + [BASE64]", "ok prove ACCOUNT [BASE64]" or an error. */
void
irc_hear_sasl(struct irc *irc, const struct command *said)
{
	struct str data = said->arg[1];
	struct str word;

	if (said->rule->verb == VERB_ERR || irc->sasl.state == IRC_SASL_NONE) {
		sasl_fail(irc);
		return;
	}
	word = str_word(&data);
	if (str_eq(word, STR("+"))) {
		challenge(irc, data);
		return;
	}
	IRC_KEEP(irc->sasl.account, word);
	if (data.len == 0) {
		irc_account_finish(irc);
		return;
	}
	irc->sasl.state = IRC_SASL_LAST;
	challenge(irc, data);
}
