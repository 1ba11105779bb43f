/*
 * server/worker/fronts/front_irc and its room: whatever a client of IRC sends,
 * only commands go up, each a whole line that the router takes; whatever the
 * router says, the client gets whole lines of IRC that are not too long; and
 * when all is answered nothing that was said waits.
 *
 * The input comes from the client; bytes that are in no UTF-8 stand for what
 * happens:
 *	\xff  a read ends here
 *	\xfc  up to the next of these: a line of the router
 *	\xfb  what was asked until now is answered
 */
#include "server/process/fork/child.h"
#include "server/worker/conn/conn.h"
#include "server/worker/conn/front.h"
#include "server/worker/irc/session.h"

#include "shared/grammar.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

enum { READ = 0xff, ROUTER = 0xfc, ANSWERS = 0xfb };

#define ACTOR STR("ali!a@host!*!-")
#define ID STR("1795160000123456")
#define WAITING 2048

static struct {
	struct conn conn;
	enum verb verb[WAITING]; /* of what is not answered */
	size_t waiting;
	unsigned turn;
} test;

static void
check_line(struct str line)
{
	struct str body = line;

	MUST(line.len > 1 && line.at[line.len - 1] == '\r', "no CR");
	MUST(memchr(line.at, '\r', line.len - 1) == NULL &&
		memchr(line.at, '\0', line.len) == NULL,
	    "a CR or a NUL in \"%.*s\"", (int)line.len, line.at);
	if (line.at[0] == '@') {
		const struct str tags = str_word(&body);
		MUST(tags.len + 1 <= IRC_TAGS, "%zu bytes of tags", tags.len);
	}
	MUST(body.len + 1 <= IRC_BODY, "%zu bytes: \"%.*s\"", body.len + 1,
	    (int)body.len, body.at);
}

static void
read_out(void)
{
	struct str out = buf_str(&test.conn.out);

	while (out.len > 0) {
		const char *lf = memchr(out.at, '\n', out.len);
		MUST(lf != NULL, "it ends within a line");
		const size_t len = (size_t)(lf - out.at);
		check_line((struct str) { out.at, len });
		out.at += len + 1;
		out.len -= len + 1;
	}
	buf_drop(&test.conn.out, buf_len(&test.conn.out));
}

