/* The keeper of a server under test: see keeper.h. */
#include "keeper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "must.h"
#include "pattern.h"
#include "scratch.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram.h"

#define NONCE "fyko+d2lbbFgONRv9qkxdawL"

const char *
keeper_config_recorded(void)
{
	static char text[2 * SCRATCH_PATH];
	char path[SCRATCH_PATH];

	scratch_path(path, "state");
	MUST(mkdir(path, 0700) == 0 || errno == EEXIST, "no directory");
	scratch_give(path);
	(void)snprintf(text, sizeof(text),
	    KEEPER_QUICK "state %s\nhistory all\n", path); /* fits */
	return text;
}

struct conn *
keeper_come(const struct server *server, const char *account)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "login %s pw", account);
	conn_expect(conn, "ok login %s", account);
	conn_say(conn, "name %s", account);
	conn_expect(conn, "ok name %s", account);
	return conn;
}

void
keeper_add(const struct server *server, const char *account)
{
	struct conn *operator= conn_open_at(server->control);

	conn_say(operator, "accounts add %s pw", account);
	MUST(str_begins(conn_answer_at(HERE, operator), STR("ok account ")),
	    "%s has an account now", account);
	conn_close(operator);
}

static void
encode(const char *text, size_t len, char room[2048])
{
	MUST(BASE64_TEXT(len) < 2048, "too long");
	room[base64_text(text, len, room).len] = '\0';
}

/*
 * Returns the value of that attribute of the server's message, up to the next
 * comma.
 */
static struct str
part(const char *message, const char *name)
{
	const char *at = strstr(message, name);

	MUST(at != NULL, "no %s in %s", name, message);
	at += strlen(name);
	return (struct str) { at, strcspn(at, ",") };
}

/* The last word of the line that comes, if that is as the pattern has it. */
static bool
hear_last(struct conn *conn, const char *pattern, struct str *word)
{
	struct str line = conn_line(conn);

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (!pattern_matches(pattern, line))
		return false;
	*word = line;
	while (memchr(word->at, ' ', word->len) != NULL)
		(void)str_word(word);
	return true;
}

/* A talk's words, of the native protocol or of IRC. */
struct speech {
	const char *begin; /* said alone, before the first step; or null */
	const char *first; /* and what is said before base64 */
	const char *then;
	const char *end; /* of these lines */
	const char *more; /* the answer, with base64 at its end */
	const char *done;
};

static const struct speech native = { NULL, "prove scram-sha-256 ", "prove + ",
	"", "ok prove + *", "ok prove * *" };
static const struct speech irc = { "AUTHENTICATE SCRAM-SHA-256\r",
	"AUTHENTICATE ", "AUTHENTICATE ", "\r", ":* AUTHENTICATE *",
	":* AUTHENTICATE *" };

/* Does the first step and copies the server's message; false: it refused. */
static bool
first_step(struct conn *conn, const struct speech *speech, const char *bare,
    char said[1024])
{
	char text[256], room[2048];
	struct str word;
	size_t len;

	if (speech->begin != NULL) {
		conn_say(conn, "%s", speech->begin);
		if (!hear_last(conn, ":* AUTHENTICATE +", &word))
			return false;
	}
	(void)snprintf(text, sizeof(text), "n,,%s", bare);
	encode(text, strlen(text), room);
	conn_say(conn, "%s%s%s", speech->first, room, speech->end);
	if (!hear_last(conn, speech->more, &word))
		return false;
	MUST(base64_decode(word, said, 1023, &len), "no base64");
	said[len] = '\0';
	return true;
}

static void
salt_it(const char *said, const char *secret, unsigned char salted[SCRAM_KEY])
{
	char salt[64];
	uint64_t rounds;
	size_t len;

	MUST(base64_decode(part(said, "s="), salt, sizeof(salt), &len) &&
		str_to_number(part(said, "i="), UINT32_MAX, &rounds) &&
		scram_salt(str_from(secret), (struct str) { salt, len },
		    (uint32_t)rounds, salted),
	    "no salt or rounds");
}

/* Does that prove that the server knows the account? */
static bool
is_proved(
    struct str word, const unsigned char *salted, const struct scram_auth *auth)
{
	unsigned char signature[SCRAM_KEY];
	char room[2048], text[64] = "v=";
	struct scram_keys keys;

	scram_make_keys(salted, &keys);
	scram_sign(&keys, auth, signature);
	encode(text, base64_text(signature, SCRAM_KEY, text + 2).len + 2, room);
	return str_eq(word, str_from(room));
}

static bool
begin(struct conn *conn, const struct speech *speech, const char *name,
    struct keeper_exchange *exchange)
{
	(void)snprintf(
	    exchange->bare, sizeof(exchange->bare), "n=%s,r=" NONCE, name);
	return first_step(conn, speech, exchange->bare, exchange->said);
}

static bool
finish(struct conn *conn, const struct speech *speech,
    const struct keeper_exchange *exchange, const char *secret, bool spoil)
{
	char final[512], text[4096], room[2048];
	unsigned char salted[SCRAM_KEY], proof[SCRAM_KEY];
	const struct str nonce = part(exchange->said, "r=");
	struct scram_auth auth;
	struct str word;

	(void)snprintf(
	    final, sizeof(final), "c=biws,r=%.*s", (int)nonce.len, nonce.at);
	auth = (struct scram_auth) { str_from(exchange->bare),
		str_from(exchange->said), str_from(final) };
	salt_it(exchange->said, secret, salted);
	scram_prove(salted, &auth, proof);
	proof[0] = (unsigned char)(proof[0] ^ (spoil ? 1 : 0));
	encode((const char *)proof, sizeof(proof), room);
	(void)snprintf(text, sizeof(text), "%s,p=%s", final, room);
	encode(text, strlen(text), room);
	conn_say(conn, "%s%s%s", speech->then, room, speech->end);
	return hear_last(conn, speech->done, &word) &&
	    is_proved(word, salted, &auth);
}

static bool
prove(struct conn *conn, const struct speech *speech, const char *name,
    const char *secret, bool spoil)
{
	struct keeper_exchange exchange;

	return begin(conn, speech, name, &exchange) &&
	    finish(conn, speech, &exchange, secret, spoil);
}

bool
keeper_scram_begin(
    struct conn *conn, const char *name, struct keeper_exchange *exchange)
{
	return begin(conn, &native, name, exchange);
}

bool
keeper_scram_finish(struct conn *conn, const struct keeper_exchange *exchange,
    const char *secret)
{
	return finish(conn, &native, exchange, secret, false);
}

bool
keeper_scram(struct conn *conn, const char *name, const char *secret,
    bool spoil, struct str *refused)
{
	char want[64];
	const bool proved = prove(conn, &native, name, secret, spoil);

	*refused = conn->line;
	(void)snprintf(want, sizeof(want), "ok prove %s *", name); /* fits */
	return proved && pattern_matches(want, conn->line);
}

bool
keeper_scram_irc(
    struct conn *conn, const char *name, const char *secret, bool spoil)
{
	return prove(conn, &irc, name, secret, spoil);
}
