/*
 * If a connection ends without bye, because the network or the worker has
 * failed, each command for scripts says so and exits with 69 at once.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define GONE "connection lost: closed by the server\n"
#define RESET "connection lost: Connection reset by peer\n"

static const struct {
	const char *script;
	const char *asks; /* what it says last; null: it waits */
	const char *answer; /* what it is told before the end */
	const char *said;
	const char *complained; /* behind the sentence itself */
	bool joins;
} cases[] = {
	{ "exec forkcast send -n javad 1 hello", "send 1 hello", "", "",
	    "forkcast send: 1 line: no reply\n", true },
	{ "rm -f f; mkfifo f && exec 3<>f && exec forkcast send -n javad 1 <f",
	    NULL, "", "", "", true },
	{ "exec forkcast listen -n javad 1", NULL,
	    "msg 1700000000000001 1 ali hello\n"
	    "msg 1700000000000002 1 ali cut of",
	    "[1] ali: hello\n", "", true },
	{ "exec forkcast listen -c 9 -x cat -n javad 1", NULL,
	    "msg 1700000000000001 1 ali hello\n", "hello", "", true },
	{ "exec forkcast names -n javad 1", "names 1",
	    "names 1 ali javad\nnames 1 re", "ali\njavad\n", "", false },
	{ "exec forkcast names -n javad 1", "names 1",
	    "names 1 ali javad\nok names", "ali\njavad\n", "", false },
	{ "exec forkcast ping -n javad", "ping 1", "",
	    "--- * ping statistics ---\n1 sent, 0 answered, time * ms\n", "",
	    false },
	{ "exec forkcast ping -n javad", "ping 1", "ok ping 1\n",
	    "answer from ...\n--- * ping statistics ---\n"
	    "1 sent, 1 answered, time * ms\nrtt ...\n",
	    "", false },
	{ "exec forkcast fifo -n javad chat 1", NULL, "", "", "", true },
};

/* "forkcast send: " and the like, from the script. */
static void
expect_complaint(struct shell *shell, size_t i, const char *sentence)
{
	const char *word = strstr(cases[i].script, "forkcast ") + 9;
	char patterns[256];

	(void)snprintf(patterns, sizeof(patterns), "forkcast %.*s: %s%s",
	    (int)strcspn(word, " "), word, sentence, cases[i].complained);
	TAP_NUM(shell_status(shell), 69, "%s: 69", cases[i].script);
	if (!TAP_OK(shell_matches(patterns, shell_complained(shell)),
		"it says why"))
		tap_note("%s", shell_complained(shell));
}

static void
ends(size_t i, bool reset)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, cases[i].script);
	if (cases[i].joins) {
		fake_welcome(&fake, "javad");
	} else {
		fake_expect(&fake, "name javad");
		fake_say(&fake, "ok name javad\n");
	}
	if (cases[i].asks != NULL)
		fake_expect(&fake, cases[i].asks);
	fake_say(&fake, cases[i].answer);
	if (reset)
		fake_reset(&fake);
	else
		fake_close(&fake);
	expect_complaint(shell, i, reset ? RESET : GONE);
	/* Lines before a reset may be lost with it. */
	if (!reset &&
	    !TAP_OK(shell_matches(cases[i].said, shell_said(shell)),
		"what had come whole is shown"))
		tap_note("%s", shell_said(shell));
	fake_stop(&fake);
}

/* It does not even get as far as its name. */
static void
ends_early(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start(fake.address, "exec forkcast names -n javad 1");
	fake_expect(&fake, "name javad");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 69, "before it has a name: 69");
	TAP_STR(str_from(shell_complained(shell)), STR("forkcast names: " GONE),
	    "it says why");
	fake_stop(&fake);
}

/* A client of the real server ends, too, when its worker is killed. */
static void
worker_is_killed(void)
{
	struct server *server = server_start(NULL);
	struct shell *shell =
	    shell_start(server->address[0], "exec forkcast listen -n javad 1");

	shell_await(server->address[0], "javad", "1");
	MUST(kill(server_worker(server, "javad"), SIGKILL) == 0, "no worker");
	TAP_NUM(shell_status(shell), 69, "its worker is killed: 69");
	server_stop(server);
}

int
main(void)
{
	for (size_t i = 0; i < 2 * COUNT(cases); i++)
		ends(i / 2, i % 2 == 1);
	ends_early();
	worker_is_killed();
	return tap_done();
}
