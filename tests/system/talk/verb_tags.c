/*
 * tags of one or two lines go with the next message to members with full
 * events, and with no other command; one byte more than allowed is refused.
 */
#include <string.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

/*
 * The part that fits in a line with its verb, and the part left for the second
 * line.
 */
#define FIRST (LIMIT_LINE - sizeof("tags "))
#define REST (LIMIT_TAGS - FIRST)

static void
test_limits(struct conn *ali, struct conn *bo)
{
	conn_say(ali, "tags %s", filler(FIRST));
	conn_say(ali, "tags %s", filler(REST));
	conn_ask(ali, "send 1 x", "msg * 1 ali x");
	conn_expect(bo, "tags %s", filler(FIRST));
	conn_expect(bo, "tags %s", filler(REST));
	conn_expect(bo, "msg * 1 ali!user@*.ip!*!- x");
	PASS("as many as there may be");
	conn_say(ali, "tags %s", filler(FIRST));
	conn_say(ali, "tags %s", filler(REST + 1));
	conn_ask(ali, "send 1 y",
	    "err tags too-long too long: 4095 bytes, limit 4094");
	conn_expect(ali, "msg * 1 ali y");
	conn_expect(bo, "msg * 1 ali!user@*.ip!*!- y");
	conn_say(ali, "tags a");
	conn_say(ali, "tags b");
	conn_ask(
	    ali, "tags c", "err tags too-long too many lines of tags: limit 2");
	conn_ask(ali, "send 1 z", "msg * 1 ali z");
	conn_expect(bo, "msg * 1 ali!user@*.ip!*!- z");
	PASS("more are refused, and those before them are gone");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *bo = conn_member(server, "bo", "1");

	conn_expect(ali, "join * 1 bo");
	conn_ask(bo, "want full", "ok want full");
	conn_say(ali, "tags +a=b;+c");
	conn_ask(ali, "send 1 x", "msg * 1 ali x");
	conn_expect(bo, "tags +a=b;+c");
	conn_expect(bo, "msg * 1 ali!user@*.ip!*!- x");
	conn_ask(ali, "send 1 y", "msg * 1 ali y");
	conn_expect(bo, "msg * 1 ali!user@*.ip!*!- y");
	PASS("they go with one message");
	conn_say(ali, "tags +d");
	conn_ask(ali, "signal @bo", "ok signal *");
	conn_expect(bo, "tags +d");
	conn_expect(bo, "signal * @bo ali!user@*.ip!*!-");
	conn_say(ali, "tags +e");
	conn_ask(ali, "note @bo z", "tell * ali bo z");
	conn_expect(bo, "tags +e");
	conn_expect(bo, "note * @bo ali!user@*.ip!*!- z");
	PASS("also to one, and where there is nothing else");
	conn_say(ali, "tags +f");
	conn_ask(ali, "topic 1 tea", "topic * 1 ali tea");
	conn_expect(bo, "topic * 1 ali!user@*.ip!*!- tea");
	conn_ask(ali, "send 1 x", "msg * 1 ali x");
	conn_expect(bo, "msg * 1 ali!user@*.ip!*!- x");
	PASS("another command has none, and leaves none");
	test_limits(ali, bo);
	server_stop(server);
	return tap_done();
}
