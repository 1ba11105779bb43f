/*
 * server/worker/fronts and conn/conn.c: whatever a client sends, only commands
 * go up, each a whole line that the router accepts. With the native front these
 * are as many as the client's nonempty lines, or fewer if it says several lines
 * as one message, and none after the line that shows another protocol. IRC is
 * tested elsewhere (irc.c).
 *
 * The first byte chooses if the client may speak in chunks. The rest comes from
 * the client; bytes that no UTF-8 contains stand for events:
 *	\xff  a read ends here
 *	\xfe  a read ends here, and then the client is silent for a while
 *	\xfd  a read ends here, and the router does not read the uplink
 *	\xfc  up to the next of these: a line of the router
 */
#include "server/worker/conn/front.h"
#include "server/process/fork/child.h"
#include "server/worker/conn/conn.h"

#include "shared/grammar.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

enum { READ = 0xff, PAUSE = 0xfe, UNREAD = 0xfd, ROUTER = 0xfc };

static struct {
	struct conn conn;
	const struct front *front;
	size_t lines; /* of the client, that are to go up */
	size_t commands; /* that went up */
	size_t len; /* of the client's line in progress */
	size_t spaces; /* before anything else in it */
	char last; /* byte of the client */
	bool several; /* lines were one message, or were refused as one */
	bool over; /* it was refused */
} test;

/* How many lines the router will have an answer for. */
static void
count_lines(struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		const bool bare = test.len == test.spaces + (test.last == '\r');
		const bool end = bytes.at[i] == '\n';
		/* One that is too long is answered, whatever is in it. */
		test.lines += end && (!bare || test.len >= LIMIT_LINE);
		test.spaces += test.len == test.spaces && bytes.at[i] == ' ';
		test.len = end ? 0 : test.len + 1;
		test.spaces = end ? 0 : test.spaces;
		test.last = bytes.at[i];
	}
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
		MUST(!test.over, "something went up behind the refusal");
		test.over = str_begins(line, STR("fault - protocol"));
		test.several |= str_begins(line, STR("lines ")) ||
		    str_begins(line, STR("fault lines "));
		buf_drop_line(up, line);
		test.commands++;
	}
}

static void
digest(enum front_why why)
{
	if (test.front == NULL) {
		test.front = front_choose(&test.conn, why);
		if (test.front != NULL)
			conn_begin(&test.conn, test.front);
	}
	if (test.front != NULL)
		test.front->input(&test.conn, why);
}

/* As far as there is room; what is left waits, as in the worker. */
static void
take(struct str *bytes)
{
	char *room;
	const size_t size = buf_room(&test.conn.in, &room);
	const size_t len = bytes->len < size ? bytes->len : size;

	memcpy(room, bytes->at, len);
	buf_filled(&test.conn.in, len);
	count_lines((struct str) { bytes->at, len });
	bytes->at += len;
	bytes->len -= len;
}

static void
client_says(struct str bytes, unsigned char how)
{
	const enum front_why why = how == PAUSE ? FRONT_PAUSE : FRONT_BYTES;

	do {
		if (test.conn.refused || test.front == &front_irc)
			return; /* the worker reads no more; see irc.c */
		take(&bytes);
		if (buf_len(&test.conn.in) > 0 || test.conn.in.skipping)
			digest(why);
		if (how != UNREAD || bytes.len > 0)
			read_uplink();
	} while (bytes.len > 0);
}

static void
router_says(struct str line)
{
	struct command said;

	if (grammar_parse(line, FROM_SERVER, &said) != CODE_OK)
		return;
	(void)BUF_CAT(&test.conn.down, line, STR("\n"));
	conn_note_lines(&test.conn);
	buf_drop(&test.conn.down, buf_len(&test.conn.down));
	test.conn.whole = 0;
	MUST(test.conn.name_len <= sizeof(test.conn.name), "a long name");
	if (test.front == NULL || test.front->output == NULL)
		return;
	test.front->output(&test.conn, line);
	MUST(buf_len(&test.conn.out) <= LIMIT_LINE, "it has grown");
	buf_drop(&test.conn.out, buf_len(&test.conn.out));
}

/* The client's end, as the worker sees to it. */
static void
client_ends(void)
{
	if (test.front == &front_irc)
		return;
	do {
		read_uplink();
		digest(FRONT_BYTES);
	} while (!conn_ready(&test.conn) && !test.conn.refused &&
	    test.front != &front_irc);
	if (test.front == &front_irc)
		return;
	digest(FRONT_END);
	digest(FRONT_END);
	if (test.conn.refused) {
		read_uplink();
		MUST(test.over, "nobody was told");
		return;
	}
	conn_quit(&test.conn);
	test.lines++;
	read_uplink();
	if (test.front == &front_line)
		MUST(test.several || test.conn.collects ?
			test.commands <= test.lines :
			test.commands == test.lines,
		    "%zu commands of %zu lines", test.commands, test.lines);
}

void
fuzz(struct str input)
{
	unsigned char how, before = READ;

	memset(&test, 0, sizeof(test));
	conn_init(&test.conn,
	    &(struct child_args) {
		.chunk_time = fuzz_byte(&input) & 1 ? SEC : 0 });
	while (input.len > 0) {
		how = READ;
		const struct str piece =
		    fuzz_piece(&input, "\xff\xfe\xfd\xfc", &how);
		if (before == ROUTER)
			router_says(piece);
		else
			client_says(piece, how);
		before = how;
	}
	client_ends();
}
