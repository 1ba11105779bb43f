/* shared/responder: requests and answers, built and read. */
#include "shared/responder.h"

#include <stdio.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define ROOM 256
#define TOKEN_32 "0123456789abcdef0123456789ABCDE~"
#define STATE_16 "abcdefghijklmnop"

static struct buf
empty(char room[ROOM])
{
	struct buf buf;

	buf_init(&buf, room, ROOM);
	return buf;
}

/* The text, and dots behind it until there are so many bytes. */
static struct str
filled(char room[ROOM], struct str text, size_t len)
{
	memset(room, '.', ROOM);
	memcpy(room, text.at, text.len);
	return (struct str) { room, len };
}

static void
builds_requests(void)
{
	char room[ROOM];
	struct buf buf = empty(room);
	struct str token = STR("nothing");

	TAP_OK(responder_request(&buf, STR("a")), "a request");
	const struct str request = buf_str(&buf);
	TAP_NUM(request.len, RESPONDER_LEAST, "has as many bytes as it needs");
	TAP_STR(((struct str) { request.at, 13 }), STR("forkcast a .."),
	    "begins so");
	TAP_STR(((struct str) { request.at + RESPONDER_LEAST - 3, 3 }),
	    STR("..\n"), "and ends with LF");
	TAP_OK(responder_read_request(request, &token), "it is one");
	TAP_STR(token, STR("a"), "with that token");

	buf = empty(room);
	TAP_OK(responder_request(&buf, STR(TOKEN_32)), "the longest token");
	TAP_NUM(buf_len(&buf), RESPONDER_LEAST, "makes it no longer");
	TAP_OK(responder_read_request(buf_str(&buf), &token) &&
		str_eq(token, STR(TOKEN_32)),
	    "and can be read");
}

#define REQUEST(text, token)          \
	{                             \
		STR(text), STR(token) \
	}

static void
reads_requests(void)
{
	static const struct {
		struct str text;
		struct str token; /* or empty: it is none */
	} rows[] = {
		REQUEST("forkcast a ", "a"),
		REQUEST("forkcast a\n", "a"),
		REQUEST("forkcast ! \0\xff\n\n", "!"),
		REQUEST("forkcast forkcast forkcast", "forkcast"),
		REQUEST("forkcast " TOKEN_32 " ", TOKEN_32),
		REQUEST("forkcast " TOKEN_32 "\n", TOKEN_32),
		REQUEST("forkcast " TOKEN_32 "x ", ""),
		REQUEST("forkcast  ", ""),
		REQUEST("forkcast  a ", ""),
		REQUEST("forkcast \n", ""),
		REQUEST("forkcast a\t ", ""),
		REQUEST("forkcast a\r\n", ""),
		REQUEST("forkcast a\0b ", ""),
		REQUEST("forkcast a\x7f ", ""),
		REQUEST("forkcast \xc3\xa4 ", ""),
		REQUEST("forkcast\na ", ""),
		REQUEST("forkcasta a ", ""),
		REQUEST("Forkcast a ", ""),
		REQUEST(" forkcast a ", ""),
		REQUEST("forkcast-is a ", ""),
		REQUEST("", ""),
	};
	char room[ROOM];

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct str text = filled(room, rows[i].text, ROOM);
		struct str token = STR("");
		TAP_OK(responder_read_request(text, &token) ==
			(rows[i].token.len > 0),
		    "a request or none: number %zu", i);
		TAP_STR(token, rows[i].token, "its token");
	}
}

static const struct responder_answer usual = {
	.token = { "abc", 3 },
	.state = { RESPONDER_RUNNING, sizeof(RESPONDER_RUNNING) - 1 },
	.clients = 12,
	.max = 1000,
	.uptime = 3600,
	.beat_age = 250 * MSEC + 999,
};

static void
builds_answers(void)
{
	struct responder_answer answer = usual;
	char room[ROOM];
	struct buf buf = empty(room);

	TAP_OK(responder_answer(&buf, &answer), "an answer");
	TAP_STR(buf_str(&buf),
	    STR("forkcast-is abc running 12 1000 3600 0.250\n"),
	    "is one line, its age cut to milliseconds");

	answer =
	    (struct responder_answer) { .token = STR("~"), .state = STR("x") };
	buf = empty(room);
	TAP_OK(responder_answer(&buf, &answer), "the shortest answer");
	TAP_STR(buf_str(&buf), STR("forkcast-is ~ x 0 0 0 0.000\n"),
	    "is all zeros");

	answer = (struct responder_answer) { .token = STR(TOKEN_32),
		.state = STR(STATE_16),
		.clients = UINT64_MAX,
		.max = RESPONDER_MOST + 1,
		.uptime = RESPONDER_MOST,
		.beat_age = UINT64_MAX };
	buf = empty(room);
	TAP_OK(responder_answer(&buf, &answer), "the longest answer");
	TAP_STR(buf_str(&buf),
	    STR("forkcast-is " TOKEN_32 " " STATE_16
		" 9999999999 9999999999 9999999999 9999999999.999\n"),
	    "says the largest numbers");
	TAP_OK(buf_len(&buf) < RESPONDER_LEAST,
	    "and is shorter than any "
	    "request");
	TAP_OK(responder_read_answer(buf_str(&buf), &answer), "it is one");
	TAP_OK(answer.clients == RESPONDER_MOST &&
		answer.beat_age == RESPONDER_MOST * SEC + 999 * MSEC,
	    "with these numbers");
}