static void
hear(const struct str *words, size_t count)
{
	char room[LIMIT_LINE];
	struct command said;
	struct buf buf;
	struct str line;

	buf_init(&buf, room, sizeof(room));
	MUST(buf_say(&buf, words, count), "no room");
	line = (struct str) { room, buf_len(&buf) - 1 };
	if (grammar_parse(line, FROM_SERVER, &said) != CODE_OK)
		return;
	conn_output(&test.conn, line);
	read_out();
}
#define HEAR(...)                                  \
	hear((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Lines of the past, of which the client sees some. */
static void
answer_history(void)
{
	HEAR(STR("past"), STR("tags"), STR("+a=b;+c"));
	HEAR(STR("past"), STR("msg"), ID, STR("1"), ACTOR, STR("hello"));
	HEAR(STR("past"), STR("quit"), ID, STR("ali!a@host!ali!-"));
	HEAR(STR("past"), STR("gap"), ID, ID);
	HEAR(STR("past"), STR("msg"), ID);
}

/* The good answers that there are here, and otherwise why not. */
static void
answer(enum verb verb)
{
	static const struct {
		enum verb verb;
		struct str line;
	} good[] = {
		{ VERB_NAME, { "name ali", 8 } },
		{ VERB_WANT, { "want full", 9 } },
		{ VERB_ABOUT, { "about", 5 } },
		{ VERB_PING, { "ping", 4 } },
		{ VERB_COUNTS, { "counts 1 0 0 3", 14 } },
		{ VERB_AWAY, { "away", 4 } },
		{ VERB_MODE, { "mode 1 nt 1795160000123456 o 5 tea", 34 } },
		{ VERB_PROVE, { "prove +", 7 } },
		{ VERB_CAN, { "can plain register history:9", 28 } },
		{ VERB_HISTORY, { "history 1 5 1795160000123456", 28 } },
		{ VERB_TALKS, { "talks 0", 7 } },
		{ VERB_SERVER, { "server irc.tea net 1 0.1 100", 28 } },
	};

	if (verb == VERB_JOIN)
		HEAR(STR("join"), ID, STR("1"), ACTOR, STR("Ali"));
	else if (verb == VERB_SEND)
		HEAR(STR("msg"), ID, STR("1"), ACTOR, STR("hello"));
	else if (verb == VERB_TELL)
		HEAR(STR("tell"), ID, ACTOR, STR("ali"), STR("hello"));
	else if (verb == VERB_HISTORY)
		answer_history();
	for (size_t i = 0; i < COUNT(good); i++)
		if (good[i].verb == verb) {
			HEAR(STR("ok"), good[i].line);
			return;
		}
	if (verb != VERB_JOIN && verb != VERB_SEND && verb != VERB_TELL)
		HEAR(STR("err"), grammar_row(verb, FROM_CLIENT)->word,
		    code_word((enum code)(1 + test.turn++ % (CODE_COUNT - 1))),
		    STR("for a person"));
	else if (test.conn.asks->count > 0)
		HEAR(STR("err"), grammar_row(verb, FROM_CLIENT)->word,
		    STR("not-member"), STR("for a person"));
}

static void
answer_all(void)
{
	for (size_t i = 0; i < test.waiting; i++)
		answer(test.verb[i]);
	test.waiting = 0;
}

/* The router reads the uplink. */
static void
read_uplink(void)
{
	struct buf *up = &test.conn.up;
	struct command command;
	struct str line;

	while (buf_len(up) > 0) {
		MUST(buf_line(up, &line) == LINE_WHOLE, "it ends in a line");
		if (str_strip_front(line).len == 0) { /* it only counts */
			buf_drop_line(up, line);
			continue;
		}
		MUST(grammar_parse(line, FROM_WORKER, &command) == CODE_OK,
		    "the router would not take \"%.*s\"", (int)line.len,
		    line.at);
		if (command.rule->verb != VERB_TAGS &&
		    command.rule->verb != VERB_QUIT) {
			MUST(test.waiting < WAITING, "too much is asked");
			test.verb[test.waiting++] = command.rule->verb;
		}
		buf_drop_line(up, line);
	}
}

static void
client_says(struct str bytes)
{
	char *room;

	do {
		const size_t size = buf_room(&test.conn.in, &room);
		const size_t len = bytes.len < size ? bytes.len : size;
		memcpy(room, bytes.at, len);
		buf_filled(&test.conn.in, len);
		bytes.at += len;
		bytes.len -= len;
		front_irc.input(&test.conn, FRONT_BYTES);
		read_out();
		read_uplink();
		if (bytes.len > 0)
			answer_all();
	} while (bytes.len > 0);
}

/* It is trusted not to have what no line of its own has. */
static void
router_says(struct str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (strchr("\r\n", line.at[i]) != NULL)
			return;
	if (line.len > 0 && line.len < LIMIT_LINE &&
	    memcmp(line.at, "ok", 2 < line.len ? 2 : line.len) != 0)
		hear(&line, 1);
}

static void
settle(void)
{
	size_t before;

	for (unsigned i = 0; i < 1000; i++) {
		before = buf_len(&test.conn.in);
		answer_all();
		front_irc.input(&test.conn, FRONT_BYTES);
		read_out();
		read_uplink();
		/* What has no room behind other answers is taken next. */
		if (test.waiting == 0 && buf_len(&test.conn.in) == before)
			break;
	}
	const struct str left = buf_str(&test.conn.in);
	MUST(left.len == 0 || memchr(left.at, '\n', left.len) == NULL,
	    "a line is left: \"%.*s\"", (int)left.len, left.at);
}

void
fuzz(struct str input)
{
	unsigned char how, before = READ;

	memset(&test, 0, sizeof(test));
	conn_init(&test.conn, &(struct child_args) { .chunk_time = 0 });
	conn_begin(&test.conn, &front_irc);
	while (input.len > 0) {
		how = READ;
		const struct str piece =
		    fuzz_piece(&input, "\xff\xfc\xfb", &how);
		if (before == ROUTER)
			router_says(piece);
		else if (piece.len > 0)
			client_says(piece);
		if (how == ANSWERS)
			answer_all();
		before = how;
	}
	settle();
}
