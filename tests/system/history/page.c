/*
 * The EXAMPLES of forkcast-history(5) do what the page says, and the files are
 * as it describes them: for their owner alone, in a directory for their owner
 * alone, with a header and then the records in order.
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
#define PREFIX                                                  \
	"cd() { :; }; command cd %s || exit\n"                  \
	"[ -e 2026-11-23.1 ] || cp 2*.1 2026-11-23.1 || exit\n" \
	"date() { echo 2026-11-23; }\n"                         \
	"command date -d @1 >/dev/null 2>&1 && unset -f date\n"

/* In the order of the page, with the beginning of the paragraph before. */
static const struct {
	const char *title;
	const char *and; /* is run after it */
	const char *said;
} rows[] = {
	{ "Everything that was said", "", "* * hello\n* * the disk is full\n" },
	{ "The same by date", "", "2* ali: the disk is full\n" },
	{ "The time of a record", "", "2026-11-23\n" },
	{ "The CRC of the last record", "", "...\n...\n" },
};

/* As PREFIX has left them, the files are the same. */
#define CHECKS                                                       \
	"cd %s; record=$(tail -n 1 2026-11-23.1)\n"                  \
	"crc=$(printf %%s \"${record#* }\" | gzip | tail -c 8 |"     \
	"	od -A n -N 4 -t x4)\n"                                     \
	"[ $crc = ${record%%%% *} ] && echo same\n"                  \
	"head -n 1 2026-11-23.1 | grep -c ' 0 history 0 - 1 - 0$'\n" \
	"ls -ld . | cut -c 1-10; ls -l 2026-11-23.1 | cut -c 1-10\n" \
	"awk '$4 < last; { last = $4 }' 2026-11-23.1\n"

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
	struct setup setup = { .config = journal_config() };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "Ops");

	conn_ask(ali, "join other", "join * other ali");
	conn_ask(ali, "send other elsewhere", "msg * other ali elsewhere");
	conn_ask(ali, "send ops hello", "msg * Ops ali hello");
	conn_ask(ali, "topic ops news", "topic * Ops ali news");
	conn_ask(
	    ali, "send OPS the disk is full", "msg * Ops ali the disk is full");
	server_stop(server);
	MUST(count == COUNT(rows), "there are %zu examples, not %zu", count,
	    COUNT(rows));
	for (size_t i = 0; i < count; i++) {
		int len;
		MUST(strncmp(examples[i].title, rows[i].title,
			 strlen(rows[i].title)) == 0,
		    "example %zu is: %s", i, examples[i].title);
		len = snprintf(script, sizeof(script), PREFIX, journal_path());
		(void)snprintf(script + len, sizeof(script) - (size_t)len,
		    "%s\n%s", examples[i].script, rows[i].and);
		runs(script, rows[i].said);
	}
	(void)snprintf(
	    script, sizeof(script), CHECKS, journal_path()); /* fits */
	runs(script, "same\n1\ndrwx------\n-rw-------\n");
	return tap_done();
}
