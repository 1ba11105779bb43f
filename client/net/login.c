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

/* "n,,": no channel binding, and nobody to act as; and its Base64. */
#define HEADER STR("n,,")
#define HEADER_TEXT STR("biws")

#define NOT_VALID "the server's message is not valid"

/* The server's first message, "r=NONCES,s=SALT,i=ROUNDS", and its parts. */
struct server_first {
	struct str whole;
	struct str nonces;
	char salt[SCRAM_MESSAGE];
	size_t salt_len;
	uint64_t rounds;
};

static_assert(BASE64_TEXT(SCRAM_MESSAGE) <= LIMIT_BASE64, "it has room");

/* Sets the message to be sent, in Base64. */
static void
set_message(struct login *login, struct str message)
{
	login->message_len =
	    base64_text(message.at, message.len, login->message).len;
}

static bool
add_escaped(struct buf *to, struct str name)
{
	bool good = true;

	for (size_t i = 0; good && i < name.len; i++)
		if (name.at[i] == ',')
			good = BUF_CAT(to, STR("=2C"));
		else if (name.at[i] == '=')
			good = BUF_CAT(to, STR("=3D"));
		else
			good = BUF_CAT(to, ((struct str) { name.at + i, 1 }));
	return good;
}

void
login_begin(struct login *login, const char *account, const char *secret,
    struct str nonce)
{
	char room[SCRAM_MESSAGE], drawn[NONCE], text[BASE64_TEXT(NONCE)];
	struct buf bare, message;

	if (nonce.len == 0 && secret_draw(drawn, sizeof(drawn)))
		nonce = base64_text(drawn, sizeof(drawn), text);
	*login = (struct login) { .step = LOGIN_FIRST,
		.account = account,
		.secret = secret,
		.nonce_len = nonce.len };
	buf_init(&bare, login->bare, sizeof(login->bare));
	buf_init(&message, room, sizeof(room));
	if (nonce.len == 0 || !BUF_CAT(&bare, STR("n=")) ||
	    !add_escaped(&bare, str_from(account)) ||
	    !BUF_CAT(&bare, STR(",r="), nonce) ||
	    !BUF_CAT(&message, HEADER, buf_str(&bare)))
		return; /* the server refuses the empty message */
	login->bare_len = buf_len(&bare);
	set_message(login, buf_str(&message));
}

bool
login_is_on(const struct login *login)
{
	return login->step != LOGIN_NONE;
}

void
login_forget(struct login *login)
{
	secret_wipe(login->message, sizeof(login->message));
	secret_wipe(login->signature, sizeof(login->signature));
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
	SESSION_ASK(session, VERB_PROVE, STR("prove"),
	    login->step == LOGIN_FIRST ? STR(MECHANISM) : STR("+"), message);
}

static enum login_heard
fail_login(struct login *login, enum login_heard heard, const char *why)
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
	return fail_login(login,
	    str_eq(code, code_word(CODE_UNAVAILABLE)) ? LOGIN_BUSY :
							LOGIN_REFUSED,
	    why);
}

/* Takes an attribute such as "r=VALUE" off the front; false if it differs. */
static bool
take_attribute(struct str *rest, char letter, struct str *value)
{
	const char *comma;

	if (rest->len < 3 || rest->at[0] != letter || rest->at[1] != '=')
		return false;
	str_drop(rest, 2);
	comma = memchr(rest->at, ',', rest->len);
	*value = (struct str) { rest->at,
		comma != NULL ? (size_t)(comma - rest->at) : rest->len };
	str_drop(rest, value->len + (comma != NULL));
	return value->len > 0;
}

/* Reads the server's first message. Extensions at its end are optional. */
static bool
read_first(struct str text, struct server_first *first)
{
	struct str salt, rounds;

	first->whole = text;
	return take_attribute(&text, 'r', &first->nonces) &&
	    take_attribute(&text, 's', &salt) &&
	    take_attribute(&text, 'i', &rounds) &&
	    base64_decode(
		salt, first->salt, sizeof(first->salt), &first->salt_len) &&
	    first->salt_len > 0 &&
	    str_to_number(rounds, UINT32_MAX, &first->rounds);
}

