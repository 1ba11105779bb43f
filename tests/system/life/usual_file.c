/*
 * Without -f, the server reads the default file if it exists, at start and on
 * HUP; -f none reads none, and an unreadable file is an error. Here the default
 * is in the build directory.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/pattern.h"
#include "tests/lib/server.h"

#define PROGRAM "tests/servers/usual/forkcastd"
#define NOBODY 65534

static struct {
	char directory[SCRATCH_PATH * 2];
	char file[SCRATCH_PATH * 2 + 16];
	char program[SCRATCH_PATH * 2 + 16];
	char one[SCRATCH_PATH]; /* sockets that it names */
	char other[SCRATCH_PATH];
} test;

static void
clean_up(void)
{
	(void)unlink(test.file);
	(void)rmdir(test.directory);
}

static void
find_places(void)
{
	const char *build = getenv("FORKCAST_BUILD");
	char *whole = realpath(build != NULL ? build : "build", NULL);

	MUST(whole != NULL && strlen(whole) < SCRATCH_PATH, "no build there");
	(void)snprintf(test.directory, sizeof(test.directory),
	    "%s/tests/servers/usual/etc", whole); /* fits, and so do the next */
	(void)snprintf(
	    test.file, sizeof(test.file), "%s/forkcastd.conf", test.directory);
	(void)snprintf(
	    test.program, sizeof(test.program), "%s/" PROGRAM, whole);
	free(whole);
	scratch_path(test.one, "one");
	scratch_path(test.other, "other");
	MUST((mkdir(test.directory, 0755) == 0 || errno == EEXIST) &&
		atexit(clean_up) == 0,
	    "cannot make %s", test.directory);
	(void)unlink(test.file);
}

/* It names these sockets, up to a null. */
static void
write_file(const char *one, const char *other)
{
	FILE *file = fopen(test.file, "w");

	MUST(file != NULL &&
		fprintf(file, "listen 127.0.0.1:0\nlisten %s\n", one) > 0 &&
		(other == NULL || fprintf(file, "listen %s\n", other) > 0) &&
		fclose(file) == 0,
	    "cannot write %s", test.file);
}

/* Without -f; as root, who can read it wherever it is. */
static struct setup
setup_of(const char *option, const char *value)
{
	struct setup setup = {
		.program = PROGRAM, .args_alone = true, .usual_file = true
	};
	size_t count = 0;

	if (geteuid() == 0) {
		setup.args[count++] = "-u";
		setup.args[count++] = "root";
	}
	setup.args[count++] = option;
	setup.args[count] = value;
	return setup;
}

static void
reads_it_if_it_is_there(void)
{
	struct setup setup = setup_of("-l", "127.0.0.1:0");
	struct server *server = server_start(&setup);

	TAP_NUM(server->addresses, 1, "it need not be there");
	server_stop(server);
	write_file(test.one, NULL);
	setup = setup_of(NULL, NULL);
	server = server_start(&setup);
	TAP_OK(
	    server->addresses == 2 && strcmp(server->address[1], test.one) == 0,
	    "it is read");
	write_file(test.one, test.other);
	server_signal(server, SIGHUP);
	server_expect(server, "listening on %s", test.other);
	server_expect(server, "reload: done");
	PASS("by HUP as well");
	MUST(unlink(test.file) == 0, "cannot remove %s", test.file);
	server_signal(server, SIGHUP);
	server_expect(
	    server, "reload: refused: %s: no longer exists", test.file);
	PASS("it is not to vanish then");
	server_stop(server);
}

static void
appears(void)
{
	const struct setup setup = setup_of("-m", "7");
	struct server *server;

	write_file(test.one, NULL);
	server = server_start(&setup);
	TAP_NUM(server->addresses, 2, "options do not keep it from being read");
	server_stop(server);
}

static void
can_be_left_out(void)
{
	struct setup setup = setup_of("-l", "127.0.0.1:0");
	struct server *server;

	write_file("/no/such/directory/socket", NULL);
	setup.usual_file = false;
	server = server_start(&setup);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	TAP_NUM(server->addresses, 1, "-f none reads no file, nor does HUP");
	server_stop(server);
	server_refuses(&(struct setup) { .program = PROGRAM,
			   .args_alone = true,
			   .usual_file = true,
			   .args = { "-t" } },
	    73, "forkcastd: cannot listen on /no/such/directory/socket: ...");
	PASS("-t looks at the usual one, too");
}

/* In a child, who is an ordinary user. */
static void
check_as_user(int to)
{
	if ((geteuid() == 0 && setuid(NOBODY) != 0) || dup2(to, 2) == -1)
		_exit(126);
	(void)execl(test.program, "forkcastd", "-t", (char *)NULL);
	_exit(127);
}

static void
must_be_readable(void)
{
	const int said = scratch_nameless();
	char text[512];
	ssize_t len;
	pid_t child;
	int status;

	write_file(test.one, NULL);
	MUST(chmod(test.file, 0) == 0, "cannot chmod");
	child = fork();
	MUST(child != -1, "cannot fork");
	if (child == 0)
		check_as_user(said);
	MUST(waitpid(child, &status, 0) == child, "no child");
	len = pread(said, text, sizeof(text), 0);
	TAP_OK(WIFEXITED(status) && WEXITSTATUS(status) == 77 && len > 0 &&
		pattern_matches("forkcastd: cannot open */forkcastd.conf: "
				"Permission denied...",
		    (struct str) { text, (size_t)len }),
	    "one that must not be read: %.*s", len > 0 ? (int)len - 1 : 0,
	    text);
	MUST(unlink(test.file) == 0, "cannot remove %s", test.file);
}

int
main(void)
{
	find_places();
	reads_it_if_it_is_there();
	appears();
	can_be_left_out();
	must_be_readable();
	return tap_done();
}
