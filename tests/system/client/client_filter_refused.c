/*
 * A filter explains each line that it does not send, and its exit status
 * reports it.
 */
#include "tests/lib/conn.h"
#include "tests/lib/filter.h"

static struct filter filter;

/* The input after the name and join 1, and what is complained. */
#define LONG "0123456789012345678901234567890123456789"

static const struct {
	const char *input;
	const char *complaint;
} refused[] = {
	{ "\xff\n",
	    "forkcast: line 1 not sent: invalid text: not UTF-8, or contains "
	    "characters that are not allowed\n" },
	{ "ping\nsend 2 hello\n",
	    "forkcast: line 2 not sent: you are not in 2; join it first, or "
	    "use /send\n" },
	{ "/get @" LONG,
	    "forkcast: line 1 not sent: too long: 40 bytes, limit 32\n" },
	{ "/nope",
	    "forkcast: line 1 not sent: unknown command /nope; see /help, or "
	    "begin with a space to send it as a message\n" },
	{ "ping\n/set bell no\n",
	    "forkcast: line 2 not sent: /set needs a terminal\n" },
};

static void
names(const char *address)
{
	MUST(FILTER_RUN(&filter, address, "hello\n", "-n", "ali") == 77,
	    "a name that is taken does not end with 77");
	TAP_STR(str_from(filter.complained),
	    STR("forkcast: name refused: name already in use\n"),
	    "a name that is taken");
	MUST(FILTER_RUN(&filter, address, "", "-n", "1ali") == 77,
	    "a name that cannot be does not end with 77");
	MUST(FILTER_RUN(&filter, address, "", "-n", "quit") == 77,
	    "a command behind -n is obeyed");
	MUST(filter_run(&filter, address, (const char *[]) { NULL }, "") == 64,
	    "no name does not end with 64");
	TAP_STR(str_from(filter.complained),
	    STR("forkcast: no name: give one with -n, or as the first line of "
		"input\n"),
	    "no name");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_named(server, "ali");

	names(server->address[0]);
	for (size_t i = 0; i < COUNT(refused); i++) {
		MUST(FILTER_RUN(&filter, server->address[0], refused[i].input,
			 "-n", "javad", "1") == 65,
		    "a line that is not sent does not end with 65");
		TAP_STR(str_from(filter.complained),
		    str_from(refused[i].complaint), "line %zu", i);
	}
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
