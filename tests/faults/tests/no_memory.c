/*
 * No memory for what a client wants costs that client, who is told goodbye, or
 * those who would have missed an event by it; never the server.
 */
#include "tests/faults/board.h"
#include "tests/lib/conn.h"

static struct server *server;
static struct conn *javad, *ali;

/* Ali wants something for which there is no memory, and is ended. */
static void
ali_is_lost(const char *wish)
{
	ali = conn_member(server, "ali", "1");
	conn_expect(javad, "join * 1 ali");
	board_arm("arena_alloc:1:ENOMEM:parent");
	conn_say(ali, "%s", wish);
	conn_wait_for(ali, "bye internal ...");
	conn_expect_end(ali);
	conn_close(ali);
	conn_expect(javad, "quit * ali internal");
	board_disarm();
	server_expect(server, "ended: ali ..."); /* or it might be the next */
	conn_ask(javad, "send 1 on", "msg * 1 javad on");
	PASS("\"%s\" costs the one who says it", wish);
}

/*
 * As long as nothing can be told, those who miss it are ended as well; not even
 * goodbye can be said, so that their workers have all of their grace.
 */
static void
all_are_lost(void)
{
	struct conn *reza = conn_named(server, "reza");

	ali = conn_member(server, "ali", "1");
	conn_expect(javad, "join * 1 ali");
	board_arm("arena_alloc:1+:ENOMEM:parent");
	conn_say(ali, "send 1 lost");
	board_await(1);
	server_pace(server, 300 * SEC);
	MUST(server_logged(server, "ended: javad ...") == 0,
	    "javad is ended too soon");
	server_pace(server, 300 * SEC);
	conn_expect_end(ali);
	conn_expect_end(javad);
	board_disarm();
	conn_ask(reza, "join 1", "join * 1 reza");
	conn_ask(reza, "names 1", "names 1 reza");
	conn_expect(reza, "ok names 1 1");
	PASS("without any memory the group goes, and who is not in it stays");
	conn_close(reza);
	conn_close(ali);
	conn_close(javad);
}

int
main(void)
{
	board_begin();
	server = server_start(&(struct setup) {
	    .config = "grace 600\n", .program = "forkcastd", .paced = true });
	javad = conn_member(server, "javad", "1");
	ali_is_lost("ping");
	ali_is_lost("send 1 hello");
	ali_is_lost("join another");
	ali_is_lost("names 1");
	all_are_lost();
	server_expect_workers(server, 0);
	server_stop(server);
	return tap_done();
}
