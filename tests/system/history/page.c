/*
 * The example of forkcast-history(5) does what the page says, and the files are
 * as it describes them: for their owner alone, in directories for their owner
 * alone, with records in order.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/examples.h"
#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

#define PAGE "man/forkcast-history.5"

/*
 * The page's file is that of another day, and the directory is elsewhere. Only
 * GNU's date knows -d.
 */
#define PREFIX                                                              \
	"cd() { :; }; command cd %s || exit\n"                              \
	"[ -e ops.0/2026-11-23 ] || cp ops.0/2* ops.0/2026-11-23 || exit\n" \
	"date() { echo 2026-11-23; }\n"                                     \
	"command date -d @1 >/dev/null 2>&1 && unset -f date\n"

/* As PREFIX has left them, the files are the same. */
#define CHECKS                                                 \
	"cd %s; ls -ld . ops.0 | cut -c 1-10\n"                \
	"ls -l ops.0/2026-11-23 ops.0/members | cut -c 1-10\n" \
	"awk '$1 < last; { last = $1 }' ops.0/2026-11-23\n"    \
	"grep -c '^[0-9]* in ali[.][0-9]*$' ops.0/members\n"

static void
runs(const char *script, const char *said)
{
	const struct shell_case one = { script, 0, said, "" };

	shell_cases_at(HERE, "1", &one, 1);
}

int
main(void)
{
	static struct example examples[8];
	const size_t count = examples_read(PAGE, examples, COUNT(examples));
	char script[EXAMPLE_TEXT + 1024];
	struct server *server =
	    server_start(&(struct setup) { .config = journal_config() });
	struct conn *ali;
	int len;

	keeper_add(server, "ali");
	ali = keeper_come(server, "ali");
	conn_ask(ali, "join Ops", "join * Ops ali");
	conn_ask(ali, "join other", "join * other ali");
	conn_ask(ali, "send other elsewhere", "msg * other ali elsewhere");
	conn_ask(ali, "send ops hello", "msg * Ops ali hello");
	conn_ask(ali, "topic ops news", "topic * Ops ali news");
	conn_ask(
	    ali, "send OPS the disk is full", "msg * Ops ali the disk is full");
	server_stop(server);
	MUST(count == 1, "there are %zu examples, not 1", count);
	len = snprintf(script, sizeof(script), PREFIX, journal_path());
	(void)snprintf(script + len, sizeof(script) - (size_t)len, "%s\n",
	    examples[0].script); /* fits */
	runs(script, "2* ali: hello\n2* ali: the disk is full\n");
	(void)snprintf(
	    script, sizeof(script), CHECKS, journal_path()); /* fits */
	runs(script, "drwx------\ndrwx------\n-rw-------\n-rw-------\n1\n");
	return tap_done();
}
