/* forkcast listen prints messages in each format and exits when it should. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali;

/* Starts it as javad and waits until it is in group 1. */
static struct shell *
listen_by(const char *script)
{
	struct shell *shell = shell_start(server->address[0], script);

	shell_await(server->address[0], "javad", "1");
	return shell;
}

static void
say_things(void)
{
	conn_say(ali, "send 1 one");
	conn_say(ali, "send 1 \x02two\x02\t\"\\");
	conn_say(ali, "tell javad psst");
	conn_say(ali, "topic 1 tea");
	conn_say(ali, "send 1 three");
}

static const struct {
	const char *script;
	const char *said;
} forms[] = {
	{ "exec forkcast listen -n javad -c 3 1",
	    "[1] ali: one\n[1] ali: two    \"\\\n[1] ali: three\n" },
	{ "exec forkcast listen -n javad -j -c 2 1",
	    "{\"id\":*,\"time\":\"*Z\",\"kind\":\"msg\",\"group\":\"1\","
	    "\"name\":\"ali\",\"text\":\"one\"}\n"
	    "{\"id\":*,\"time\":\"*Z\",\"kind\":\"msg\",\"group\":\"1\","
	    "\"name\":\"ali\",\"text\":\"\\u0002two\\u0002\\t\\\"\\\\\"}\n" },
	{ "exec forkcast listen -n javad -e -f ali -c 4 1",
	    "[1] ali: one\n[1] ali: two    \"\\\n"
	    "ali -> javad: psst\n-- topic 1 ali tea\n" },
};

static void
each_form(void)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct shell *shell = listen_by(forms[i].script);
		say_things();
		TAP_NUM(shell_status(shell), 0, "%s", forms[i].script);
		if (!TAP_OK(shell_matches(forms[i].said, shell_said(shell)),
			"what it writes"))
			tap_note("it is:\n%s", shell_said(shell));
		TAP_STR(str_from(shell_complained(shell)), STR(""),
		    "and it complains of nothing");
	}
}

/* As "listen | head -n 1" has it. */
static void
reader_gone(void)
{
	struct shell *shell = listen_by("mkfifo out; head -n 1 out & "
					"exec forkcast listen -n javad 1 >out");

	conn_say(ali, "send 1 one");
	shell_expect(shell, "[1] ali: one");
	TAP_NUM(shell_status(shell), 74, "nobody reads any more: 74");
	TAP_STR(str_from(shell_complained(shell)), STR(""), "without a word");
}

static void
signals(void)
{
	struct shell *shell = listen_by("exec forkcast listen -n javad 1");

	conn_say(ali, "send 1 one");
	shell_expect(shell, "[1] ali: one");
	shell_signal(shell, SIGINT);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGINT, "INT ends it");
	server_expect(server, "ended: javad * pid *, bye quit, ...");
	PASS("politely");
	/* A stopped server does not keep it from ending. */
	shell = listen_by("exec forkcast listen -n javad 1");
	server_signal(server, SIGSTOP);
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM,
	    "a server that does not answer is not waited for");
	server_signal(server, SIGCONT);
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	each_form();
	reader_gone();
	signals();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
