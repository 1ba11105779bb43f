/*
 * server/worker/fronts/front_date.c and front_echo.c: whatever a client sends,
 * it gets back its own bytes or one date, and nothing goes up but what such a
 * front may say.
 *
 * The first byte chooses the service. The rest comes from the client in reads
 * of as many bytes as the byte before each says; such a byte from 0xf0 on is a
 * pause, and from 0xe0 on the client takes what there is for it.
 */
#include "server/worker/conn/conn.h"
#include "server/worker/conn/front.h"

#include "shared/grammar.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

enum { TAKES = 0xe0, PAUSES = 0xf0 };

static struct {
	struct conn conn;
	struct str sent; /* by the client, and not yet back */
	bool over; /* the connection is ending */
} test;

static bool
is_date(void)
{
	return test.conn.service == SERVICE_DATE;
}

/* The router reads the uplink; it answers to what a date asks for. */
static void
read_uplink(void)
{
	struct buf *up = &test.conn.up;
	struct str line;

	while (buf_len(up) > 0) {
		MUST(buf_line(up, &line) == LINE_WHOLE, "it ends in a line");
		MUST(!test.over, "something went up behind the end");
		if (is_date() && str_eq(line, STR("time")))
			conn_output(&test.conn, STR("ok time 17 2026Z"));
		else
			test.over = is_date() ?
			    str_eq(line, STR("quit")) :
			    str_eq(line, STR("fault - protocol")) ||
				str_eq(line, STR("fault - idle"));
		MUST(test.over || is_date(), "an echo says \"%.*s\"",
		    (int)line.len, line.at);
		buf_drop_line(up, line);
	}
}

/* The client takes all that there is for it. */
static void
take_output(void)
{
	const struct str out = buf_str(&test.conn.out);

	if (is_date()) {
		MUST(out.len == 0 || str_eq(out, STR("2026Z\r\n")),
		    "another date");
	} else {
		MUST(out.len <= test.sent.len &&
			memcmp(out.at, test.sent.at, out.len) == 0,
		    "other bytes than its own");
		str_drop(&test.sent, out.len);
	}
	buf_drop(&test.conn.out, out.len);
}

static void
read_client(struct str *bytes, size_t len)
{
	len = len < bytes->len ? len : bytes->len;
	test.sent.len += len;
	while (len > 0) {
		char *room;
		size_t count = buf_room(&test.conn.in, &room);
		MUST(count > 0, "there is no room for a read");
		count = count < len ? count : len;
		memcpy(room, bytes->at, count);
		buf_filled(&test.conn.in, count);
		str_drop(bytes, count);
		len -= count;
	}
}

/* Moves the client's bytes together, as they come back. */
static void
pack(struct str input, char *packed)
{
	size_t len = 0;

	while (input.len > 0) {
		size_t count = fuzz_byte(&input);
		if (count >= TAKES)
			continue;
		count = count < input.len ? count : input.len;
		memcpy(packed + len, input.at, count);
		str_drop(&input, count);
		len += count;
	}
}

void
fuzz(struct str input)
{
	static char packed[CONN_IN / 2];

	memset(&test, 0, sizeof(test));
	conn_init(&test.conn, 0);
	test.conn.service = fuzz_byte(&input) & 1 ? SERVICE_DATE : SERVICE_ECHO;
	if (input.len > sizeof(packed))
		input.len = sizeof(packed);
	pack(input, packed);
	test.sent.at = packed;
	conn_begin(&test.conn, front_of(test.conn.service));
	test.conn.front->input(&test.conn, FRONT_BYTES);
	read_uplink();
	while (input.len > 0 && !test.conn.refused) {
		const size_t how = fuzz_byte(&input);
		if (how < TAKES)
			read_client(&input, how);
		test.conn.front->input(
		    &test.conn, how >= PAUSES ? FRONT_PAUSE : FRONT_BYTES);
		read_uplink();
		if (how >= TAKES && how < PAUSES)
			take_output();
	}
	take_output();
	if (!test.conn.refused)
		test.conn.front->input(&test.conn, FRONT_END);
	take_output();
}
