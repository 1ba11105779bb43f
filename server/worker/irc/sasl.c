/* AUTHENTICATE: see sasl.h. */
#include "worker/irc/sasl.h"

#include "shared/codes.h"
#include "worker/irc/ask.h"
#include "worker/irc/out.h"

/* A piece of this length is followed by another. */
#define PIECE ((size_t)400)

static const struct str nothing;

static const struct {
	struct str word;
	struct str mechanism; /* as the router has it */
	unsigned offer;
} mechanisms[] = {
	{ { "PLAIN", 5 }, { "plain", 5 }, IRC_OFFER_PLAIN },
	{ { "SCRAM-SHA-256", 13 }, { "scram-sha-256", 13 }, IRC_OFFER_SCRAM },
	{ { "EXTERNAL", 8 }, { "external", 8 }, IRC_OFFER_EXTERNAL },
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
fail(struct irc *irc)
{
	irc->sasl.state = IRC_SASL_NONE;
	NUMERIC(irc, "904", STR(":SASL authentication failed"));
}

static void
abort_it(struct irc *irc)
{
	if (irc->sasl.state == IRC_SASL_ASKED)
		(void)IRC_ASK(irc, IRC_ASKS_NOTHING, nothing, STR("prove"),
		    STR("-")); /* it is good */
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
begin(struct irc *irc, struct str word)
{
	char room[IRC_MECHANISMS];

	for (size_t i = 0; i < COUNT(mechanisms); i++)
		if (str_same(mechanisms[i].word, word) &&
		    (irc->offers & mechanisms[i].offer) != 0) {
			irc->sasl.state = IRC_SASL_ASKED;
			irc->sasl.data.len = 0;
			(void)IRC_ASK(irc, IRC_ASKS_SASL, nothing, STR("prove"),
			    mechanisms[i].mechanism); /* good */
			return IRC_DONE;
		}
	NUMERIC(irc, "908", irc_sasl_mechanisms(irc, room),
	    STR(" :are available SASL mechanisms"));
	fail(irc);
	return IRC_DONE;
}

/* The whole response is there. */
static void
respond(struct irc *irc)
{
	const struct str data = IRC_STR(irc->sasl.data);
	enum code code;

	if (data.len == 0)
		code = IRC_ASK(
		    irc, IRC_ASKS_SASL, nothing, STR("prove"), STR("+"));
	else
		code = IRC_ASK(
		    irc, IRC_ASKS_SASL, nothing, STR("prove"), STR("+"), data);
	irc->sasl.data.len = 0;
	if (code == CODE_OK)
		return;
	abort_it(irc);
	fail(irc);
}

/* What the server said last was good: the client has seen it. */
static void
finish(struct irc *irc)
{
	irc->sasl.state = IRC_SASL_NONE;
	irc_sasl_tell(irc, IRC_STR(irc->sasl.account));
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
	if (piece.len > sizeof(irc->sasl.data.text) - irc->sasl.data.len) {
		abort_it(irc);
		fail(irc);
		return;
	}
	if (piece.len > 0)
		memcpy(irc->sasl.data.text + irc->sasl.data.len, piece.at,
		    piece.len);
	irc->sasl.data.len += piece.len;
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
	} else if ((irc->caps & CAP_SASL) == 0) {
		fail(irc);
	} else if (irc->sasl.state == IRC_SASL_NONE) {
		return begin(irc, word);
	} else if (irc->sasl.state == IRC_SASL_LAST) {
		finish(irc);
	} else {
		add_piece(irc, word);
	}
	return IRC_DONE;
}

/* A challenge, in pieces; a last one that is full is followed by "+". */
static void
challenge(struct irc *irc, struct str data)
{
	struct str piece;

	do {
		piece = data;
		piece.len = data.len < PIECE ? data.len : PIECE;
		irc_out_begin(irc, NULL);
		OUT(irc, STR("AUTHENTICATE "),
		    piece.len > 0 ? piece : STR("+"));
		irc_out_end(irc);
		if (piece.len > 0)
			data.at += piece.len;
		data.len -= piece.len;
	} while (piece.len == PIECE);
}

void
irc_sasl_tell(struct irc *irc, struct str account)
{
	char room[IRC_MASK];

	NUMERIC(irc, "900", irc_self_mask(irc, room), STR(" "), account,
	    STR(" :You are now logged in as "), account);
}

void
irc_sasl_tell_logout(struct irc *irc)
{
	char room[IRC_MASK];

	NUMERIC(irc, "901", irc_self_mask(irc, room),
	    STR(" :You are now logged out"));
}

/* ok prove + [BASE64], ok prove ACCOUNT [BASE64], or err */
void
irc_hear_sasl(
    struct irc *irc, const struct ask *ask, const struct command *said)
{
	struct str data = said->arg[1];
	struct str word;

	(void)ask;
	if (said->rule->verb == VERB_ERR || irc->sasl.state == IRC_SASL_NONE) {
		fail(irc);
		return;
	}
	word = str_word(&data);
	if (str_eq(word, STR("+"))) {
		challenge(irc, data);
		return;
	}
	IRC_KEEP(irc->sasl.account, word);
	if (data.len == 0) {
		finish(irc);
		return;
	}
	irc->sasl.state = IRC_SASL_LAST;
	challenge(irc, data);
}
