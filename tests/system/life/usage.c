/*
 * The command line: wrong arguments are refused, and -h and -V print and exit.
 */
#include "tests/lib/server.h"

#define ARGS_MOST 4

static const struct {
	const char *args[ARGS_MOST];
	int status;
	const char *says;
} rows[] = {
	{ { "-x" }, 64, "usage: forkcastd ..." },
	{ { "-l" }, 64, "usage: forkcastd ..." },
	{ { "operand" }, 64, "usage: forkcastd ..." },
	{ { "-l", "nowhere" }, 64, "forkcastd: ..." },
	{ { "-l", "127.0.0.1:65536" }, 64, "forkcastd: ..." },
	{ { "-l", "127.0.0.1:" }, 64, "forkcastd: ..." },
	{ { "-m", "0" }, 64, "forkcastd: ..." },
	{ { "-m", "many" }, 64, "forkcastd: ..." },
	{ { "-r", "2" }, 64, "forkcastd: ..." },
	{ { "-S", "maybe" }, 64, "forkcastd: ..." },
	{ { "-f", "/nonexistent/conf" }, 78,
	    "forkcastd: cannot open /nonexistent/conf: No such file or "
	    "directory" },
	{ { "-V" }, 0, "forkcastd ..." },
	{ { "--version" }, 0, "forkcastd ..." },
	{ { "-h" }, 0, "usage: forkcastd ..." },
	{ { "--help" }, 0, "usage: forkcastd ..." },
	{ { "--no" }, 64, "usage: forkcastd ..." },
	{ { "-t" }, 0, "" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct setup setup = { .args_alone = true };
		for (size_t k = 0; k < ARGS_MOST; k++)
			setup.args[k] = rows[i].args[k];
		server_refuses(&setup, rows[i].status, "%s", rows[i].says);
		PASS("%s %s is %d", rows[i].args[0],
		    rows[i].args[1] != NULL ? rows[i].args[1] : "",
		    rows[i].status);
	}
	return tap_done();
}
