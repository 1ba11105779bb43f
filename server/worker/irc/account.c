/*
 * Accounts: AUTHENTICATE (IRCv3 SASL 3.2), whose pieces are joined here while
 * the router's verb prove does the rest; PASS NAME:SECRET, without SASL; and
 * REGISTER (IRCv3 draft/account-registration).
 */
#include "worker/irc/parts.h"

#include "shared/codes.h"
#include "worker/irc/errors.h"
#include "worker/irc/out.h"

static const struct str nothing;

/*
 * Reports why an account was not registered. If the server offers registration
 * now, the only cause of CODE_NOT_ALLOWED is that the client is logged in.
 */
static void
register_fail(
    struct irc *irc, enum code code, struct str account, struct str text)
{
	const unsigned offer =
	    irc->registration.done ? IRC_OFFER_REGISTER : IRC_OFFER_ENROLL;

	if (code != CODE_NOT_ALLOWED)
		irc_error_saying(irc, IRC_ASKS_REGISTER, code, account, text);
	else
		TELL(irc, "FAIL REGISTER %1 %w2 :%3",
		    (irc->offers & offer) != 0 ?
			STR("ALREADY_AUTHENTICATED") :
			(irc->offers & IRC_OFFER_REGISTER) != 0 ?
			STR("COMPLETE_CONNECTION_REQUIRED") :
			STR("TEMPORARILY_UNAVAILABLE"),
		    account, text);
}

/*
 * Handles REGISTER ACCOUNT EMAIL SECRET. The verb register will not do: it
 * registers a group if the client is logged in.
 */
enum irc_done
irc_register(struct irc *irc, const struct irc_line *line)
{
	struct str account = line->param[0];
	enum code code;

	if (str_eq(account, STR("*")))
		account = irc_nick(irc);
	if (str_eq(account, STR("*"))) {
		TELL(irc,
		    "FAIL REGISTER NEED_NICK * "
		    ":Send NICK first, or again if it was refused");
		return IRC_DONE;
	}
	code =
	    ASK(irc, REGISTER, account, STR("enroll"), account, line->param[2]);
	if (code != CODE_OK)
		register_fail(irc, code, account, code_text(code));
	return IRC_DONE;
}

/* Takes "ok enroll NAME" or an error. */
void
irc_hear_register(struct irc *irc, const struct command *said)
{
	enum code code;

	if (said->rule->verb != VERB_ERR) {
		TELL(irc,
		    "REGISTER SUCCESS %1 :Account successfully registered",
		    said->arg[1]);
		irc_sasl_reply(irc, said->arg[1]);
	} else if (code_find(said->arg[1], &code)) {
		register_fail(irc, code, irc->ask->word, said->arg[2]);
	}
}

/* Handles PASS NAME:SECRET, a login, or PASS SECRET, the server's password. */
enum irc_done
irc_pass(struct irc *irc, const struct irc_line *line)
{
	struct str secret = line->param[0];
	const struct str name = str_cut(&secret, ':');

	if (secret.at != NULL &&
	    ASK(irc, PASS_LOGIN, nothing, STR("login"), name, secret) ==
		CODE_OK)
		return IRC_DONE;
	return ASK_OR_TELL(irc, PASS, STR("PASS"), STR("pass"), line->param[0]);
}

void
irc_hear_pass_login(struct irc *irc, const struct command *said)
{
	irc_sasl_reply(irc, said->arg[1]);
}

/* The length of a full piece of data. After a full piece, another follows. */
#define PIECE ((size_t)400)

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

/* Ends an AUTHENTICATE without a login; tells why. */
static void
end(struct irc *irc, struct str form)
{
	if (irc->sasl.state == IRC_SASL_ASKED)
		(void)ASK(irc, NOTHING, nothing, STR("prove"),
		    STR("-")); /* always valid */
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

	for (size_t i = 0; i < COUNT(mechanisms); i++)
		if (str_caseeq(mechanisms[i].word, word) &&
		    (irc->offers & mechanisms[i].offer) != 0) {
			irc->sasl.state = IRC_SASL_ASKED;
			irc->sasl.data.len = 0;
			(void)ASK(irc, SASL, nothing, STR("prove"),
			    mechanisms[i].mechanism); /* always valid */
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
	irc_sasl_reply(irc, IRC_STR(irc->sasl.account));
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
		ASK(irc, SASL, nothing, STR("prove"), STR("+"),
		    IRC_STR(irc->sasl.data)) != CODE_OK))
		end(irc, FAILED);
	else if (last)
		irc->sasl.data.len = 0;
}

enum irc_done
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
		TELL(irc, "AUTHENTICATE [%1|+]", piece);
		if (piece.len > 0)
			str_drop(&data, piece.len);
	} while (piece.len == PIECE);
}

/* Returns the client's NAME!USER@HOST, with '*' for each unknown part. */
static struct str
self_mask(const struct irc *irc, char room[IRC_MASK])
{
	const struct str user = IRC_STR(irc->registration.user);

	if (irc->host.len > 0)
		return irc_self(irc, room);
	return irc_cat(room, IRC_MASK,
	    IRC_WORDS(irc_nick(irc), STR("!"), user.len > 0 ? user : STR("*"),
		STR("@"), irc->from.len > 0 ? IRC_STR(irc->from) : STR("*")));
}

void
irc_sasl_reply(struct irc *irc, struct str account)
{
	char room[IRC_MASK];

	TELL(irc, "900 %1 %2 :You are now logged in as %2",
	    self_mask(irc, room), account);
}

void
irc_sasl_reply_logout(struct irc *irc)
{
	char room[IRC_MASK];

	TELL(irc, "901 %1 :You are now logged out", self_mask(irc, room));
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