static void
reads_answers(void)
{
	struct responder_answer answer;

	TAP_OK(responder_read_answer(
		   STR("forkcast-is a stuck 1 20 300 4000.005\n"), &answer),
	    "an answer");
	TAP_STR(answer.token, STR("a"), "its token");
	TAP_STR(answer.state, STR("stuck"), "its state");
	TAP_NUM(answer.clients, 1, "clients");
	TAP_NUM(answer.max, 20, "max");
	TAP_NUM(answer.uptime, 300, "uptime");
	TAP_NUM(answer.beat_age, 4000 * SEC + 5 * MSEC, "the age of the beat");
}

#define TELLS(text) STR("forkcast-is " text)

static const struct str good[] = {
	/* the token */
	TELLS("! a 0 0 0 0.000\n"),
	TELLS(TOKEN_32 " a 0 0 0 0.000\n"),
	/* the state */
	TELLS("t " STATE_16 " 0 0 0 0.000\n"),
	/* clients */
	TELLS("t a 9999999999 0 0 0.000\n"),
	/* max */
	TELLS("t a 0 9999999999 0 0.000\n"),
	TELLS("t a 5 4 0 0.000\n"),
	/* uptime */
	TELLS("t a 0 0 9999999999 0.000\n"),
	/* the age of the beat */
	TELLS("t a 0 0 0 9999999999.999\n"),
	TELLS("t a 0 0 0 0.001\n"),
};

static const struct str bad[] = {
	/* the word */
	STR("forkcast a a 0 0 0 0.000\n"),
	STR("forkcast-isa a 0 0 0 0.000\n"),
	STR("forkcast-is\na a 0 0 0 0.000\n"),
	STR("FORKCAST-IS a a 0 0 0 0.000\n"),
	/* the token */
	TELLS(TOKEN_32 "x a 0 0 0 0.000\n"),
	TELLS(" a 0 0 0 0.000\n"),
	TELLS("\x1f a 0 0 0 0.000\n"),
	TELLS("\x7f a 0 0 0 0.000\n"),
	TELLS("\xff a 0 0 0 0.000\n"),
	TELLS("x\0 a 0 0 0 0.000\n"),
	/* the state */
	TELLS("t " STATE_16 "q 0 0 0 0.000\n"),
	TELLS("t  0 0 0 0.000\n"),
	TELLS("t Running 0 0 0 0.000\n"),
	TELLS("t run1 0 0 0 0.000\n"),
	TELLS("t ru\0n 0 0 0 0.000\n"),
	TELLS("t ru\033n 0 0 0 0.000\n"),
	/* clients */
	TELLS("t a 10000000000 0 0 0.000\n"),
	TELLS("t a 18446744073709551616 0 0 0.000\n"),
	TELLS("t a -1 0 0 0.000\n"),
	TELLS("t a +1 0 0 0.000\n"),
	TELLS("t a 00 0 0 0.000\n"),
	TELLS("t a 01 0 0 0.000\n"),
	TELLS("t a 0x1 0 0 0.000\n"),
	TELLS("t a  0 0 0.000\n"),
	TELLS("t a 1\0 0 0 0.000\n"),
	/* max */
	TELLS("t a 0 10000000000 0 0.000\n"),
	TELLS("t a 0 1. 0 0.000\n"),
	/* uptime */
	TELLS("t a 0 0 10000000000 0.000\n"),
	TELLS("t a 0 0 0.5 0.000\n"),
	/* the age of the beat */
	TELLS("t a 0 0 0 10000000000.000\n"),
	TELLS("t a 0 0 0 00.000\n"),
	TELLS("t a 0 0 0 .000\n"),
	TELLS("t a 0 0 0 000\n"),
	TELLS("t a 0 0 0 0\n"),
	TELLS("t a 0 0 0 0.00\n"),
	TELLS("t a 0 0 0 0.0000\n"),
	TELLS("t a 0 0 0 0.00x\n"),
	TELLS("t a 0 0 0 0.-01\n"),
	TELLS("t a 0 0 0 0,000\n"),
	TELLS("t a 0 0 0 x.000\n"),
	TELLS("t a 0 0 0 -0.000\n"),
	TELLS("t a 0 0 0 0.0\0000\n"),
	/* the end */
	TELLS("t a 0 0 0 0.000"),
	TELLS("t a 0 0 0 0.000 \n"),
	TELLS("t a 0 0 0 0.000 more\n"),
	TELLS("t a 0 0 0 0.000\r\n"),
	TELLS("t a 0 0 0 0.000\n\n"),
	TELLS("t a 0 0 0 0.000\nx"),
	TELLS("t a 0 0 0 0.000\n\0"),
	TELLS("t a 0 0 0\n"),
	TELLS("t\n"),
	TELLS("\n"),
	TELLS(""),
};

static void
judges_answers(void)
{
	struct responder_answer answer;

	for (size_t i = 0; i < COUNT(good); i++)
		TAP_OK(responder_read_answer(good[i], &answer),
		    "an answer: number %zu", i);
	answer = usual;
	for (size_t i = 0; i < COUNT(bad); i++)
		TAP_OK(!responder_read_answer(bad[i], &answer),
		    "no answer: number %zu", i);
	TAP_OK(str_eq(answer.token, usual.token) && answer.max == usual.max,
	    "what is none leaves *answer");
}

int
main(void)
{
	builds_requests();
	reads_requests();
	builds_answers();
	reads_answers();
	judges_answers();
	return tap_done();
}
