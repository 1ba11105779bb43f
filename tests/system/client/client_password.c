/* forkcast sends FORKCAST_PASSWORD before the name and does not show it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/lib/filter.h"
#include "tests/lib/pty.h"
#include "tests/lib/server.h"

static struct filter filter;

static void
set_password(const char *password)
{
	MUST(setenv("FORKCAST_PASSWORD", password, 1) == 0, "out of memory");
}

static void
expect_refused(const char *address, int status, const char *complaint)
{
	const int got = FILTER_RUN(&filter, address, "", "-n", "javad");

	TAP_NUM(got, status, "as a filter: the exit status");
	TAP_STR(str_from(filter.complained), str_from(complaint), "and why");
}

static void
as_a_filter(const char *address)
{
	set_password("open-sesame");
	MUST(FILTER_RUN(&filter, address, "join 1\n", "-n", "javad") == 0,
	    "it did not end well: %s", filter.complained);
	TAP_STR(str_from(filter.said),
	    STR("-- ok name javad\n-- join 1 javad\n-- bye quit goodbye\n"),
	    "the right one is not even mentioned");
	set_password("sesame");
	expect_refused(
	    address, 77, "forkcast: password refused: wrong password\n");
	set_password("open sesame");
	expect_refused(address, 64,
	    "forkcast: invalid FORKCAST_PASSWORD: must be 1 to 64 bytes "
	    "without spaces\n");
	set_password("");
	(void)FILTER_RUN(&filter, address, "", "-n", "javad");
	TAP_OK(strstr(filter.complained, "the server's password") != NULL,
	    "without one the server says what it wants");
}

static void
as_a_person(const char *address)
{
	set_password("open-sesame");
	struct pty *pty = PTY_CLIENT(address, "-n", "javad", "1");
	pty_expect(pty, "-- javad has joined #1");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
	PASS("a person is let in by it");
	set_password("");
	pty = PTY_CLIENT(address, "1");
	pty_expect_begin(pty, "what is your name?");
	pty_type(pty, "/pass sesame\r");
	pty_expect(pty, "!! password refused: wrong password");
	pty_type(pty, "/pass open-sesame\rjavad\r");
	pty_expect(pty, "-- javad has joined #1");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
	PASS("or may type it");
}

int
main(void)
{
	char file[SCRATCH_PATH];
	char config[2 * SCRATCH_PATH];

	scratch_path(file, "password");
	scratch_write(file, "open-sesame\n");
	MUST(chmod(file, 0600) == 0, "chmod fails");
	(void)snprintf(config, sizeof(config), "password_file %s\n", file);
	struct server *server =
	    server_start(&(struct setup) { .config = config });

	as_a_filter(server->address[0]);
	as_a_person(server->address[0]);
	server_stop(server);
	return tap_done();
}
