/*
 * The example of forkcast-history(5) does what the page says, and the files are
 * as it describes them: for their owner alone, in a directory for their owner
 * alone, with the records in order.
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
#define PREFIX                                               \
	"cd() { :; }; command cd %s || exit\n"               \
	"mv ops.0/2* ops.0/2026-11-23 || exit\n"             \
	"command date -u -d @1 >/dev/null 2>&1 || date() { " \
	"echo 2026-11-23T00:00:00; }\n"

#define CHECKS                                                   \
	"cd %s; ls -ld . ops.0 | cut -c 1-10\n"                  \
	"ls -l ops.0/2* | cut -c 1-10; cut -c 1-19 ops.0/2* |\n" \
	"awk 'length($1) != 16 || $2 != \"o\" || $1 < last {\n"  \
	"	print }; { last = $1 }'\n"

static void
runs(const char *script, const char *said)
{
	const struct shell_case one = { script, 0, said, "" };

	shell_cases_at(HERE, "1", &one, 1);
}

int
main(void)
{
	static struct example example[2];
	char script[EXAMPLE_TEXT + 1024];
	struct setup setup = { .config = journal_config() };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "Ops");
	int len;

	conn_ask(ali, "join other", "join * other ali");
	conn_ask(ali, "send other elsewhere", "msg * other ali elsewhere");
	conn_ask(ali, "send ops hello", "msg * Ops ali hello");
	conn_ask(ali, "topic ops news", "topic * Ops ali news");
	conn_ask(
	    ali, "send OPS the disk is full", "msg * Ops ali the disk is full");
	server_stop(server);
	MUST(examples_read(PAGE, example, COUNT(example)) == 1, "one example");
	len = snprintf(script, sizeof(script), PREFIX, journal_path());
	(void)snprintf(script + len, sizeof(script) - (size_t)len, "%s",
	    example[0].script);
	runs(script, "2* ali: hello\n2* ali: the disk is full\n");
	(void)snprintf(
	    script, sizeof(script), CHECKS, journal_path()); /* fits */
	runs(script, "drwx------\ndrwx------\n-rw-------\n");
	return tap_done();
}
