/*
 * A datagram that is no request gets no reply, and the next request does. Such
 * datagrams are too short, have no valid token, or are noise, empty, or
 * replies: two responders never answer each other.
 */
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/health.h"

#define LEAST RESPONDER_LEAST
#define TOKEN "a-token-that-has-just-33-bytes---"
#define NOISES 20 /* and then a good request */
#define ROUNDS 50
#define LONGEST 8192

/* A datagram begins so, and is filled up with dots. */
static const struct {
	const char *what;
	struct str begin;
	size_t size; /* of the whole; 0: as long as what it begins with */
} rows[] = {
#define ROW(what, begin, size)                                 \
	{                                                      \
		(what), { (begin), sizeof(begin) - 1 }, (size) \
	}
	ROW("nothing", "", 0),
	ROW("a byte", "f", 0),
	ROW("a word", "forkcast", 0),
	ROW("a short request", "forkcast token \n", 0),
	ROW("one of 127 bytes", "forkcast token ", LEAST - 1),
	ROW("no token", "forkcast  ", LEAST),
	ROW("a line end for a token", "forkcast \n", LEAST),
	ROW("no space at all", "forkcast", LEAST),
	ROW("a token without an end", "forkcast token", LEAST),
	ROW("a token of 33 bytes", "forkcast " TOKEN " ", LEAST),
	ROW("a token of 33 bytes and a line end", "forkcast " TOKEN "\n",
	    LEAST),
	ROW("a NUL in the token", "forkcast to\0en ", LEAST),
	ROW("a NUL for a token", "forkcast \0 ", LEAST),
	ROW("an ESC in the token", "forkcast \x1b[2J ", LEAST),
	ROW("a TAB in the token", "forkcast to\ten ", LEAST),
	ROW("a CR in the token", "forkcast token\r\n", LEAST),
	ROW("a DEL in the token", "forkcast to\x7fken ", LEAST),
	ROW("a byte of UTF-8 in the token", "forkcast to\xc3\xa9n ", LEAST),
	ROW("another word", "forkcats token ", LEAST),
	ROW("capitals", "FORKCAST token ", LEAST),
	ROW("a space in front", " forkcast token ", LEAST),
	ROW("a TAB behind the word", "forkcast\ttoken ", LEAST),
	ROW("a line of the protocol", "ping token\n", LEAST),
	ROW("a method of HTTP", "GET / HTTP/1.1\r\n", LEAST),
	ROW("an answer", "forkcast-is token running 0 1000 1 0.001\n", 0),
	ROW("an answer and filler",
	    "forkcast-is token running 0 1000 1 0.001\n", LEAST),
	ROW("as long as it can be", "forkcats token ", LONGEST),
#undef ROW
};

static void
send_filled(const struct health *health, struct str begin, size_t size)
{
	char bytes[LONGEST];

	memset(bytes, '.', sizeof(bytes));
	memcpy(bytes, begin.at, begin.len);
	health_send(health, bytes, size > 0 ? size : begin.len);
}

/* Whatever it says is no request either. */
static void
test_own_answer(struct health *health)
{
	char answer[sizeof(health->bytes)];

	(void)health_ask(health);
	memset(answer, ' ', sizeof(answer));
	memcpy(answer, health->bytes, health->len);
	health_send(health, answer, health->len);
	health_send(health, answer, sizeof(answer));
	(void)health_ask(health);
	PASS("silence for its own answer");
}

/* One that begins like a request has no token. */
static void
send_noise(const struct health *health)
{
	char bytes[2 * LEAST];
	const struct str begin = STR("forkcast ");

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)dice(256);
	if (dice_once_in(2)) {
		memcpy(bytes, begin.at, begin.len);
		bytes[begin.len] = (char)dice(' ' + 1);
	}
	health_send(health, bytes, dice(sizeof(bytes) + 1));
}

static void
test_noise(struct health *health)
{
	dice_begin();
	for (int i = 0; i < ROUNDS; i++) {
		for (int k = 0; k < NOISES; k++)
			send_noise(health);
		(void)health_ask(health);
	}
	PASS("silence for %d times noise", ROUNDS * NOISES);
}

/* Nobody looks at the bytes after the token. */
static void
test_long(struct health *health)
{
	char bytes[LONGEST];
	const usec end = deadline();
	const struct str begin = STR("forkcast asked-0\n");

	memset(bytes, '\xff', sizeof(bytes));
	memcpy(bytes, begin.at, begin.len);
	health_send(health, bytes, sizeof(bytes));
	while (!health_take(health))
		MUST(deadline_pause(end), "no answer");
	PASS("a request of %d bytes is one", LONGEST);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	struct health *health = health_open(server);
	const pid_t responder = health_responder(server);

	for (size_t i = 0; i < COUNT(rows); i++) {
		send_filled(health, rows[i].begin, rows[i].size);
		(void)health_ask(health);
		PASS("silence for %s", rows[i].what);
	}
	test_own_answer(health);
	test_noise(health);
	test_long(health);
	TAP_NUM(health_responder(server), responder, "it lives as before");
	server_stop(server);
	return tap_done();
}
