/* Logging in to an account: see login.h. */
#include "session/login/login.h"

#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "shared/addr.h"
#include "shared/codes.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/entropy.h"
#include "shared/crypto/secret.h"
#include "text/render.h"

/* Bytes of our nonce; a multiple of 3, so that its text has no padding. */
#define NONCE 18

#define MECHANISM "scram-sha-256"

void
login_begin(struct login *login, const char *account, const char *secret)
{
	*login = (struct login) {
		.step = LOGIN_CAN, .account = account, .secret = secret
	};
}

bool
login_is_on(const struct login *login)
{
	return login->step != LOGIN_NONE;
}

bool
login_waits(const struct login *login)
{
	return login_is_on(login) && login->said;
}

void
login_forget(struct login *login)
{
	secret_wipe(login->message, sizeof(login->message));
	secret_wipe(&login->exchange, sizeof(login->exchange));
	login->step = LOGIN_NONE;
	login->secret = NULL;
}

void
login_go_on(struct login *login, struct session *session)
{
	const struct str message = { login->message, login->message_len };

	if (login->said || login->step == LOGIN_NONE)
		return;
	login->said = true;
	switch (login->step) {
	case LOGIN_NONE:
		break;
	case LOGIN_CAN:
		SESSION_SAY_ITSELF(session, VERB_CAN, STR("can"));
		break;
	case LOGIN_SECRET:
		SESSION_SAY_ITSELF(session, VERB_LOGIN, STR("login"),
		    str_from(login->account), str_from(login->secret));
		break;
	case LOGIN_FIRST:
		SESSION_SAY_ITSELF(
		    session, VERB_PROVE, STR("prove"), STR(MECHANISM), message);
		break;
	case LOGIN_PROOF:
		SESSION_SAY_ITSELF(
		    session, VERB_PROVE, STR("prove"), STR("+"), message);
		break;
	}
}

static void
step(struct login *login, unsigned next)
{
	login->step = next;
	login->said = false;
}

static enum login_heard
fail(struct login *login, enum login_heard heard, const char *why)
{
	(void)snprintf(login->why, sizeof(login->why), "%s", why);
	login_forget(login);
	return heard;
}

/* A program in place of the connection has a socket without a name. */
bool
login_may_send_secret(const struct session *session)
{
	struct addr peer = { .len = sizeof(peer.to) };

	if (getpeername(session->fd, &peer.to.any, &peer.len) != 0)
		return false;
	if (peer.to.any.sa_family == AF_UNIX)
		return peer.len > offsetof(struct sockaddr_un, sun_path);
	return addr_is_local(&peer);
}

bool
login_offers(struct str words, struct str word)
{
	while (words.len > 0)
		if (str_eq(str_word(&words), word))
			return true;
	return false;
}

/* Begins SCRAM with a nonce of its own. */
static enum login_heard
begin_scram(struct login *login)
{
	char nonce[NONCE], text[BASE64_TEXT(NONCE)];
	struct buf message;

	buf_init(&message, login->message, sizeof(login->message));
	if (!entropy_draw(nonce, sizeof(nonce)) ||
	    !scram_exchange_begin(&login->exchange, str_from(login->account),
		base64_text(nonce, sizeof(nonce), text), &message))
		return fail(login, LOGIN_REFUSED, "no random bytes");
	login->message_len = buf_len(&message);
	step(login, LOGIN_FIRST);
	return LOGIN_GOES_ON;
}

/*
 * Chooses the way to log in. An older server does not know the command "can".
 */
static enum login_heard
choose(struct login *login, const struct session *session,
    const struct command *line)
{
	const bool knows = line->rule->verb == VERB_OK && line->count > 1;

	if (knows && login_offers(line->arg[1], STR(MECHANISM)))
		return begin_scram(login);
	if (!login_may_send_secret(session))
		return fail(login, LOGIN_REFUSED,
		    "the server does not offer scram-sha-256, and the secret "
		    "is not sent over a network");
	step(login, LOGIN_SECRET);
	return LOGIN_GOES_ON;
}

/* Notes why the server has refused. */
static enum login_heard
take_refusal(struct login *login, const struct command *err)
{
	char why[LOGIN_WHY];
	const struct str code = err->arg[1];

	(void)render_string(why, sizeof(why), &err->arg[2], 1);
	return fail(login,
	    str_eq(code, code_word(CODE_UNAVAILABLE)) ? LOGIN_BUSY :
							LOGIN_REFUSED,
	    why);
}

/* Takes "ok prove + MESSAGE". */
static enum login_heard
take_first(struct login *login, struct str rest)
{
	const struct str more = str_word(&rest);
	const char *wrong = "the server's message is not valid";
	struct buf message;

	buf_init(&message, login->message, sizeof(login->message));
	if (str_eq(more, STR("+")) && rest.at != NULL)
		wrong = scram_exchange_prove(
		    &login->exchange, str_from(login->secret), rest, &message);
	if (wrong != NULL)
		return fail(login, LOGIN_FORGED, wrong);
	login->message_len = buf_len(&message);
	step(login, LOGIN_PROOF);
	return LOGIN_GOES_ON;
}

/* Takes "ok prove NAME MESSAGE". */
static enum login_heard
take_last(struct login *login, struct str rest)
{
	const struct str name = str_word(&rest);

	if (str_eq(name, STR("+")) || rest.at == NULL ||
	    !scram_exchange_is_signed(&login->exchange, rest))
		return fail(login, LOGIN_FORGED,
		    "the server does not know the secret of the account; it "
		    "may not be the server that it claims to be");
	login_forget(login);
	return LOGIN_DONE;
}

static enum verb
verb_of(const struct login *login)
{
	if (login->step == LOGIN_CAN)
		return VERB_CAN;
	return login->step == LOGIN_SECRET ? VERB_LOGIN : VERB_PROVE;
}

/* Takes the answer to the command of the step. */
static enum login_heard
take_answer(struct login *login, const struct session *session,
    const struct command *line)
{
	const struct str rest = line->count > 1 ? line->arg[1] : STR("");

	if (login->step == LOGIN_CAN)
		return choose(login, session, line);
	if (line->rule->verb == VERB_ERR)
		return take_refusal(login, line);
	if (login->step == LOGIN_FIRST)
		return take_first(login, rest);
	if (login->step == LOGIN_PROOF)
		return take_last(login, rest);
	login_forget(login);
	return LOGIN_DONE;
}

enum login_heard
login_hear(struct login *login, const struct session *session,
    const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (!login->said || !session_awaits(session, verb_of(login), true) ||
	    (verb != VERB_OK && verb != VERB_ERR))
		return LOGIN_OTHER;
	return take_answer(login, session, line);
}