/* Returns whether the nonces are ours and then one of the server's. */
static bool
continues_ours(const struct login *login, struct str nonces)
{
	const struct str ours = { login->bare + login->bare_len -
		    login->nonce_len,
		login->nonce_len };

	return nonces.len > ours.len && nonces.len <= SCRAM_BOTH_NONCES &&
	    str_begins(nonces, ours);
}

/* Sets our last message, and notes what the server must answer. */
static void
prove(struct login *login, const struct server_first *first)
{
	char room[SCRAM_MESSAGE], text[BASE64_TEXT(SCRAM_KEY)];
	unsigned char salted[SCRAM_KEY], proof[SCRAM_KEY];
	struct scram_auth auth = {
		.first_bare = { login->bare, login->bare_len },
		.server_first = first->whole,
	};
	struct scram_keys keys;
	struct buf message;

	buf_init(&message, room, sizeof(room));
	/* All of it fits: the nonces are short. */
	(void)BUF_CAT(
	    &message, STR("c="), HEADER_TEXT, STR(",r="), first->nonces);
	auth.final_bare = buf_str(&message);
	(void)scram_salt(str_from(login->secret),
	    (struct str) { first->salt, first->salt_len },
	    (uint32_t)first->rounds, salted); /* rounds is not 0 */
	scram_prove(salted, &auth, proof);
	scram_make_keys(salted, &keys);
	scram_sign(&keys, &auth, login->signature);
	secret_wipe(&keys, sizeof(keys));
	secret_wipe(salted, sizeof(salted));
	(void)BUF_CAT(
	    &message, STR(",p="), base64_text(proof, sizeof(proof), text));
	set_message(login, buf_str(&message));
}

/*
 * Takes the server's first message, "ok prove + MESSAGE". Returns null, or what
 * is wrong with it.
 */
static const char *
take_first(struct login *login, struct str rest)
{
	char room[SCRAM_MESSAGE];
	const struct str more = str_word(&rest);
	struct server_first first = { .rounds = 0 };
	size_t len;

	if (!str_eq(more, STR("+")) || rest.at == NULL ||
	    !base64_decode(rest, room, sizeof(room), &len) ||
	    !read_first((struct str) { room, len }, &first))
		return NOT_VALID;
	if (!continues_ours(login, first.nonces))
		return "the server's nonce does not continue ours";
	if (first.rounds < LOGIN_ROUNDS_LEAST ||
	    first.rounds > LOGIN_ROUNDS_MOST)
		return "the server asks for too few or too many rounds";
	prove(login, &first);
	return NULL;
}

/*
 * Returns whether the server's last message, "ok prove NAME MESSAGE", proves
 * that it knows the account.
 */
static bool
is_signed(const struct login *login, struct str rest)
{
	const struct str name = str_word(&rest);
	char text[SCRAM_MESSAGE];
	unsigned char signature[SCRAM_KEY];
	size_t len, signature_len;

	return !str_eq(name, STR("+")) && rest.at != NULL &&
	    base64_decode(rest, text, sizeof(text), &len) && len >= 2 &&
	    text[0] == 'v' && text[1] == '=' &&
	    base64_decode((struct str) { text + 2, len - 2 }, signature,
		sizeof(signature), &signature_len) &&
	    signature_len == sizeof(signature) &&
	    secret_same(signature, login->signature, sizeof(signature));
}

enum login_heard
login_hear(struct login *login, const struct session *session,
    const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const struct str rest = line->arg[1];

	if (!login->said || !session_awaits(session, VERB_PROVE, true) ||
	    (verb != VERB_OK && verb != VERB_ERR))
		return LOGIN_OTHER;
	if (verb == VERB_ERR)
		return take_refusal(login, line);
	if (login->step == LOGIN_FIRST) {
		const char *wrong = take_first(login, rest);
		if (wrong != NULL)
			return fail_login(login, LOGIN_FORGED, wrong);
		login->step = LOGIN_PROOF;
		login->said = false;
		return LOGIN_GOES_ON;
	}
	if (!is_signed(login, rest))
		return fail_login(login, LOGIN_FORGED,
		    "the server does not know the secret of the account; it "
		    "may not be the server that it claims to be");
	login_forget(login);
	return LOGIN_DONE;
}
