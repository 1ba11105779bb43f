/* Logging in to an account: see login.h. */
#include "net/login.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "shared/addr.h"
#include "shared/codes.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/secret.h"
#include "text/render.h"

/* Bytes of our nonce; a multiple of 3, so that its text has no padding. */
#define NONCE 18

#define MECHANISM "scram-sha-256"

void
login_begin(struct login *login, const char *account, const char *secret)
{
	char nonce[NONCE], text[BASE64_TEXT(NONCE)];
	struct buf message;

	*login = (struct login) {
		.step = LOGIN_FIRST, .account = account, .secret = secret
	};
	buf_init(&message, login->message, sizeof(login->message));
	/* Without random bytes the server refuses the empty message. */
	if (entropy_draw(nonce, sizeof(nonce)) &&
	    scram_exchange_begin(&login->exchange, str_from(account),
		base64_text(nonce, sizeof(nonce), text), &message))
		login->message_len = buf_len(&message);
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
	SESSION_SAY_ITSELF(session, VERB_PROVE, STR("prove"),
	    login->step == LOGIN_FIRST ? STR(MECHANISM) : STR("+"), message);
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
	login->step = LOGIN_PROOF;
	login->said = false;
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

enum login_heard
login_hear(struct login *login, const struct session *session,
    const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const struct str rest = line->count > 1 ? line->arg[1] : STR("");

	if (!login->said || !session_awaits(session, VERB_PROVE, true) ||
	    (verb != VERB_OK && verb != VERB_ERR))
		return LOGIN_OTHER;
	if (verb == VERB_ERR)
		return take_refusal(login, line);
	return login->step == LOGIN_FIRST ? take_first(login, rest) :
					    take_last(login, rest);
}
