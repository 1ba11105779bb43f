/*
 * The lab's client sends each command with one send without a line end, and
 * gets each message in the form to print, beside a native client.
 */
#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

/* A command without a line end; it ends at a pause, which the log shows. */
static void
command(struct server *server, struct conn *lab, const char *text)
{
	conn_send(lab, text, strlen(text));
	server_pace(server, SEC);
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path },
		.config = "chunk_time 60\ngrace 600\n",
		.paced = true });
	struct conn *javad = conn_open(server);
	struct conn *ali = conn_member(server, "ali", "1");

	command(server, javad, "jav");
	server_expect_workers(server, 2);
	server_pace_all(server, 50 * SEC);
	command(server, javad, "ad");
	server_pace(server, 60 * SEC);
	server_expect(server, "javad: login from *");
	command(server, javad, "join 1");
	server_expect(server, "javad: join 1");
	conn_expect(ali, "join * 1 javad");
	PASS("a name and a join without line ends");
	command(server, javad, "send 1 hello ali");
	conn_expect(ali, "msg * 1 javad hello ali");
	conn_expect_bytes(javad, "javad: hello ali");
	PASS("its message comes back as it would be shown");
	conn_ask(ali, "send 1 hellllllo javad, how are you?",
	    "msg * 1 ali hellllllo javad, how are you?");
	conn_expect_bytes(javad, "ali: hellllllo javad, how are you?");
	conn_ask(ali, "tell javad psst", "tell * ali javad psst");
	conn_expect_bytes(javad, "ali: psst");
	PASS("others' messages, to the group and to it alone");
	conn_ask(ali, "topic 1 tea", "topic * 1 ali tea");
	conn_ask(ali, "name reza", "name * ali reza");
	conn_ask(ali, "send 1 one", "msg * 1 reza one");
	conn_expect_bytes(javad, "reza: one");
	PASS("other events are not shown");
	command(server, javad, "send 1 by LF\nsend 1 too\n");
	conn_expect(ali, "msg * 1 javad by LF");
	conn_expect(ali, "msg * 1 javad too");
	conn_expect_bytes(javad, "javad: by LFjavad: too");
	PASS("LF ends a command as well");
	command(server, javad, "leave 1");
	conn_expect(ali, "leave * 1 javad");
	command(server, javad, "quit");
	conn_expect_end(javad);
	conn_close(javad);
	server_expect(server, "ended: javad * pid *, bye quit, ...");
	PASS("leave and quit");
	server_stop(server);
	return tap_done();
}
