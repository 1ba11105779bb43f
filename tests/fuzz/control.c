/*
 * server/operator/control.c and orders.c: whatever comes over
 * the control socket, each whole line gets one answer, which is plain text, and
 * the router's tables agree. The input is what the client says, but for
 *	\xff  a write ends here, and the server has a turn
 *	\xfe  the same, and more time passes than the server is patient for
 * The orders that end a server, or have it read its configuration again, are
 * left out: what they do stays.
 */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/operator/control.h"
#include "server/operator/orders.h"
#include "server/operator/upgrade.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

enum { TURN = 0xff, PAUSE = 0xfe };

#define INPUT_MOST 8192
#define TURNS_MOST 100
#define PATIENCE (11 * SEC)

static const struct config_option options[] = { { "max_clients", "6" },
	{ NULL, NULL } };

static struct {
	bool begun;
	char path[SCRATCH_PATH];
	struct puppet ali;
	int fd; /* the client's */
	bool ended; /* it was let go */
	size_t answers;
	size_t lines; /* that are to get one */
	struct buf in;
	char data[32 * LIMIT_LINE];
} test = { .fd = -1 };

static void
begin(void)
{
	const struct config config = { .control = test.path };
	struct error why;

	if (test.begun)
		return;
	test.begun = true;
	scratch_path(test.path, "control");
	stage_begin(options);
	control_find(&config, geteuid());
	MUST(control_open(&why), "%s", why.text);
}

static void
turn(void)
{
	control_watch();
	stage_turn();
	control_serve();
	sane_check();
	stage_forget_log();
}

static void
open_client(void)
{
	struct addr addr;

	test.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	MUST(addr_parse(&addr, test.path) == NULL && test.fd != -1 &&
		connect(test.fd, &addr.to.any, addr.len) == 0 &&
		io_prepare(test.fd),
	    "cannot connect");
	test.ended = false;
	test.answers = 0;
	test.lines = 0;
	buf_init(&test.in, test.data, sizeof(test.data));
}

static bool
begins(struct str line, struct str with)
{
	return line.len >= with.len && memcmp(line.at, with.at, with.len) == 0;
}

static void
check_answer(struct str line)
{
	const bool is_last =
	    begins(line, STR("ok ")) || begins(line, STR("err "));

	MUST(is_last || begins(line, STR("- ")), "no answer: \"%.*s\"",
	    (int)line.len, line.at);
	MUST(wellformed(line), "no text: \"%.*s\"", (int)line.len, line.at);
	for (size_t i = 0; i < line.len; i++)
		MUST((unsigned char)line.at[i] >= ' ' && line.at[i] != 0x7f,
		    "a control character");
	test.answers += is_last;
}

/* Reads new output; false if there is none. */
static bool
hear(void)
{
	struct str line;
	char *room;
	const size_t size = buf_room(&test.in, &room);
	const ssize_t count = io_read(test.fd, room, size);

	test.ended = test.ended || count == 0 || count == IO_FAIL;
	if (count <= 0)
		return false;
	buf_filled(&test.in, (size_t)count);
	while (buf_line(&test.in, &line) == LINE_WHOLE) {
		check_answer(line);
		buf_drop_line(&test.in, line);
	}
	return true;
}

/* Half of what is written may be refused: the server has let go of us. */
static void
say(struct str bytes)
{
	if (bytes.len > 0 && !test.ended &&
	    io_write(test.fd, bytes.at, bytes.len) != (ssize_t)bytes.len)
		test.ended = true;
	turn();
	while (hear())
		turn();
}

/* The first of the bytes that stand for what happens, or the end. */
static size_t
find_sign(struct str bytes)
{
	size_t len = 0;

	while (len < bytes.len && (unsigned char)bytes.at[len] < PAUSE)
		len++;
	return len;
}

/* In parts, for the loop's clock does not count all of a long gap. */
static void
pause_for_long(void)
{
	for (usec passed = 0; passed < PATIENCE; passed += SEC) {
		pace(SEC);
		turn();
	}
}

static void
say_all(struct str input)
{
	while (input.len > 0) {
		const size_t len = find_sign(input);
		say((struct str) { input.at, len });
		if (len == input.len)
			return;
		if ((unsigned char)input.at[len] == PAUSE)
			pause_for_long();
		input.at += len + 1;
		input.len -= len + 1;
	}
}

static bool
is_left_out(struct str line)
{
	const struct str verb = str_word(&line);

	return str_eq(verb, STR("stop")) || str_eq(verb, STR("drain")) ||
	    str_eq(verb, STR("reload"));
}

/* Counts the lines that the server will see; false: unsuitable input. */
static bool
count_lines(struct str input)
{
	static char seen[INPUT_MOST];
	struct str text = { seen, 0 }, line;

	for (size_t i = 0; i < input.len; i++)
		if ((unsigned char)input.at[i] < PAUSE)
			seen[text.len++] = input.at[i];
	for (size_t i = 0; i < text.len; i++)
		test.lines += seen[i] == '\n';
	while (fuzz_line(&text, &line)) {
		if (line.len > 0 && line.at[line.len - 1] == '\r')
			line.len--;
		if (is_left_out(line))
			return false;
	}
	return true;
}

/* Lifts each ban again. */
static void
lift_bans(void)
{
	static char data[32 * LIMIT_LINE], none[4 * LIMIT_LINE];
	char order[LIMIT_LINE];
	struct buf bans, answer;
	struct str line;
	uint32_t cursor = 0;

	buf_init(&bans, data, sizeof(data));
	MUST(orders_run(STR("bans"), geteuid(), &cursor, &bans) == ANSWERED,
	    "too many");
	while (buf_line(&bans, &line) == LINE_WHOLE) {
		const int len = snprintf(order, sizeof(order), "unban %.*s",
		    (int)line.len - 2, line.at + 2);
		buf_init(&answer, none, sizeof(none));
		if (begins(line, STR("- ")))
			(void)orders_run((struct str) { order, (size_t)len },
			    geteuid(), &cursor, &answer);
		buf_drop_line(&bans, line);
	}
}

static void
end(void)
{
	io_close(&test.fd);
	turn();
	turn();
	puppet_die(&test.ali);
	turn();
	lift_bans();
	turn();
	sane_check_empty();
}

void
fuzz(struct str input)
{
	begin();
	if (input.len > INPUT_MOST)
		return;
	open_client();
	puppet_join(&test.ali, "ali", "1");
	if (count_lines(input)) {
		say_all(input);
		for (int i = 0; i < TURNS_MOST && !test.ended; i++)
			say(STR(""));
		MUST(test.ended || test.answers == test.lines,
		    "%zu answers to %zu lines", test.answers, test.lines);
		MUST(test.answers <= test.lines + 1, "more answers than lines");
	}
	end();
}
